"""The layers of a spec: whether their sizes fit, their activations, and their parameters in order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.functions.activations import Activation
from bptrace.network import Floats, Position
from bptrace.spec.commas import refuse_count, surplus
from bptrace.spec.configured import activation_of
from bptrace.spec.names import Namer, sizes_fit
from bptrace.spec.parameters import Slot, Tensor
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, enumerated

Fields = Mapping[str, Item]


@dataclass(frozen=True)
class Draft:
    """A layer as it was read: its fields, the names of its neurons and of what it is fed from."""

    number: int
    fields: Fields
    units: tuple[str, ...]
    sources: tuple[str, ...] | None

    def flag(self, field: str) -> bool:
        """Return a flag that is true by default."""
        return field not in self.fields or self.fields[field].value is not False

    @property
    def rows(self) -> Sequence[Item]:
        """The rows of weights that could be read."""
        rows = self.fields["weights"].value if "weights" in self.fields else None
        written = rows if isinstance(rows, tuple) else ()  # and not drawn
        return [row for row in written if row.value is not None]

    @property
    def columns(self) -> int | None:
        """How many columns the weights have if they are written the other way round, one row for each source."""
        sizes = {len(row.value) for row in self.rows}
        is_turned = len(sizes) == 1 and len(self.rows) == len(self.sources or ()) and len(self.rows) not in sizes
        return sizes.pop() if is_turned else None

    @property
    def is_sized(self) -> bool:
        """Whether nothing speaks against the number of its neurons."""
        return self.columns is None and (not self.rows or len(self.rows) == len(self.units))

    @property
    def bias(self) -> Item | None:
        """The bias or the threshold, if there is one."""
        return self.fields.get("bias") or self.fields.get("threshold")


def check(source: Source, layer: Draft, before: Draft | None) -> None:
    """Check that the rows, biases and activations of a layer fit it and the layer before."""
    fields = layer.fields
    _check_rows(source, layer, before)
    for field in ("bias", "threshold", "activation"):
        value = fields[field].value if field in fields else None
        if layer.units and isinstance(value, tuple) and len(value) not in (len(layer.units), layer.columns):
            noun = "activation" if field == "activation" else "number"
            expected = f"{len(layer.units)}, one for each neuron {enumerated(layer.units)}"
            message = f"found {counted(len(value), noun)}; expected {expected}"
            refuse_count(source, fields[field], len(layer.units), message)
    if "bias" in fields and "threshold" in fields:
        source.fault(fields["threshold"], "found a threshold beside a bias; expected one of them")
    if "train_bias" in fields and layer.bias is None:
        source.fault(fields["train_bias"], "found train_bias without a bias; expected a bias or a threshold")


def _check_rows(source: Source, layer: Draft, before: Draft | None) -> None:
    """Check that rows of weights have one for each source; where all go wrong alike, that is said once."""
    rows, size = layer.rows, len(layer.sources or ())
    said = (before.columns, len(before.rows)) if before and before.rows else ()  # if one of these is right, all is said
    fitting = {size, *said}
    wrong = [row for row in rows if size and len(row.value) not in fitting]
    if not wrong:
        return
    noun = "input" if layer.number == 1 else f"neuron of layer {layer.number - 1}"
    each = f"one for each {noun} {enumerated(layer.sources or ())}"
    if len(wrong) == len(rows) > 1 and len({len(row.value) for row in rows}) == 1:
        found = f"found {len(rows)} rows of {counted(len(rows[0].value), 'number')}"
        pair = surplus(rows[0].node, size)
        turned = "; a row holds the weights into one neuron: write columns as rows" if layer.columns else ""
        hint = f"; {pair.question}" if pair else turned
        source.fault(layer.fields["weights"], f"{found}; expected {size} in each row, {each}{hint}")
        return
    for row in wrong:
        refuse_count(source, row, size, f"found {counted(len(row.value), 'number')}; expected {size}, {each}")


def activations(source: Source, layer: Draft) -> tuple[Activation, ...] | None:
    """Return the activation of every neuron of a layer, or None where they are at fault."""
    value = layer.fields["activation"].value if "activation" in layer.fields else None
    if value is None:
        return None
    if not isinstance(value, tuple):
        activation = activation_of(value)
        if len(layer.units) == 1 and not activation.elementwise:
            message = f"found {activation.name} for a layer of one neuron, whose output would always be 1"
            source.fault(
                layer.fields["activation"],
                f"{message}; expected two or more neurons, or an activation such as logistic",
            )
        return (activation,) * len(layer.units)
    for item in value:
        if item.value is None:
            return None
        if not activation_of(item.value).elementwise:
            message = f"found {item.value.name} for one neuron; expected an activation of one neuron's own net input"
            source.fault(item, message)
            return None
    return tuple(activation_of(item.value) for item in value)


def check_slopes(source: Source, layer: Draft, activations: Sequence[Activation]) -> None:
    """Check that errors can go back through the activations of a layer."""
    flat = next((place for place, one in enumerate(activations) if not one.differentiable), None)
    if flat is not None:
        message = f"found {activations[flat].name}, which has no slope for errors to go back through"
        expected = "an activation such as logistic, or a forward pass only, without targets and gradient_of"
        item = layer.fields["activation"]
        at = item.value[flat] if isinstance(item.value, tuple) else item
        source.fault(at, f"{message}; expected {expected}")


@dataclass(frozen=True)
class Namers:
    """What names the parameters of each sort."""

    weights: Namer
    bias: Namer
    threshold: Namer

    @classmethod
    def of(cls, source: Source, names: Fields, drafts: Sequence[Draft]) -> Namers:
        """Return the namers for what the author wrote under `names`."""
        weights = names.get("weights")
        if (
            weights
            and isinstance(weights.value, tuple)
            and not source.faults
            and not _fits_all(source, weights, drafts)
        ):
            weights = None
        return cls(
            Namer(source, weights, "w{n}"),
            Namer(source, names.get("biases"), "b{n}"),
            Namer(source, names.get("thresholds"), "theta{n}"),
        )

    def finish(self) -> None:
        """Check that no names are left over."""
        for namer in (self.weights, self.bias, self.threshold):
            if not namer.source.faults:
                namer.finish()


def _fits_all(source: Source, names: Item, drafts: Sequence[Draft]) -> bool:
    sizes = [[len(layer.sources or ())] * len(layer.units) for layer in drafts]
    if len(names.value) != len(sizes):
        source.fault(names, f"found {counted(len(names.value), 'layer')} of names; expected {len(sizes)}")
        return False
    fits = [sizes_fit(source, item, rows, "neuron") for item, rows in zip(names.value, sizes, strict=True)]
    return all(fits)


def tensors(source: Source, drafts: Sequence[Draft], names: Fields) -> dict[tuple[int, str], Tensor]:
    """Return weights and biases by layer and sort, in order of reading."""
    namers = Namers.of(source, names, drafts)
    found = {}
    for layer in drafts:
        if "weights" in layer.fields:
            found[layer.number, "weights"] = _weights(layer, namers.weights)
        for sort, namer in (("bias", namers.bias), ("threshold", namers.threshold)):
            if sort in layer.fields and layer.fields[sort].value is not None:
                found[layer.number, sort] = _bias(layer, layer.fields[sort], namer)
    namers.finish()
    return {key: tensor for key, tensor in found.items() if tensor.slots}


def _weights(layer: Draft, namer: Namer) -> Tensor:
    item, sources = layer.fields["weights"], layer.sources or ()
    if isinstance(item.value, np.ndarray):
        return _drawn(layer, item, item.value, namer)
    entries = [
        (Position(layer.number, unit, number), entry)
        for unit, row in enumerate((item.value or ())[: len(layer.units)])
        for number, entry in enumerate((row.value or ())[: len(sources)])
    ]
    names = namer.each(
        {"from": sources[number or 0], "to": layer.units[unit or 0], "layer": str(layer.number)}
        for (_, unit, number), _ in entries
    )
    slots = tuple(Slot(position, entry, name) for (position, entry), name in zip(entries, names, strict=True))
    return Tensor(slots, (len(layer.units), len(sources)), layer.flag("train_weights"), item)


def _drawn(layer: Draft, item: Item, values: Floats, namer: Namer) -> Tensor:
    """Return weights that were drawn, which are too many to have a place in the file each."""
    sources, number = layer.sources or (), str(layer.number)
    places = ({"from": source, "to": unit, "layer": number} for unit in layer.units for source in sources)
    names = np.fromiter(namer.each(places), dtype=object, count=values.size).reshape(values.shape)
    first = Slot(Position(layer.number, 0, 0), Item(float(values[0, 0]), item.node, item.where), names[0, 0])
    return Tensor((first,), values.shape, layer.flag("train_weights"), item, (values, names))


def _bias(layer: Draft, item: Item, namer: Namer) -> Tensor:
    number, trained, shape = str(layer.number), layer.flag("train_bias"), (len(layer.units),)
    one_number = not isinstance(item.value, tuple)
    if one_number and len(layer.units) > 1:
        slot = Slot(Position(layer.number, None, None), item, namer(layer=number, to=None))
        return Tensor((slot,), shape, trained, item)
    entries = (item,) if one_number else item.value
    slots = tuple(
        Slot(Position(layer.number, unit, None), entry, namer(layer=number, to=layer.units[unit]))
        for unit, entry in enumerate(entries[: len(layer.units)])
    )
    return Tensor(slots, shape, trained, item)
