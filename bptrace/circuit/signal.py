"""The identity of every number in a circuit."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from bptrace.dataclass import dataclass


class Kind(Enum):
    """What a number of a circuit is."""

    VALUE = "value"
    LOCAL = "local gradient"
    PART = "part of a gradient"
    GRADIENT = "gradient"


class Port(NamedTuple):
    """A place where a wire goes into a gate.

    Attributes
    ----------
    gate
        The name of the gate.
    place
        Which of the gate's operands it is, from 0.
    """

    gate: str
    place: int


@dataclass(frozen=True, slots=True)
class Signal:
    """The identity of one number of a circuit.

    Attributes
    ----------
    kind
        What it is.
    wire
        The name of the input or gate whose value it is, or with respect to which it is a derivative.
    port
        For a local gradient, and for a part of a gradient, where the wire goes in.
    """

    kind: Kind
    wire: str
    port: Port | None = None
