"""Inputs that once broke the law, as the fuzzers or an attacker found them, each with what is answered now."""

from __future__ import annotations

import pytest

from tests.fuzz.law import FOLDER, Case, judged

DRAWN = "seed: 1\nlayers:\n  - {neurons: 2, activation: tanh, weights: {init: he}}\n"


def spec(text: str, *args: str, **files: str) -> Case:
    """Return a case that runs a spec."""
    return Case(
        ("run", f"{FOLDER}spec.yaml", *args),
        files={"spec.yaml": text.encode(), **{k: v.encode() for k, v in files.items()}},
    )


FOUND = {
    "a label without a name": (
        spec("data: {file: p, label: }\nloss: squared_error\n" + DRAWN, p="x,y\n1,2\n3,4\n"),
        2, ["spec.yaml:1:24: label of data: found nothing; expected a text"],
    ),
    "a name at fault among those that a message lists": (
        spec("inputs: [1, 2]\nnames: {inputs: [x, -]}\nlayers:\n  - {activation: tanh, weights: [[1]]}\n"),
        2, ["spec.yaml:2:21: inputs of names, name 2: found '-'", "expected 2, one for each input (x, i2)"],
    ),
    "a neuron's name at fault among those that a message lists": (
        spec("inputs: [1]\nnames: {neurons: [[x, -]]}\nlayers:\n  - {activation: tanh, weights: [[1], [2]], bias: [1]}\n"),
        2, ["found '-'", "expected 2, one for each neuron (x, o2)"],
    ),
    "more rows of weights than neurons, and names of weights by neuron": (
        spec("inputs: [1]\nnames: {weights: 'w{from}{to}'}\n"
             "layers:\n  - {neurons: 1, activation: tanh, weights: [[1], [2]]}\n"),
        2, ["neurons of layer 1: found 1 neuron; expected 2, one for each row of weights"],
    ),
    "fifty signs in a row": (
        spec("inputs: [0.5]\ngradient_of: o1\n"
             "layers:\n  - {activation: {out: 'x', slope: '1 + 0*" + 50 * "-" + "x'}, weights: [[1]]}\n"),
        0, ["∂out_o1/∂w1"],
    ),
    "a key of many characters on a sheet": (
        Case(("check", "softmax", f"{FOLDER}a.csv"), files={"a.csv": b"key,value\nw5+,1\nnet_" + b"o_" * 60_000 + b",1\n"}),
        1, ["net_o_o_o"],
    ),
    "a key of many characters to be explained": (
        Case(("explain", "softmax", "net_" + "o_" * 10_000)), 2, ["no quantity is called net_o_o_o"],
    ),
    "a sum over samples that is beyond float64": (
        spec("data: {generate: uniform, count: 5, inputs: [x], targets: [sqrt(1e308)]}\nloss: squared_error\n"
             "seed: 1\nlearning_rate: 0.1\nlayers:\n  - {neurons: 1, activation: tanh, weights: {init: he}}\n"),
        2, ["Error: E_total is not a finite number at the start values"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "status", "words"), FOUND.values(), ids=FOUND)
def test_what_once_broke_is_answered(case: Case, status: int, words: list[str]) -> None:
    answer = judged(case)

    assert answer.status == status
    for word in words:
        assert word in answer.out + answer.err
