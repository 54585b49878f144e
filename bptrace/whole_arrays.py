r"""Whole arrays by the names that matrix notation prints, `W^(1)`, `δ⁽²⁾`, `W^{(1)+}`, and what their elements are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bptrace import notation, quantities
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import AXES, BLOCK_KINDS, Quantity
from bptrace.notation import Whole
from bptrace.problem import Problem
from bptrace.spelling import KEY, place_fold

_OF_LAYERS = ("net", "out", "delta", "dE/dout", "dout/dnet", "jacobian")


def array_called(problem: Problem, name: str) -> Whole | None:
    """Return the whole array that a name stands for, in Unicode, ASCII or LaTeX; None if it is that of none."""
    match = KEY.fullmatch(place_fold(name.strip()))
    if match is None or match["epoch"]:
        return None
    names, sample = notation.Matrix(problem), int(match["sample"]) - 1 if match["sample"] else None
    for array in _arrays(problem):
        written = (names.array_text(array), names.array_ascii(array), names.array_latex(array))
        if match["base"] in map(place_fold, written):
            return array._replace(after=bool(match["after"]), sample=sample)
    return None


def _arrays(problem: Problem) -> Iterator[Whole]:
    layers = range(1, problem.network.depth + 1)
    yield from (Whole("out", 0), Whole("target", layers[-1]))
    yield from (Whole(kind, layer) for layer, kind in product(layers, _OF_LAYERS))
    states = [kind for kind in STATE_NAMES if problem.optimizer and kind in problem.optimizer.lines]
    kinds = ("parameter", "gradient", *states)
    yield from (Whole(kind, layer, bias) for layer, kind, bias in product(layers, kinds, (False, True)))


def is_element(quantity: Quantity, array: Whole) -> bool:
    """Whether a quantity is an element of an array; an array without a sample has those of all samples.

    An array of parameters stands for their gradients and new values, as a parameter by its name does.
    """
    if quantity.layer != array.layer or array.sample not in (None, quantity.sample):
        return False
    if quantity.kind not in BLOCK_KINDS:
        part = quantity.kind == "dE/dout" and quantity.source is not None
        return (quantity.kind, quantity.after) == (array.kind, array.after) and not part
    named = (array.kind, array.after) == ("parameter", False) or array.kind == quantity.kind
    return named and quantity.after >= array.after and (quantity.source is None) == array.is_bias


def refusal(problem: Problem, name: str) -> str | None:
    """Return the message that one number was expected where a name is that of a whole array; None if it is not."""
    array = array_called(problem, name)
    if array is None:
        return None
    elements = (one._replace(after=array.after, sample=array.sample) for one in quantities.everything(problem))
    first = next((one for one in elements if is_element(one, array)), None)
    if first is None:
        return None
    if first.sample is None and "sample" in AXES.get(first.kind, ()):
        first = first._replace(sample=0)
    return f"{name} is a whole array; expected one of its elements, such as {notation.Matrix(problem).text(first)}"
