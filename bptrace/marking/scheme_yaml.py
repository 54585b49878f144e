"""The YAML file of a marking scheme: its fields, declared once, and what they come to for a problem.

There is no JSON Schema of it, so that its kinds of value say nothing for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bptrace.dataclass import dataclass
from bptrace.examples import SUFFIXES
from bptrace.files import read
from bptrace.keys import UnknownKeyError
from bptrace.marking.method import Item
from bptrace.marking.scheme import Digits, Scheme
from bptrace.network import Quantity
from bptrace.rounding import Rounding
from bptrace.spec.compounds import Either, Field, ListOf, Record, pairs
from bptrace.spec.decoding import decoded
from bptrace.spec.faults import Fault, SpecError
from bptrace.spec.kinds import Kind
from bptrace.spec.named import Table
from bptrace.spec.numbers import Refused
from bptrace.spec.scalars import Number, Text
from bptrace.spec.source import Item as Node
from bptrace.spec.source import Source
from bptrace.unread import unread

_MOST = 10_000.0

_LARGEST = 1_000_000
"""A file of more bytes than this is no scheme."""


@dataclass(frozen=True)
class Share(Number):
    """A share of the marks."""

    @property
    def expected(self) -> str:
        return "a share from 0 to 1"

    def parse(self, text: str, *, quoted: bool) -> float:
        value = super().parse(text, quoted=quoted)
        if not 0 <= value <= 1:
            raise Refused("write half of the marks as 0.5")
        return value


@dataclass(frozen=True)
class Places(Kind):
    """A number of decimals or of significant figures."""

    expected = "decimals such as 4, or significant figures such as 4sf"

    def parse(self, text: str, *, quoted: bool) -> Rounding:
        try:
            return Rounding.parse(text)
        except ValueError as error:
            raise Refused("at most 15" if "at most" in str(error) else "") from None


@dataclass(frozen=True)
class Points(Table):
    """A mapping from words to marks; an item's node is that of its word."""

    expected = "a mapping from lines to marks, such as {delta_o1: 2, dE/dw*: 1}"

    def value(self, source: Source, item: Node) -> dict[str, Node]:
        found = {}
        for key, node in pairs(source, item):
            marks = _MARKS.read(source, node, f"{item.where}, {key.value}")
            found[key.value] = Node(marks.value, key.node, item.where)
        return found


_MARKS = Number(interval=(0.0, _MOST))
_WORDS = Either((ListOf(Text(), "key"), Text()))

SCHEME = Record(
    (
        Field("lines", Points(), "The marks of lines, by key, parameter, neuron or pattern."),
        Field("points", _MARKS, "The marks of every other line; by default 1."),
        Field("ask", _WORDS, "What was asked for; by default what each sheet names."),
        Field("follows", Share(), "The share that a line earns which follows from wrong ones; by default 1."),
        Field("method", _MARKS, "The marks that such a line earns in the place of a share."),
        Field("truncated", Share(), "The share for a figure that is cut off instead of rounded; by default 0."),
        Field("too_coarse", Share(), "The share for a figure with too few digits to tell; by default 0."),
        Field(
            "digits",
            Record(
                (
                    Field("required", Places(), "How many decimals or significant figures were wanted.", required=True),
                    Field("mark", _MARKS, "What a sheet earns that has them everywhere; by default 1."),
                ),
                "digits",
            ),
            "A mark for the digits that were wanted.",
        ),
    ),
    "a marking scheme",
)

Lines = Callable[[str], frozenset[Item]]


def load_scheme(path: Path, lines: Lines) -> Scheme:
    """Return the scheme in a file; parameters and errors as for `read_scheme`."""
    try:
        content = decoded(read(path, _LARGEST), str(path), "a marking scheme", _LARGEST)
    except (OSError, ValueError) as error:
        raise SpecError([Fault.of_file(str(path), unread(path, error, SUFFIXES))]) from None
    return read_scheme(content, str(path), lines)


def read_scheme(content: str, name: str, lines: Lines) -> Scheme:
    """Return the scheme of a YAML text.

    Parameters
    ----------
    content
        The text.
    name
        The file's name, for messages.
    lines
        The lines that a word means; it raises UnknownKeyError for a word that means none.

    Raises
    ------
    SpecError
        With all faults of the file.
    """
    source = Source(content, name)
    root = SCHEME.read(source, source.compose("fields such as lines"), "")
    fields: Mapping[str, Node] = root.value or {}
    if "follows" in fields and "method" in fields:
        source.fault(fields["method"], "found method beside follows; expected one of them")
    reading = _Reading(source, fields, lines)
    scheme = reading.scheme() if not source.faults else Scheme()
    source.raise_faults()
    return scheme


@dataclass(frozen=True)
class _Reading:
    """The fields of a scheme, each of the right kind."""

    source: Source
    fields: Mapping[str, Node]
    lines: Lines

    def scheme(self) -> Scheme:
        of_quantity, of_item = self._worth()
        return Scheme(
            points=self._field("points", 1.0),
            of_quantity=of_quantity,
            of_item=of_item,
            follows=self._field("follows", 1.0),
            method=self._field("method", None),
            truncated=self._field("truncated", 0.0),
            too_coarse=self._field("too_coarse", 0.0),
            digits=self._digits(),
            asked=self._asked(),
        )

    def _field(self, name: str, otherwise: Any) -> Any:
        return self.fields[name].value if name in self.fields else otherwise

    def _digits(self) -> Digits | None:
        fields = self._field("digits", None)
        if fields is None:
            return None
        return Digits(fields["required"].value, fields["mark"].value if "mark" in fields else 1.0)

    def _asked(self) -> frozenset[Item] | None:
        if "ask" not in self.fields:
            return None
        field = self.fields["ask"]
        words = [field] if isinstance(field.value, str) else field.value
        return frozenset(line for node in words for word in _apart(node.value) for line in self._meant(word, node))

    def _worth(self) -> tuple[dict[Quantity, float], dict[Item, float]]:
        """Return the marks of lines in every epoch and in one; of several words for a line, that for the fewest counts."""
        meant = [(word, self._meant(word, node), node.value) for word, node in self._field("lines", {}).items()]
        of_quantity, of_item = dict[Quantity, float](), dict[Item, float]()
        for word, lines, marks in sorted(meant, key=lambda one: -len(one[1])):
            for line in lines:
                if "@" in word:
                    of_item[line] = marks
                else:
                    of_quantity[line.quantity] = marks
        return of_quantity, of_item

    def _meant(self, word: str, node: Node) -> frozenset[Item]:
        try:
            return self.lines(word)
        except UnknownKeyError as error:
            self.source.fault(node, str(error))
            return frozenset()


def _apart(text: str) -> list[str]:
    """Return the words of a text with commas between them; keys alone may have commas of their own and stay together."""
    return [word for word in map(str.strip, text.split(",")) if word] if "*" in text else [text]
