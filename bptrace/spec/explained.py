"""What each function of a catalogue is, in the words and formulas that an editor shows beside its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.functions.losses import LOSSES, Loss
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.printing.text import TextPrinter
from bptrace.spec.kinds import Schema
from bptrace.symbolic import Named, SymbolicArray


def explained(schema: Schema) -> Schema:
    """Return a schema in which the names of catalogues have what they mean beside them.

    That is `enumDescriptions`, by which editors explain the choices of a list; other readers of a schema pass it over.
    """
    found: Schema = _with(schema, _meanings())
    return found


def _with(schema: Any, meanings: Mapping[tuple[str, ...], list[str]]) -> Any:
    if isinstance(schema, list):
        return [_with(part, meanings) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _with(part, meanings) for key, part in schema.items()}
    said = meanings.get(tuple(found["enum"])) if "enum" in found else None
    return found if said is None else found | {"enumDescriptions": said}


def _meanings() -> Mapping[tuple[str, ...], list[str]]:
    """Return what the names of each catalogue mean, by those names; one name alone too, as where it has settings."""
    catalogues = (
        {name: _of_activation(one) for name, one in ACTIVATIONS.items()},
        {name: _of_loss(one) for name, one in LOSSES.items()},
        {name: f"The update {one.words}." for name, one in OPTIMIZERS.items()},
    )
    alone = {(name,): [said] for catalogue in catalogues for name, said in catalogue.items()}
    return {tuple(catalogue): list(catalogue.values()) for catalogue in catalogues} | alone


def _of_activation(activation: Activation) -> str:
    fixed = _settings(activation.settings)
    out = _formula(partial(activation.textbook, **fixed), ("net",), units=1 if activation.elementwise else 2)
    if not activation.elementwise:
        return f"out = {out}, of two neurons; all outputs of the layer together are 1."
    if not activation.differentiable:
        return f"out = {out}; it has no slope to learn by."
    return f"out = {out}; its slope is {_formula(partial(activation.slope, **fixed), ('net', 'out'))}."


def _of_loss(loss: Loss) -> str:
    together = "mean" if loss.mean else "sum"
    term = _formula(partial(loss.term, **_settings(loss.settings)), ("target", "out"))
    return f"E = {term} of one output; the {together} over the outputs."


def _settings(settings: Iterable[str]) -> dict[str, SymbolicArray]:
    return {name: Named(name, (), partial(_called, name, False)) for name in settings}


def _formula(build: Callable[..., Any], names: Iterable[str], units: int = 1) -> str:
    """Return a function's own formula, for the first of some neurons, which are numbered where there are several."""
    built = build(*(Named(name, (units, 1), partial(_called, name, units > 1)) for name in names))
    return TextPrinter(str).print(built.at(0, 0)) if isinstance(built, SymbolicArray) else f"{built[0, 0]:g}"


def _called(name: str, numbered: bool, index: tuple[int, ...]) -> str:
    return f"{name}_{index[0] + 1}" if numbered else name
