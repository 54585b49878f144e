"""Runs of which only few rounds are wanted, against those that are looked at all the way."""

from pathlib import Path

import pytest

from bptrace import spec
from bptrace.marking.finder import Finder
from bptrace.marking.method import Method
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.rerun import Rerun, Walk, is_followed
from bptrace.marking.suspects import suspects

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


@pytest.mark.parametrize(
    ("name", "epoch"),
    [
        ("mazur", 3),
        pytest.param("mazur", 150, marks=pytest.mark.slow),
        pytest.param("softmax", 2, marks=pytest.mark.slow),
    ],
)
def test_every_mistake_comes_to_what_the_whole_run_has(name, epoch):
    problem = spec.load(CONFIGS / f"{name}.yaml")
    item = Finder(problem).find(f"E_total+@{epoch}")
    found = missing = 0
    for suspect in suspects(Method(problem, frozenset({epoch}))):
        value = Rerun(suspect.method.problem, range(epoch, epoch + 1), suspect.method.rules).value(item)
        exact = suspect.exact(item)
        if value is None:
            missing += exact is not None
        else:
            assert exact is not None
            assert value == pytest.approx(exact.low, rel=1e-9)
            found += 1

    assert found > 40
    assert missing <= 1  # what overflows as it is written has a value by other forms


def test_a_run_that_overflows_has_no_value_and_is_left_at_once(monkeypatch):
    problem = spec.load(CONFIGS / "mazur.yaml")
    net_for_out = next(mistake for mistake in MISTAKES if mistake.name == "slope computed from net instead of out")
    everywhere = next(iter(net_for_out.variants(problem)))
    monkeypatch.setattr(Walk, "_on_arrays", None)  # which would take its time

    assert (
        Rerun(everywhere.problem, range(9000, 9002), everywhere.rules).value(Finder(problem).find("out_o1@9000"))
        is None
    )


def test_long_runs_of_big_networks_are_not_made_with_every_mistake():
    mazur, many = (spec.load(CONFIGS / f"{name}.yaml") for name in ("mazur", "quadrants"))

    assert is_followed(mazur, 10_000)
    assert not is_followed(mazur, 1_000_000)
    assert not is_followed(many, 1)
