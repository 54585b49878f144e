"""Every mistake of the catalogue on ten networks, written in twelve kinds of sheet: what is called wrong, and what is found.

In every run some of the sheets of two kinds; with the slow tests every twelfth mistake on all kinds; and all of them, which
takes minutes, where BPTRACE_EVERY_SHEET is set.
"""

from __future__ import annotations

import os
import re

import pytest

from bptrace.marking.diagnosis import diagnose

from . import acceptance
from .measuring import KINDS, Kind, marked, measured, outcomes
from .plain.networks import NETWORKS
from .plain.sheets import students, written_up

NAMED, ALONE = 95, 80
"""At least so many in a hundred visible mistakes are named, and named alone."""

DRIFT = 1.5
"""By so many in a hundred may the table that is written down differ: the last bit of a number may turn a sheet or two."""


@pytest.fixture(scope="module")
def some():
    """Every ninth mistake on whole sheets, every thirtieth where lines are left out."""
    kinds = ((Kind(4, True, False), 9), (Kind(3, True, True), 30))
    return [each for kind, every in kinds for network in NETWORKS for each in outcomes(network, kind, every)]


@pytest.fixture(scope="module")
def many():
    return measured(every=12)


@pytest.fixture(scope="module")
def everything():
    return measured()


every_sheet = pytest.mark.skipif(
    "BPTRACE_EVERY_SHEET" not in os.environ, reason="takes minutes: set BPTRACE_EVERY_SHEET"
)


def faulty(found):
    return [str(each) for each in found if each.faults]


def test_of_some_sheets_no_right_one_is_called_wrong_and_the_first_wrong_line_is_the_first_that_shows(some):
    assert len(some) > 100
    assert sum(each.mistake is None for each in some) == 2 * len(NETWORKS)
    assert not faulty(some)


def test_mistakes_that_show_on_some_sheets_are_named_and_mostly_alone(some):
    seen, named, alone = acceptance.rates(some)

    assert seen > 100
    assert named >= NAMED
    assert alone >= ALONE


@pytest.mark.parametrize("network", ["mazur-shared", "momentum"])
def test_figures_from_after_the_update_are_one_mistake_in_all_lines_samples_and_rounds(network):
    """On the second network each gradient is a sum over two samples, both of which take outputs from after the update."""
    kind = Kind(4, True, False)
    (fault,) = (each for each in students(network, 4, True) if each.id == "U4-updated-inputs")
    case = written_up(network, fault, *kind)
    diagnosis = diagnose(marked(case))

    assert [[cause.name for cause in finding.causes] for finding in diagnosis.findings] == [
        ["figures from after the update"]
    ]
    assert len(diagnosis.findings[0].lines) == len(case.changed) == (4 if network == "mazur-shared" else 8)


@pytest.mark.slow
def test_on_all_kinds_of_sheets_no_right_one_is_called_wrong_and_mistakes_are_named(many):
    assert {each.kind for each in many} == set(KINDS)
    assert sum(each.mistake is None for each in many) == len(KINDS) * len(NETWORKS)
    assert not faulty(many)
    for omit in (False, True):
        seen, named, alone = acceptance.rates([each for each in many if each.kind.omit == omit])
        assert seen > 400
        assert named >= NAMED
        assert alone >= ALONE


@pytest.mark.slow
@every_sheet
def test_of_all_sheets_no_right_one_is_called_wrong_and_the_first_wrong_line_is_the_first_that_shows(everything):
    """And no line is wrong but those that the mistake changed; one slip costs one line."""
    assert {each.kind for each in everything} == set(KINDS)
    assert sum(each.mistake is None for each in everything) == len(KINDS) * len(NETWORKS)
    assert not faulty(everything)


@pytest.mark.slow
@every_sheet
@pytest.mark.parametrize("omit", [False, True], ids=["whole", "a third left out"])
@pytest.mark.parametrize("network", NETWORKS)
def test_mistakes_that_show_are_named_in_every_network(everything, network, omit):
    seen, named, alone = acceptance.rates([x for x in everything if (x.network, x.kind.omit) == (network, omit)])

    assert seen > 300
    assert named >= NAMED
    assert alone >= ALONE


@pytest.mark.slow
@every_sheet
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_mistakes_that_show_are_named_on_every_kind_of_sheet(everything, kind):
    seen, named, alone = acceptance.rates([each for each in everything if each.kind == kind])

    assert seen > 900
    assert named >= NAMED
    assert alone >= ALONE


def rows(text):
    """The labels of the tables, and the figures behind each."""
    found = {}
    for line in text.partition("What falls short")[0].splitlines():
        if match := re.fullmatch(r"(\S.*?)((?: +[0-9.]+%?)+)", line):
            found[match[1]] = [float(figure.rstrip("%")) for figure in match[2].split()]
    return found


@pytest.mark.slow
@every_sheet
def test_the_tables_that_are_written_down_are_those_that_are_measured(everything):
    """Otherwise `python -m tests.marking.acceptance --update` writes them anew."""
    written = rows(acceptance.FILE.read_text(encoding="utf-8"))
    now = rows("\n".join(acceptance.report(everything)))

    assert list(written) == list(now)
    for label in [*map(str, KINDS), *NETWORKS]:
        assert written[label] == pytest.approx(now[label], rel=DRIFT / 100), label
