"""Gradients beside finite differences: whatever does not agree is shown, and the sum of it is said."""

import pytest

from bptrace.report.document import Grid, Paragraph
from bptrace.report.verified import verified
from bptrace.verification import Comparison, Verdict


def shown(differing, agreeing, **settings):
    """How many rows the table has, and what is said below it."""
    found = [Comparison(f"d{number}", 2.0, 1.0, Verdict.DIFFERS) for number in range(differing)]
    found += [Comparison(f"a{number}", 1.0, 1.0, Verdict.AGREES) for number in range(agreeing)]
    elements = list(verified("t", found, **settings))
    (grid,) = (one for one in elements if isinstance(one, Grid))
    return len(grid.rows), ["".join(map(str, one.text)) for one in elements if isinstance(one, Paragraph)]


@pytest.mark.parametrize(
    ("differing", "agreeing", "rows", "said"),
    [
        (0, 1, 1, ["1 gradient: none differs from its finite difference."]),
        (0, 25, 10, ["… 15 more, which agree", "25 gradients: none differs from its finite difference."]),
        (1, 3, 4, ["Of 4 gradients, 1 differs from finite differences."]),
        (12, 8, 12, ["… 8 more, which agree", "Of 20 gradients, 12 differ from finite differences."]),
    ],
)
def test_all_that_differ_are_shown_and_ten_at_least(differing, agreeing, rows, said):
    assert shown(differing, agreeing) == (rows, said)


def test_all_are_shown_if_asked_for():
    assert shown(0, 25, whole=True)[0] == 25
