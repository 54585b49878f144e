"""When a value explains a wrong figure: 1.6 for 1.25 stands for 1.55 .. 1.65, or 1.6 .. 1.7 if it was cut off."""

from __future__ import annotations

import pytest

from bptrace.marking.evidence import LINE, Evidence, Explanation
from bptrace.marking.interval import Interval
from bptrace.notation import Notation

from .worked import NEURON, mark


def wrong(text):
    """Return what there is to explain where net_o1 = 1.25 was written otherwise, and that line."""
    marked = mark(NEURON, {"net_o1": text})
    evidence = Evidence(marked, Notation(marked.method.problem))
    (item,) = evidence.wrong
    return evidence, item


@pytest.mark.parametrize(
    ("text", "found", "widest", "fits"),
    [
        ("1.6", None, 1, False),
        ("1.6", (1.5, 1.56), 1, True),
        ("1.6", (1.68, 1.75), 1, True),
        ("1.6", (1.5, 1.54), 1, False),
        ("1.6", (1.5, 2.0), 0.25, True),  # as wide as a quarter of its larger end
        ("1.6", (1.4375, 2.0), 0.25, False),
        ("1.6", (1.52, 1.7), 0, True),  # less than two units wide
        ("1.6", (1.45, 1.7), 0, False),
        ("8/5", (1.6, 1.6), 0, True),
        ("8/5", (1.5, 1.7), 0, False),  # a fraction has no unit
    ],
)
def test_a_value_fits_where_its_range_meets_the_figure_and_is_not_too_wide(text, found, widest, fits):
    evidence, item = wrong(text)

    assert evidence.fits(item, found and Interval(*found), widest) is fits


@pytest.mark.parametrize(
    ("text", "found", "hit"),
    [
        ("2", (2.0, 2.25), True),
        ("2", (1.75, 2.0), True),
        ("2", (2.125, 2.25), False),
        ("1.6", (1.55, 1.58), True),  # leaves little open
    ],
)
def test_a_figure_that_leaves_much_open_is_hit_where_it_is_given_as_written(text, found, hit):
    evidence, item = wrong(text)
    explanation = Explanation(LINE, "", "", "", "", frozenset({item}), 0, {item: Interval(*found)}, {})

    assert evidence.is_hit(explanation) is hit
