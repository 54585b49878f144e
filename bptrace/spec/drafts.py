"""The layers of a spec as far as they could be read: their sizes, the names of their neurons, and drawn start values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bptrace.spec.columns import called
from bptrace.spec.drawing import draw
from bptrace.spec.layers import Draft, Fields
from bptrace.spec.names import check_different, input_names, unit_names
from bptrace.spec.samples import Data, Given
from bptrace.spec.seeds import PARAMETERS, seeded
from bptrace.spec.size import check_layers
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted


def layer_fields(spec: Fields) -> list[Fields]:
    """Return the fields of every layer."""
    layers = (spec["layers"].value or ()) if "layers" in spec else ()
    return [layer.value or {} for layer in layers]


def layer_units(source: Source, spec: Fields, layers: Sequence[Fields]) -> tuple[tuple[str, ...], ...]:
    """Return the names of the neurons of every layer; a layer that does not say how many it has, has none."""
    if not layers:
        return ()
    names = (spec["names"].value or {}).get("neurons") if "names" in spec else None
    sizes = [
        _size(source, fields, _fitting(spec, after)) for fields, after in zip(layers, (*layers[1:], None), strict=True)
    ]
    check_layers(source, spec, [1, *sizes])
    units = unit_names(source, names, sizes)
    own = [fields["neurons"] for fields in layers if "neurons" in fields and _is_list(fields["neurons"])]
    check_different(source, own or ((names.value or ()) if names is not None else ()))
    if own and names is not None:
        source.fault(names, f"found names of neurons beside the {own[0].where}; expected one of them")
        return units
    return tuple(_own_names(fields) or default for fields, default in zip(layers, units, strict=True))


def units_by_class(
    spec: Fields, layers: Sequence[Fields], units: tuple[tuple[str, ...], ...], given: Given
) -> tuple[tuple[str, ...], ...]:
    """Return the names of the neurons, the outputs called like their classes unless the spec names them itself."""
    classes = given.classes if isinstance(given, Data) else None
    if classes is None or len(classes) != len(units[-1]):
        return units
    own = _own_names(layers[-1]) or ("names" in spec and "neurons" in (spec["names"].value or {}))
    return units if own else (*units[:-1], called(classes, units[-1]))


def _is_list(item: Item) -> bool:
    return isinstance(item.value, tuple)


def _own_names(fields: Fields) -> tuple[str, ...]:
    item = fields.get("neurons")
    if item is None or not _is_list(item) or any(name.value is None for name in item.value):
        return ()
    return tuple(name.value for name in item.value)


def _fitting(spec: Fields, after: Fields | None) -> int:
    """Return how many neurons a layer may have to fit the rows of weights in the layer after it, or the targets; else 4."""
    if after is None:
        written = spec["targets"].value if "targets" in spec else None
    else:
        rows = after["weights"].value if "weights" in after else None
        written = rows[0].value if isinstance(rows, tuple) else None
    return len(written) if isinstance(written, tuple) else 4


def _size(source: Source, fields: Fields, fitting: int) -> int:
    """Return the number of neurons: as many as are asked for, or as there are rows of weights."""
    weights, neurons = fields.get("weights"), fields.get("neurons")
    rows = len(weights.value) if weights is not None and _is_list(weights) else None
    if neurons is None or neurons.value is None:
        if rows is None and weights is not None and weights.value is not None and neurons is None:
            found = "found weights to be drawn for an unknown number of neurons"
            source.fault(weights, f"{found}; expected the field neurons too, such as neurons: {fitting}")
        return rows or 0
    size = len(neurons.value) if _is_list(neurons) else int(neurons.value)
    if rows is not None and rows != size:
        source.fault(neurons, f"found {counted(size, 'neuron')}; expected {rows}, one for each row of weights")
    return size


def draws(spec: Fields) -> bool:
    """Whether anything is drawn at random: points, the order of samples, or start values; or may be, for all that is known."""
    data = spec["data"].value if "data" in spec else {}
    if data is None or (isinstance(data, dict) and ("generate" in data or "shuffle" in data)):
        return True
    layers = spec["layers"].value if "layers" in spec else None
    return layers is None or any(_may_draw(layer) for layer in layers)


def _may_draw(layer: Item) -> bool:
    return layer.value is None or any(
        item.value is None or isinstance(item.value, dict) for item in layer.value.values()
    )


def drafts(
    source: Source, spec: Fields, layers: Sequence[Fields], units: Sequence[tuple[str, ...]], given: Given
) -> list[Draft]:
    """Return the layers with the names of their neurons and sources, and with their start values drawn."""
    names = spec["names"].value or {} if "names" in spec else {}
    inputs = input_names(source, names.get("inputs"), given.size) if given.size is not None else None
    if isinstance(given, Data) and given.names and "inputs" not in names:
        inputs = given.names
    sources = [inputs, *(layer or None for layer in units)][: len(layers)]
    drawn = [each for fields in layers for each in fields.values() if isinstance(each.value, dict)]
    rng = seeded(source, spec, drawn[0], PARAMETERS) if drawn else None
    found = []
    for number, (fields, names_of, from_) in enumerate(zip(layers, units, sources, strict=True), 1):
        found.append(Draft(number, _with_draws(source, rng, fields, names_of, from_), names_of, from_))
    return found


def _with_draws(
    source: Source,
    rng: np.random.Generator | None,
    fields: Fields,
    units: tuple[str, ...],
    sources: tuple[str, ...] | None,
) -> Fields:
    """Return a layer's fields with drawn numbers in the place of schemes, the weights before the biases."""
    shapes = {"weights": (len(units), len(sources or ())), "bias": (len(units),), "threshold": (len(units),)}
    known = rng if units and sources else None
    drawn = {
        field: draw(source, known, fields[field], shape)
        for field, shape in shapes.items()
        if field in fields and isinstance(fields[field].value, dict)
    }
    return {**fields, **drawn}
