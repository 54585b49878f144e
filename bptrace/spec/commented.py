"""A spec as text for a person to change: every field at its place, with what it means, set or left out behind a #.

What is said of a field is its own description, and the fields are those that are declared, so nothing here can go stale.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.spec.compounds import Either, Field, ListOf, Record
from bptrace.spec.configured import Configured
from bptrace.spec.fields import SPEC
from bptrace.spec.kinds import Kind
from bptrace.spec.names import unit_names
from bptrace.spec.scalars import Choice, Number, Whole
from bptrace.spec.source import Source
from bptrace.spec.starter import Starter
from bptrace.spec.variants import Alternatives, Variant

_WIDTH = 100
_HEAD = (
    "A network for bptrace. Text behind a # is not read. Change any number, and run it again.",
    "A line such as #batch: 1 is a field that is left out: delete its # to set it.",
)
_ROUND = 1e15
"""Larger numbers are written with an exponent."""

_MOST = 12
"""Of longer lists, a field that is left out shows the beginning."""

Left: TypeAlias = "str | tuple[Mapping[str, str], ...]"
"""What a field could be: a value, or those of the fields within it, in each form that it has."""


def commented(starter: Starter, modeline: str, *, brief: bool = False) -> str:
    """Return the text of a spec; `brief` leaves out the fields that are not set.

    Parameters
    ----------
    starter
        What the spec contains.
    modeline
        The first line.
    brief
        Leave out the fields that are not set.
    """
    values, units = _values(starter), _units(starter)
    lines = [modeline.rstrip("\n"), *(f"# {line}" for line in _HEAD)]
    for field in SPEC.fields[:-1]:
        if field.name in values:
            lines += ["", *_said(field), *values[field.name]]
        elif not brief:
            lines += ["", *_left_out(field, _left(starter, units)[field.name])]
    return "\n".join([*lines, "", *_said(SPEC.fields[-1]), "layers:", *_layers(starter, units, brief=brief), ""])


def _units(starter: Starter) -> tuple[tuple[str, ...], ...]:
    return unit_names(Source("", ""), None, starter.sizes[1:])


def _values(starter: Starter) -> dict[str, list[str]]:
    """Return the lines of the fields that are set, but for the layers."""
    (inputs, targets), *others = starter.rows
    several = ["samples:", *(line for row in starter.rows for line in _sample(*row))]
    data = {"samples": several} if others else {"inputs": _row("inputs", inputs), "targets": _row("targets", targets)}
    settings = {
        "title": f"A network of layers {'-'.join(map(str, starter.sizes))}",
        "learning_rate": written(starter.learning_rate, 0),
        "loss": _configured(starter.loss, LOSSES[starter.loss].settings),
        "epochs": str(starter.epochs),
        "optimizer": _configured(starter.optimizer, OPTIMIZERS[starter.optimizer].constants),
        **({} if starter.is_written else {"seed": str(starter.seed)}),
        **({} if starter.batch is None else {"batch": str(starter.batch)}),
    }
    return data | {name: [f"{name}: {value}"] for name, value in settings.items()}


def written(number: float, places: int = 2) -> str:
    """Return a number as people write it: with so many decimals where they are all there is, and none of a whole number.

    A power of ten has a decimal point, without which YAML 1.1 takes it for a text.
    """
    if abs(number) < _ROUND and round(number, places) == number:
        return f"{number:.0f}" if number == int(number) else f"{number:.{places}f}"
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e")


def _flow(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def _row(name: str, numbers: Sequence[float]) -> list[str]:
    return textwrap.wrap(f"{name}: {_flow(map(written, numbers))}", _WIDTH, subsequent_indent="  ")


def _sample(inputs: Sequence[float], targets: Sequence[float]) -> list[str]:
    text = f"  - {{inputs: {_flow(map(written, inputs))}, targets: {_flow(map(written, targets))}}}"
    return textwrap.wrap(text, _WIDTH, subsequent_indent="     ", drop_whitespace=True)


def _configured(name: str, settings: Mapping[str, float]) -> str:
    return (
        f"{{name: {name}, {', '.join(f'{key}: {written(value, 0)}' for key, value in settings.items())}}}"
        if settings
        else name
    )


def _left(starter: Starter, units: Sequence[Sequence[str]]) -> dict[str, Left]:
    """Return what the fields that are not set could be: values that suit the network as far as its other fields do."""
    inputs, targets = (_flow([written(number) for number in numbers[:_MOST]]) for numbers in starter.rows[0])
    names = [f"i{number}" for number in range(1, starter.sizes[0] + 1)][:_MOST]
    neurons = [layer[:_MOST] for layer in units]
    columns = [f"target_{name}" for name in neurons[-1]]
    return {
        "inputs": inputs,
        "targets": targets,
        "samples": f"[{{inputs: {inputs}, targets: {targets}}}, {{inputs: {inputs}, targets: {targets}}}]",
        "data": (
            {"file": "points.csv", "inputs": _flow(names), "targets": _flow(columns), "label": "species",
             "classes": _flow(neurons[-1]), "shuffle": "true"},
            {"generate": "uniform", "low": "-1", "high": "1", "count": "100", "inputs": _flow(names),
             "targets": _flow(["0.5"] * len(neurons[-1])), "label": f"{names[0]} > 0"},
        ),
        "test": "1",
        "seed": str(starter.seed),
        "penalty": ({"l1": "0.001", "l2": "0.01", "biases": "true"},),
        "over_samples": "mean",
        "batch": "1",
        "update": "layer_by_layer",
        "input_gradients": "true",
        "gradient_of": units[-1][0],
        "names": ({"inputs": _flow(names), "neurons": _flow(map(_flow, neurons)), "weights": "w{n}", "biases": "b{n}",
                   "thresholds": "theta{n}"},),
        "parameters": "{a: 0.5}",
    }  # fmt: skip


def _said(field: Field, indent: str = "") -> list[str]:
    """Return what is said of a field, as comment lines: what it means, and what it may be where that is a choice."""
    may_be = _choices(field.kind)
    text = f"{field.description} May be {may_be}." if may_be else field.description
    before = f"{indent}# "
    return textwrap.wrap(text, _WIDTH, initial_indent=before, subsequent_indent=before, break_on_hyphens=False)


def _choices(kind: Kind) -> str | None:
    """Return what a value may be, if a description does not say that."""
    if isinstance(kind, Either):
        return next(filter(None, map(_choices, kind.options)), None)
    chosen = isinstance(kind, Configured) or (isinstance(kind, Choice) and len(kind.words) > 1)
    limited = (isinstance(kind, Whole) and kind.word) or (isinstance(kind, Number) and kind != Number())
    return kind.expected if chosen or limited else None


def _left_out(field: Field, value: Left, indent: str = "") -> Iterator[str]:
    """Yield what is said of a field that is not set, and behind a # the lines that would set it, in each form it has."""
    yield from _said(field, indent)
    if isinstance(value, str):
        yield from _behind(f"{field.name}: {value}", indent)
        return
    for number, (record, inner) in enumerate(zip(_records(field.kind), value, strict=True)):
        yield from (f"{indent}# Or:",) if number else ()
        yield f"{indent}#{field.name}:"
        for part in record.fields:
            yield from (f"{indent}#{line}" for line in _said(part, "  "))
            yield from _behind(f"  {part.name}: {inner[part.name]}", indent)


