"""A short run of every fuzzer: the same inputs in every run where CI is set, and others elsewhere."""

from __future__ import annotations

import os
import sys
import time
from itertools import count
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import campaign, law
from tests.fuzz.law import BrokenLawError, Case, judged
from tests.fuzz.targets import TARGETS

SLOW = ("sheet-yaml", "sheet-csv", "sheet-md", "keys", "quiz")
"""Targets of which a case takes a tenth of a second and not a hundredth."""


@pytest.mark.parametrize("target", TARGETS)
def test_what_nobody_has_thought_of_is_answered(target: str) -> None:
    @settings(max_examples=6 if target in SLOW else 25)
    @given(st.randoms(use_true_random=False))
    def answered(choose: Random) -> None:
        judged(TARGETS[target](choose))

    answered()


def test_a_case_is_the_same_whenever_it_is_drawn_from_the_same_seed() -> None:
    for draw in TARGETS.values():
        assert draw(Random(5)) == draw(Random(5))


def _broken(monkeypatch: pytest.MonkeyPatch, answer: object) -> str:
    """Return what the law says of a program that does something."""

    def program(args: object, prog_name: str) -> None:
        answer()  # type: ignore[operator]

    monkeypatch.setattr(law.main, "main", program)
    with pytest.raises(BrokenLawError) as caught:
        judged(Case(("run",)))
    return str(caught.value)


def _exits(status: int, said: str = "") -> None:
    sys.stderr.write(said)
    raise SystemExit(status)


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        (lambda: [1][2], "IndexError in ?: list index out of range"),
        (lambda: _exits(3), "exit status 3"),
        (lambda: _exits(2), "exit status 2 without a message"),
        (lambda: _exits(0, "a warning"), "exit status 0 with 'a warning' on the error stream"),
        (lambda: sys.stdout.write("E = nan"), "'nan' in the output"),
        (lambda: sys.stdout.write("E = −inf"), "'−inf' in the output"),
        (lambda: np.log(np.zeros(1)), "RuntimeWarning in ?: divide by zero"),
        (lambda: bytearray(700 * 2**20), "more than 500 MB"),
        (lambda: sum(1 for _ in count()), "more than 2 seconds"),
    ],
)
def test_the_law_sees_what_breaks_it(monkeypatch: pytest.MonkeyPatch, does: object, reason: str) -> None:
    assert _broken(monkeypatch, does).startswith(reason)


def test_a_worker_that_dies_is_seen_and_the_next_one_goes_on() -> None:
    def draw(choose: Random) -> Case:
        if choose.random() == Random(2).random():
            os._exit(9)
        return Case(("--version",))

    account = campaign.campaign(draw, iter(range(5)), time.monotonic() + 60)

    assert account.tried == 5
    assert [(tried.seed, tried.broken) for tried in account.broken] == [(2, "the process ended with 9")]
