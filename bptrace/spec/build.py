"""From the fields that were read to a problem, with the checks that need more than one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bptrace import spec as room
from bptrace.functions.activations import Activation, mixed
from bptrace.functions.losses import LOSSES, Loss
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.network import Layer, Network, Place
from bptrace.problem import Penalty, Problem, Test
from bptrace.spec import layers, parameters
from bptrace.spec.clashes import check_keys
from bptrace.spec.columns import renamed
from bptrace.spec.configured import Chosen, loss_of
from bptrace.spec.drafts import drafts as drafted
from bptrace.spec.drafts import draws, layer_fields, layer_units, units_by_class
from bptrace.spec.inputs import fitting
from bptrace.spec.layers import Draft, Fields
from bptrace.spec.names import layer_title
from bptrace.spec.parameters import Tensor
from bptrace.spec.samples import Data, Given, Samples, check_counts, samples
from bptrace.spec.size import check_layers, check_samples
from bptrace.spec.source import Item, Source
from bptrace.spec.words import hint_of, listed, quote

_NEEDS = {
    "learning_rate": ("targets",),
    "loss": ("targets",),
    "penalty": ("targets",),
    "optimizer": ("learning_rate",),
    "update": ("learning_rate",),
    "epochs": ("learning_rate",),
    "batch": ("learning_rate",),
    "over_samples": ("targets", "gradient_of"),
    "input_gradients": ("targets", "gradient_of"),
    "test": ("targets",),
}
"""Fields that mean something only beside one of others."""


def problem(source: Source, root: Item, title: str) -> Problem:
    """Return the problem of a spec.

    Raises
    ------
    SpecError
        With all faults of the file.
    """
    spec: Fields = root.value or {}
    fields = layer_fields(spec)
    units = layer_units(source, spec, fields)
    known = _given(source, root, units[-1] if units else ())
    given = known or Samples((), ())
    units = units_by_class(spec, fields, units, given)
    _check_size(source, spec, units, given)
    drafts = drafted(source, spec, fields, units, given)
    tensors = layers.tensors(source, drafts, _part(spec, "names"))
    for before, layer in zip((None, *drafts), drafts, strict=False):
        layers.check(source, layer, before)
    parameters.check(source, list(tensors.values()), spec.get("parameters"))
    activations = [layers.activations(source, layer) for layer in drafts]
    if given.has_targets or "gradient_of" in spec:
        for layer, each in zip(drafts, activations, strict=True):
            layers.check_slopes(source, layer, each or ())
    _check_goal(source, root, known, drafts[-1] if drafts else None, activations[-1] if activations else None)
    source.raise_faults()
    built = _problem(spec, given, _network(drafts, activations, tensors, spec), title)
    check_keys(source, spec, built)
    return built


def _check_size(source: Source, spec: Fields, units: Sequence[Sequence[str]], given: Given) -> None:
    """Check that network and samples are not too large, before any numbers are drawn for them."""
    if units:
        sizes = [given.size or 1, *map(len, units)]
        check_layers(source, spec, sizes)
        check_samples(source, spec, sizes, given)


def _part(spec: Fields, field: str) -> Fields:
    """Return the fields of a record within the spec, none where it is missing or at fault."""
    return (spec[field].value or {}) if field in spec else {}


def _value(spec: Fields, field: str, default: object = None) -> object:
    return spec[field].value if field in spec else default


def _given(source: Source, root: Item, outputs: Sequence[str]) -> Given | None:
    """Return the samples, from any of the three ways to give them, or None where they are at fault."""
    if root.value is None:
        return None
    spec: Fields = root.value
    if "data" not in spec:
        written = samples(source, root)
        return replace(written, inputs=fitting(source, written.inputs, _first_rows(spec)))
    for field in ("inputs", "targets", "samples"):
        if field in spec:
            source.fault(spec[field], f"found both {field} and data; expected one of them")
    return room.data.data(source, spec, outputs)


def _first_rows(spec: Fields) -> Sequence[Item]:
    """Return the rows of the first layer's weights, as far as they are written and could be read."""
    weights = next((fields.get("weights") for fields in layer_fields(spec)), None)
    return weights.value if weights is not None and isinstance(weights.value, tuple) else ()


