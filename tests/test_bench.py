"""The benchmark's own arithmetic and its peers; what it measures is not measured here."""

import re
import subprocess

import pytest

from tests.bench.__main__ import BLOCK, GROUPS, README, machine, updated
from tests.bench.measure import exponent
from tests.bench.peers import article, object_per_neuron, scalar_loop, tuned_numpy, where
from tests.bench.table import Peer, Row, lines, scaled


def tuned(rounds):
    network = tuned_numpy.mazur()
    network.run(rounds)
    return network.error()


@pytest.mark.parametrize(
    ("train", "rounds"), [(scalar_loop.train, 10_001), (object_per_neuron.train, 10_000), (tuned, 10_001)]
)
def test_the_peers_do_what_is_measured(train, rounds):
    assert train(rounds) == pytest.approx(
        3.51019e-5, rel=2e-6
    )  # after 10,000 rounds; Mazur, with old weights going back


@pytest.mark.skipif(where.compiler() is None, reason="there is no compiler of C")
def test_the_peer_in_c_does_too():
    done = subprocess.run([where.built(), "10001"], capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(scalar_loop.train(10_001), rel=1e-12)


def test_the_article_learns_the_quadrants():
    assert article.quadrants(20_000) > 0.6


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0312, "s", "31.2 ms"),
        (1.0, "s", "1 s"),
        (0.99999, "s", "1 s"),
        (6.2e-6, "s", "6.2 µs"),
        (5e-8, "s", "0.05 µs"),
        (3e6, "B", "3 MB"),
    ],
)
def test_figures_have_three_digits_and_a_unit(value, unit, text):
    assert scaled(value, unit) == text


def test_the_slope_is_the_power():
    assert exponent([1, 2, 4, 8], [3, 12, 48, 192]) == pytest.approx(2)
    assert exponent([10, 100], [5, 5]) == pytest.approx(0)


def test_a_row_says_whether_it_is_as_required():
    row = Row("run", 1.5, (Peer("fast", 1.0, 1.3), Peer("slow", 3.0)), 2.0)
    texts = [re.sub(r"\s+", " ", line).strip() for line in lines([row])]

    assert texts[1:] == ["run 1.5 s 2 s met", "fast 1 s 1.50 1.30 NOT MET", "slow 3 s 0.50"]


def test_the_readme_shows_every_group():
    (shown,) = BLOCK.findall(README.read_text(encoding="utf-8"))

    assert [line for line in shown.splitlines() if line in GROUPS] == list(GROUPS)


def test_groups_that_were_not_measured_again_stay_as_they_are():
    first = updated("", {name: [name, f"old {name}"] for name in GROUPS})
    second = updated(first, {"runs": ["runs", "new"]})

    assert second == first.replace("old runs", "new")
    assert second.splitlines()[:4] == [machine(), "", "start-up", "old start-up"]
