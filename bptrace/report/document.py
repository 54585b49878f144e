"""A document: headings, paragraphs, facts, tables of lines and grids of numbers, before any format has been chosen.

Text is kept in parts, because every format has its own name for a quantity and its own way of writing a formula or a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from bptrace import circuit
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.network import Network, Quantity
from bptrace.notation import Whole
from bptrace.sections import Extent, Gap


class Kept(Protocol):
    """What the lines of a table are read from: a round, or a circuit that has been worked out."""

    def leaf_value(self, ref: object) -> float:
        """Return the value of a symbol's reference."""


class Row(Protocol):
    """A line of a table; what is given has no formula."""

    @property
    def quantity(self) -> Quantity | circuit.Signal:
        """What the line is of."""

    @property
    def formula(self) -> Expr | None:
        """How it is computed."""

    @property
    def value(self) -> float:
        """What it comes to."""


@dataclass(frozen=True)
class Formula:
    """A formula within a text."""

    expr: Expr


Part: TypeAlias = "str | Quantity | circuit.Signal | Formula | float"
Parts: TypeAlias = tuple[Part, ...]


def say(*parts: Part | Parts) -> Parts:
    """Return one text out of words, quantities, formulas, numbers, and texts made before."""
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, tuple) and not isinstance(part, Quantity):
            flat += part
        else:
            flat.append(part)
    return tuple(flat)


def listed(items: list[Parts], last: str = " and ") -> Parts:
    """Return items in a row: "a", "a and b", "a, b and c", with what stands before the last one."""
    if not items:
        return ()
    parts = list(items[0])
    for number, item in enumerate(items[1:], 2):
        parts += [last if number == len(items) else ", ", *item]
    return tuple(parts)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    text: Parts
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: Parts


@dataclass(frozen=True)
class Facts:
    """Labels, each with what there is to say."""

    rows: tuple[tuple[Parts, Parts], ...]


@dataclass(frozen=True, eq=False)
class Table:
    """Lines of a round or a circuit: quantity, formula, the formula with numbers, value."""

    kept: Kept
    rows: tuple[Row | Gap, ...]


@dataclass(frozen=True)
class Grid:
    """Numbers and names in rows and columns.

    Attributes
    ----------
    header, rows
        The cells.
    words
        The places of the columns that hold words, which stand at the left where a format knows of that.
    """

    header: tuple[Parts, ...]
    rows: tuple[tuple[Parts, ...], ...]
    words: frozenset[int] = frozenset({0})


@dataclass(frozen=True, eq=False)
class Diagram:
    """A picture of a network with its parameters.

    Attributes
    ----------
    network
        The network.
    value_of
        Where the values of its parameters are found.
    extent
        How much of a large network is shown.
    instead
        The parameters as facts, for a format or a page that has no room for the picture.
    """

    network: Network
    value_of: Callable[[Quantity], float]
    extent: Extent
    instead: tuple[tuple[Parts, Parts], ...]


@dataclass(frozen=True)
class Curve:
    """How a number has gone down or up on the way.

    Attributes
    ----------
    label
        What is drawn.
    points
        Epoch and value, at least two, in order.
    """

    label: Parts
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Schematic:
    """A picture of a circuit with its values and gradients.

    Attributes
    ----------
    trace
        The circuit, worked out.
    caption, list_caption
        How the drawing is to be read, and the list in its place where a page is too narrow, if that is to be said.
    instead
        The gates in words, for a reader who sees no picture.
    """

    trace: circuit.CircuitTrace
    caption: Parts
    list_caption: Parts
    instead: tuple[tuple[Parts, Parts], ...]


@dataclass(frozen=True)
class Cells:
    """The numbers of an array in rows and columns; None stands for rows or columns that are left out."""

    rows: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, eq=False)
class Equation:
    """A line of a round that is about whole arrays.

    Attributes
    ----------
    name
        The array.
    formula
        What it is computed from, by name; None where it is given.
    numbers
        The formula with `Cells` and numbers in the place of names.
    value
        What comes out.
    rows, kept
        The lines of the elements that are shown, and what they are read from.
    """

    name: Whole
    formula: Expr | None
    numbers: Expr | None
    value: Cells | float
    rows: tuple[Row, ...]
    kept: Kept


Element: TypeAlias = Heading | Paragraph | Facts | Table | Grid | Diagram | Curve | Schematic | Equation
