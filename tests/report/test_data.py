"""A trace as JSON: rows that recompute, keys that lead back, and the problem that made it."""

import json
import math
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import groupby

import pytest
from hypothesis import given, settings

from bptrace import examples, spec, training
from bptrace.report.data import data
from bptrace.report.figures import Figures
from bptrace.report.rows import rows
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from tests.shipped import SHIPPED
from tests.strategies import problems

ALL = SHIPPED
FIELDS = [
    "epoch", "step", "sample", "phase", "layer", "unit", "key", "symbol", "formula", "with_numbers", "value", "rests_on",
]  # fmt: skip
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"


def traced(problem, **options):
    return training.run(replace(problem, epochs=2) if problem.optimizer else problem, **options)


def parsed(trace, **options):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads("".join(data(trace, Writing(trace.notation, **options))), parse_constant=refuse)


@cache
def exported(name):
    problem = spec.load(examples.find(name))
    return parsed(traced(problem, keep=(1, 2) if problem.optimizer else (1,)))


def by_round(steps):
    found = defaultdict(dict)
    for row in steps:
        rows_of_round = found[row["epoch"], row["step"]]
        assert row["key"] not in rows_of_round
        rows_of_round[row["key"]] = row
    return found


def evaluated(text):
    """Return the value of a formula as it is printed, its names replaced."""
    text = text.replace("−", "-").replace("·", "*").replace("½", "(1/2)").replace("²", "**2").replace("³", "**3")
    text = text.replace("√(2π)", repr(math.sqrt(2 * math.pi))).replace("√2", repr(math.sqrt(2)))
    text = re.sub(r"\|(.*?)\|", r"abs(\1)", text.replace("e^", "E**").replace("^", "**").replace("ln(", "log("))
    return float(eval(text, {"E": math.e, "log": math.log, "tanh": math.tanh, "sqrt": math.sqrt, "erf": math.erf}))


def test_the_first_rows_of_mazur():
    steps = exported("mazur")["steps"]
    assert all(list(row) == FIELDS for row in steps)
    assert steps[0] == {
        "epoch": 1, "step": 1, "sample": 1, "phase": "given", "layer": 0, "unit": "i1", "key": "i1", "symbol": "i1",
        "formula": None, "with_numbers": None, "value": 0.05, "rests_on": [],
    }  # fmt: skip
    assert next(row for row in steps if row["key"] == "dE/dw5") == {
        "epoch": 1, "step": 1, "sample": None, "phase": "backward", "layer": 2, "unit": "o1", "key": "dE/dw5",
        "symbol": "∂E/∂w5", "formula": "δ_o1·out_h1", "with_numbers": "0.138498562·0.593269992",
        "value": pytest.approx(0.082167041, abs=5e-10), "rests_on": ["delta_o1", "out_h1"],
    }  # fmt: skip


def test_phases_come_in_the_order_of_reading():
    steps = [row for row in exported("mazur")["steps"] if row["epoch"] == 1]
    order = [phase for phase, _ in groupby(row["phase"] for row in steps)]
    assert order[:3] == ["given", "forward", "error"]
    assert order[3:-1] == ["backward", "update"] * 4
    assert order[-1] == "after"


@pytest.mark.parametrize("name", ALL)
def test_rows_rest_on_rows_of_their_round_and_recompute(name):
    for steps in by_round(exported(name)["steps"]).values():
        for row in steps.values():
            if row["formula"] is None:
                assert row["phase"] == "given"
                continue
            text = row["formula"]
            for key in sorted(row["rests_on"], key=lambda key: -len(steps[key]["symbol"])):
                symbol = re.escape(steps[key]["symbol"])
                text = re.sub(rf"(?<![\w/∂.]){symbol}(?![A-Za-z0-9_.⁺\[:/])", f"({steps[key]['value']!r})", text)
            assert evaluated(text) == pytest.approx(row["value"], rel=1e-9, abs=1e-12), row


@pytest.mark.parametrize("name", ALL)
def test_figures_are_the_printed_ones(name):
    for row in exported(name)["steps"]:
        if row["with_numbers"] is not None:
            assert evaluated(row["with_numbers"]) == pytest.approx(row["value"], rel=1e-4, abs=1e-6), row


@pytest.mark.parametrize("name", ALL)
def test_the_spec_makes_the_same_rows_again(name):
    whole = exported(name)
    problem = spec.loads(json.dumps(whole["spec"]))
    assert parsed(training.run(problem, keep=(1, 2) if problem.optimizer else (1,))) == whole


@pytest.mark.parametrize("name", ALL)
def test_the_history_ends_where_the_run_ends(name):
    whole, problem = exported(name), spec.load(examples.find(name))
    last = whole["history"][-1]
    assert last["epoch"] == whole["spec"].get("epochs", 1)
    assert len(last["outputs"]) == problem.sample_count
    assert list(last["outputs"][0]) == list(problem.network.outputs)


def test_a_second_round_starts_from_what_the_first_has_learned():
    found = by_round(exported("mazur")["steps"])
    assert found[2, 1]["w5"]["value"] == found[1, 1]["w5+"]["value"]
    assert found[2, 1]["w5"]["phase"] == "given"


def test_sums_have_all_their_terms_if_they_are_wanted():
    many = {"inputs": [1] * 40, "layers": [{"activation": "identity", "weights": [[0.5] * 40]}]}
    trace = training.run(spec.loads(json.dumps(many)))
    (net, _) = [row for row in parsed(trace, longest=None)["steps"] if row["phase"] == "forward"]
    assert net["with_numbers"] == " + ".join(["0.5·1"] * 40)
    assert len(net["rests_on"]) == 80


def test_long_sums_are_written_with_their_ends_and_rest_on_what_they_show():
    many = {"inputs": [1] * 40, "layers": [{"activation": "identity", "weights": [[0.5] * 40]}]}
    (net, _) = [row for row in parsed(training.run(spec.loads(json.dumps(many))))["steps"] if row["phase"] == "forward"]
    assert net["formula"] == "w1·i1 + w2·i2 + w3·i3 + … + w39·i39 + w40·i40"
    assert net["rests_on"] == ["w1", "i1", "w2", "i2", "w3", "i3", "w39", "i39", "w40", "i40"]
    assert net["value"] == 20


def test_only_some_rows():
    trace = training.run(spec.load(examples.find("mazur")))
    chosen = {trace.locate(key)[1] for key in ("w5+", "net_h1")}
    assert [row["key"] for row in rows(trace, Writing(trace.notation), chosen)] == ["net_h1", "w5+"]


def test_hand_precision_is_said():
    rounding = Rounding(4, significant=True)
    trace = training.run(spec.load(examples.find("mazur")), rounding=rounding)
    whole = parsed(trace, figures=Figures(4), rounding=rounding)
    assert (whole["round"], whole["digits"]) == ("4sf", 4)
    assert next(row["value"] for row in whole["steps"] if row["key"] == "out_h1") == 0.5933


@pytest.mark.parametrize(("value", "read"), [(math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan")])
def test_what_is_no_number_in_json_is_a_text(value, read):
    trace = training.run(spec.load(examples.find("mazur")))
    outcome = replace(trace.history[-1], error=value)
    whole = parsed(replace(trace, history=(outcome,)))
    assert whole["history"][0]["error"] == read
    assert str(float(read)) == str(value)


@settings(max_examples=25)
@given(problems())
def test_random_problems_write_rows_that_lead_back(problem):
    whole = parsed(training.run(problem))
    for steps in by_round(whole["steps"]).values():
        for row in steps.values():
            assert all(key in steps for key in row["rests_on"])
