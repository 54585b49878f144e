"""What the golden cases print does not depend on the way that updates go: as compiled floats or on arrays."""

import math
import os
import re
from itertools import zip_longest
from pathlib import Path

import pytest

from bptrace import course
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from bptrace.golden import discover

ROOT = Path(__file__).resolve().parent.parent
CASES = discover(ROOT / "golden")
LONG = {"quadrants"}
"""Cases that take many seconds on arrays; they are run so where time does not count."""

NUMBER = re.compile(r"(\d+\.\d+(?:e[-+]?\d+)?)")
SURE = 12
"""A figure with more significant digits than this is a float with all its digits, as data files have them: of those, so many
are compared. Every other figure is compared to its last digit."""


def significant(figure: str) -> int:
    return len(figure.partition("e")[0].replace(".", "").lstrip("0"))


def agree(one: str, other: str) -> bool:
    if max(significant(one), significant(other)) <= SURE:
        return one == other
    return math.isclose(float(one), float(other), rel_tol=10.0**-SURE)


def differences(one: str, other: str) -> list[tuple[str, str]]:
    """Return what differs between two transcripts, figure by figure and the words between them."""
    pairs = enumerate(zip_longest(NUMBER.split(one), NUMBER.split(other), fillvalue=""))
    return [pair for number, pair in pairs if not (agree(*pair) if number % 2 else pair[0] == pair[1])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_a_case_prints_only_digits_on_which_both_ways_agree(case, monkeypatch):
    if case.folder.name in LONG and not os.environ.get("CI"):
        pytest.skip("takes many seconds")
    monkeypatch.chdir(ROOT)

    compiled, arrays = (by(way, case, monkeypatch) for way in ("compiled", "arrays"))

    assert compiled.status == arrays.status
    assert not differences(compiled.stdout, arrays.stdout)


def by(way, case, monkeypatch):
    """Return what a case comes to if all updates go one way."""
    compiled = way == "compiled"
    monkeypatch.setattr(course, "compiles", lambda problem, updates: compiled and problem.optimizer is not None)
    return run_captured(main, case.arguments)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("E 0.298371109", "E 0.298371109", True),
        ("E 0.298371109", "E 0.298371108", False),
        ("0.5932699921071872,", "0.5932699921071870,", True),
        ("0.5932699921071872,", "0.5932699921171872,", False),
        ("0.35,", "0.35000000000000003,", True),
        ("w5 0.35", "w6 0.35", False),
    ],
)
def test_figures_with_all_digits_are_compared_to_the_twelfth_and_others_to_the_last(one, other, same):
    assert (not differences(one, other)) == same
