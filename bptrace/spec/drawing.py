"""Start values drawn at random: from a scheme's record to the numbers that an author could have written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from bptrace.functions.schemes import SCHEMES, Floats
from bptrace.spec.compounds import Field, Record
from bptrace.spec.kinds import Kind
from bptrace.spec.scalars import Choice, Number
from bptrace.spec.source import Item, Source
from bptrace.spec.variants import Variant

_POSITIVE = ("std",)
"""Settings that have to be greater than 0."""


def setting_fields(scheme: str) -> tuple[Field, ...]:
    """Return the fields of a scheme's settings."""
    return tuple(
        Field(name, Number(positive=name in _POSITIVE), f"By default {default:g}.")
        for name, default in SCHEMES[scheme].settings.items()
    )


def drawn(*, weights: bool) -> Kind:
    """Return the kind of `{init: normal, std: 0.5}`, for weights or for the biases of a layer."""
    names = [name for name, scheme in SCHEMES.items() if weights or not scheme.fans]
    return Variant("init", {name: _record(name) for name in names})


def _record(name: str) -> Record:
    says = f"The scheme: {SCHEMES[name].says}."
    return Record((Field("init", Choice((name,)), says, required=True), *setting_fields(name)), name)


def settings(source: Source, name: str, fields: Mapping[str, Item]) -> dict[str, float] | None:
    """Return a scheme's settings, those not given at their defaults, or None where they are at fault."""
    given = {key: fields[key].value for key in SCHEMES[name].settings if key in fields}
    if None in given.values():
        return None
    chosen = {**SCHEMES[name].settings, **given}
    if "low" in chosen and not chosen["low"] < chosen["high"]:
        at = fields.get("low") or fields["high"]
        source.fault(at, f"found low {chosen['low']:g} and high {chosen['high']:g}; expected low below high")
        return None
    return chosen


def finite(
    source: Source, fields: Mapping[str, Item], draw: Callable[..., Floats], chosen: Mapping[str, float]
) -> Floats | None:
    """Return what is drawn with the chosen settings, or None where one among the fields makes it too large for float64."""
    with np.errstate(over="ignore", invalid="ignore"):  # what comes of it is said below
        numbers = draw(**chosen)
    if np.isfinite(numbers).all():
        return numbers
    widest = max((key for key in chosen if key in fields), key=lambda key: abs(chosen[key]))
    message = f"found {chosen[widest]:g}, with which numbers are drawn that are too large for float64"
    source.fault(fields[widest], f"{message}; expected a number nearer to 0")
    return None


def draw(source: Source, rng: np.random.Generator | None, item: Item, shape: tuple[int, ...]) -> Item:
    """Return what an author would have written, with drawn numbers in the place of their scheme: weights as one array."""
    nothing = Item(None, item.node, item.where)
    name = item.value["init"].value if item.value else None
    chosen = settings(source, name, item.value) if name else None
    if name is None or chosen is None or rng is None:
        return nothing
    numbers = finite(source, item.value, partial(SCHEMES[name].draw, rng, shape), chosen)
    if numbers is None or numbers.ndim > 1:
        return Item(numbers, item.node, item.where)
    return Item(tuple(Item(number, item.node, item.where) for number in numbers.tolist()), item.node, item.where)