def _behind(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"{indent}#", subsequent_indent=f"{indent}#    ")


def _records(kind: Kind) -> list[Record]:
    """Return the records that a value may be; of generated data those of one distribution, since they are alike."""
    if isinstance(kind, Either):
        return [record for option in kind.options for record in _records(option)]
    if isinstance(kind, Alternatives):
        return [record for option in kind.records.values() for record in _records(option)]
    if isinstance(kind, Variant):
        return [next(iter(kind.records.values()))]
    return [kind] if isinstance(kind, Record) else []


_LAYER = SPEC.fields[-1].kind
assert isinstance(_LAYER, ListOf)
_LAYER_FIELDS = _records(_LAYER.item)[0].fields


def _layers(starter: Starter, units: Sequence[Sequence[str]], *, brief: bool) -> Iterator[str]:
    """Yield the layers; what the fields mean is said in the first one, and holds for all."""
    weight = bias = 1
    for layer, names in enumerate(units, 1):
        what = "outputs" if layer == len(units) else "hidden neurons"
        named = names if len(names) <= 6 else [*names[:2], "..", names[-1]]
        yield from ("",) if layer > 1 else ()
        yield f"  # Layer {layer}, the {what} {' '.join(named)}."
        values = _layer(starter, layer, names, weight, bias)
        weight, bias = weight + starter.sizes[layer - 1] * starter.sizes[layer], bias + starter.sizes[layer]
        for field in sorted(_LAYER_FIELDS, key=lambda field: field.name != "activation"):
            if field.name in values:
                yield from _said(field, "    " if field.name != "activation" else "  ") if layer == 1 else ()
                yield from values[field.name]
            elif layer == 1 and not brief:
                yield from _left_out(field, _left_of_layer(starter, names)[field.name], "    ")


def _layer(starter: Starter, layer: int, names: Sequence[str], weight: int, bias: int) -> dict[str, list[str]]:
    """Return the lines of the fields of a layer that are set; its first weight and bias have these numbers."""
    name = starter.activations[layer - 1]
    found = {"activation": [f"  - activation: {_configured(name, ACTIVATIONS[name].settings)}"]}
    if not starter.is_written:
        scheme = [f"    weights: {{init: {starter.scheme(layer)}}}"]
        return found | {
            "neurons": [f"    neurons: {len(names)}"],
            "weights": scheme,
            "bias": ["    bias: {init: constant}"],
        }
    sources = starter.sizes[layer - 1]
    rows = [f"      - {_flow(map(written, row))}" for row in starter.weights(layer)]
    firsts = range(weight, weight + sources * len(names), sources)
    widest = max(map(len, rows))
    lines = [
        f"{row.ljust(widest)}   # {_numbered('w', first, sources)} into {unit}"
        for row, first, unit in zip(rows, firsts, names, strict=True)
    ]
    biases = f"    bias: {_flow(map(written, starter.biases(layer)))}   # {_numbered('b', bias, len(names))}"
    return found | {"weights": ["    weights:", *lines], "bias": [biases]}


def _numbered(letter: str, first: int, count: int) -> str:
    names = [f"{letter}{number}" for number in range(first, first + count)]
    return " ".join(names) if count <= 4 else f"{names[0]} .. {names[-1]}"


def _left_of_layer(starter: Starter, names: Sequence[str]) -> dict[str, Left]:
    thresholds = _flow(map(written, starter.biases(1)))
    return {
        "name": "hidden",
        "neurons": _flow(names[:_MOST]),
        "threshold": thresholds if starter.is_written else "{init: constant}",
        "train_weights": "false",
        "train_bias": "false",
    }