def _check_goal(
    source: Source, root: Item, known: Given | None, last: Draft | None, activation: Sequence[Activation] | None
) -> None:
    """Check what is differentiated, against the outputs and against what is asked besides; of samples at fault, little."""
    spec: Fields = root.value or {}
    given = known or Samples((), ())
    present = {*spec, *source.misplaced, *(("targets",) if known is None or known.has_targets else ())}
    for field, needed in _NEEDS.items():
        if field in spec and not present & set(needed):
            source.fault(spec[field], f"found {field} without {' or '.join(needed)}; expected both or neither")
    check_counts(source, spec.get("batch"), spec.get("test"), given)
    if "seed" in spec and not draws(spec):
        source.fault(
            spec["seed"], "found a seed, but nothing is drawn at random; expected init, generate or shuffle too"
        )
    if given.has_targets and "loss" not in present:
        place = next((spec[field] for field in ("targets", "samples", "data") if field in spec), root)
        source.fault(place, f"found targets but no loss; expected the field loss: {listed(tuple(LOSSES))}")
    outputs = last.units if last and last.is_sized else ()
    loss = loss_of(spec["loss"].value) if _value(spec, "loss") is not None else None
    given.check_targets(source, loss, outputs or None)
    if loss is not None and activation:
        _check_range(source, spec["loss"], loss, activation)
    if "gradient_of" in spec:
        _check_output(source, spec["gradient_of"], given.has_targets, outputs)


def _check_range(source: Source, item: Item, loss: Loss, activation: Sequence[Activation]) -> None:
    low, high = loss.outputs
    for one in activation:
        if not loss.suits(one.range):
            message = f"found {loss.name} over the outputs of {one.name}; expected an output activation between"
            source.fault(item, f"{message} {low:g} and {high:g}, such as {loss.partner}")
            return


def _check_output(source: Source, item: Item, has_targets: bool, outputs: Sequence[str]) -> None:
    if has_targets:
        source.fault(item, "found gradient_of beside targets; expected one of them")
    elif item.value is not None and outputs and item.value not in outputs:
        hint = hint_of(item.value, outputs)
        message = f"found {quote(item.value)}; expected an output neuron: {listed(outputs)}"
        source.fault(item, f"{message}; {hint}" if hint else message)


def _network(
    drafts: Sequence[Draft],
    activations: Sequence[tuple[Activation, ...] | None],
    tensors: Mapping[tuple[int, str], Tensor],
    spec: Fields,
) -> Network:
    blocks, places = parameters.blocks(list(tensors.values()), _part(spec, "parameters"))

    def place(number: int, sort: str) -> Place | None:
        return places[id(tensors[number, sort])] if (number, sort) in tensors else None

    built = []
    for layer, each in zip(drafts, activations, strict=True):
        weights = place(layer.number, "weights")
        assert each is not None
        assert weights is not None
        name = _value(layer.fields, "name")
        built.append(
            Layer(
                name=layer_title(str(name) if name else None, layer.number, len(drafts)),
                units=layer.units,
                activation=mixed(each),
                activations=each,
                weights=weights,
                bias=place(layer.number, "bias") or place(layer.number, "threshold"),
                threshold="threshold" in layer.fields,
            )
        )
    inputs = drafts[0].sources
    assert inputs is not None
    return Network(inputs, tuple(built), blocks)


def _problem(spec: Fields, given: Given, network: Network, title: str) -> Problem:
    loss, rate, batch = (spec.get(field) for field in ("loss", "learning_rate", "batch"))
    chosen = spec["optimizer"].value if "optimizer" in spec else Chosen("sgd", {})
    optimizer = OPTIMIZERS[chosen.name]
    constants = {"learning_rate": rate.value, **optimizer.constants, **chosen.settings} if rate else {}
    penalty = _part(spec, "penalty")
    kinds = tuple(kind for kind in ("l1", "l2") if kind in penalty)
    constants |= {kind: penalty[kind].value for kind in kinds}
    learned = given.count - (spec["test"].value if "test" in spec else 0)
    inputs, targets = given.arrays()
    return Problem(
        title=str(_value(spec, "title", title)),
        network=network,
        inputs=inputs[:, :learned],
        targets=None if targets is None else targets[:, :learned],
        loss=loss_of(loss.value) if loss else None,
        optimizer=optimizer if rate else None,
        constants=constants,
        batch=learned if batch is None or batch.value == "full" else batch.value,
        epochs=spec["epochs"].value if "epochs" in spec else 1,
        mean_over_samples=_value(spec, "over_samples") == "mean",
        layer_by_layer=_value(spec, "update") == "layer_by_layer",
        input_gradients=_value(spec, "input_gradients") is True,
        gradient_of=network.outputs.index(spec["gradient_of"].value) if "gradient_of" in spec else None,
        test=Test(inputs[:, learned:], targets[:, learned:]) if targets is not None and learned < given.count else None,
        penalty=Penalty(kinds, _value(penalty, "biases") is True) if kinds else None,
        files=given.files,
        renamed=_renamed(given, network),
    )


def _renamed(given: Given, network: Network) -> tuple[tuple[str, str], ...]:
    """Return the inputs and outputs that are called otherwise than their columns and classes."""
    if not isinstance(given, Data):
        return ()
    return renamed(network.inputs, given.columns) + renamed(network.outputs, given.classes or ())
