"""The lines of a sheet: what each is called, and the order in which a person reads them."""

from collections.abc import Iterator
from typing import NamedTuple

from .given import Network, Place


class Line(NamedTuple):
    """One line of the sheet. Layers count from 1, the inputs being 0; units, sources and samples count from 0.

    A bias has no source, a bias shared by its layer no unit either. The source of a part of dE/dout is the neuron of the next
    layer, that of a Jacobian's entry the neuron whose output it is.
    """

    kind: str
    layer: int = 0
    unit: int | None = None
    source: int | None = None
    sample: int | None = None
    epoch: int = 1
    after: bool = False


STATES = {"momentum": ("v",), "classical_momentum": ("v",), "adam": ("m", "v")}
"""What an optimizer carries from one update to the next."""


def key(given: Network, q: Line) -> str:
    """What the line is called on the sheet."""
    suffix = "+" if q.after or q.kind in ("new", "m", "v") else ""
    sample = "" if q.sample is None else f"[{q.sample + 1}]"
    return f"{base(given, q)}{suffix}{sample}" + (f"@{q.epoch}" if q.epoch > 1 else "")


def base(given: Network, q: Line) -> str:
    named = {"total": "E_total", "data_error": "E_data", "penalty": "penalty", "of_sample": "E"}
    if q.kind in named:
        return named[q.kind]
    if q.kind in ("gradient", "new", "m", "v", "mhat", "vhat"):
        parameter = given.names[q.layer, q.unit, q.source]
        return {"gradient": f"dE/d{parameter}", "new": parameter}.get(q.kind, f"{q.kind}_{parameter}")
    unit = given.neuron(q.layer, q.unit)
    match q.kind:
        case "dout":
            return f"dE/dout_{unit}"
        case "part":
            return f"dE/dout_{unit}:{given.neuron(q.layer + 1, q.source)}"
        case "slope":
            return f"dout_{unit}/dnet_{unit}"
        case "jacobian":
            return f"dout_{given.neuron(q.layer, q.source)}/dnet_{unit}"
    return f"{'E' if q.kind == 'error' else q.kind}_{unit}"


def reading_order(given: Network) -> list[Line]:
    return [line for epoch in range(1, given.epochs + 1) for line in round_of(given, epoch)]


def round_of(given: Network, epoch: int) -> Iterator[Line]:
    yield from passes(given, epoch, after=False)
    for layer in range(given.depth, 0, -1):
        yield from back(given, layer, epoch)
    yield from passes(given, epoch, after=True)


def passes(given: Network, epoch: int, after: bool) -> Iterator[Line]:
    depth = given.depth
    for sample in given.samples:
        for layer in range(1, depth + 1):
            for kind in ("net", "out"):
                yield from (Line(kind, layer, j, None, sample, epoch, after) for j in given.units(layer))
    for sample in given.samples:
        yield from (Line("error", depth, k, None, sample, epoch, after) for k in given.units(depth))
        if sample is not None:
            yield Line("of_sample", 0, None, None, sample, epoch, after)
    kinds = ("data_error", "penalty", "total") if given.l2 else ("total",)
    yield from (Line(kind, epoch=epoch, after=after) for kind in kinds)


def back(given: Network, layer: int, epoch: int) -> Iterator[Line]:
    together = given.activation(layer) == "softmax"
    if together:
        for sample in given.samples:
            yield from (Line("dout", layer, j, None, sample, epoch) for j in given.units(layer))
    for unit in given.units(layer):
        for sample in given.samples:
            yield from back_through(given, Line("delta", layer, unit, None, sample, epoch), together)
        places = [(layer, unit, i) for i in given.units(layer - 1)]
        if given.trains_bias(layer):
            places += [place for place in given.biases(layer) if place[1] == unit]
        yield from learned(given, places, epoch)
    if given.trains_bias(layer):
        yield from learned(given, [place for place in given.biases(layer) if place[1] is None], epoch)


def back_through(given: Network, delta: Line, together: bool) -> Iterator[Line]:
    if together:
        yield from (delta._replace(kind="jacobian", source=k) for k in given.units(delta.layer))
    else:
        if not given.is_last(delta.layer) and given.sizes[delta.layer + 1] > 1:
            yield from (delta._replace(kind="part", source=k) for k in given.units(delta.layer + 1))
        yield from (delta._replace(kind="dout"), delta._replace(kind="slope"))
    yield delta


def learned(given: Network, places: list[Place], epoch: int) -> Iterator[Line]:
    hats = ("mhat", "vhat") if given.optimizer == "adam" else ()
    for kind in ("gradient", *STATES.get(given.optimizer, ()), *hats, "new"):
        yield from (Line(kind, *place, None, epoch) for place in places)
