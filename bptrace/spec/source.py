"""The text of a spec: its YAML nodes, which know their line and column, and the faults found in it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bptrace import spec
from bptrace.dataclass import dataclass
from bptrace.spec.decoding import BREAK, control_character, decoded
from bptrace.spec.faults import MOST, Fault, SpecError
from bptrace.spec.loader import Bounded, BoundError
from bptrace.spec.words import quote

_ALIASED = 100_000
MERGE = "tag:yaml.org,2002:merge"
"""The tag of the key `<<`."""


@dataclass(frozen=True, slots=True)
class Item:
    """What was read from a node: None as the value if it was at fault, which has then been said."""

    value: Any
    node: Node
    where: str


class Source:
    """A text, or the bytes of a spec, and the faults found in it so far.

    Attributes
    ----------
    misplaced
        Fields that were found where they do not belong: they are not missing too.

    Raises
    ------
    SpecError
        If bytes are too many, or no text.
    """

    def __init__(self, text: str | bytes, name: str) -> None:
        self.text = text if isinstance(text, str) else decoded(text, name, "a spec")
        self.name = name
        self.faults: list[Fault] = []
        self.misplaced: set[str] = set()
        self._visits = _ALIASED + len(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return BREAK.split(self.text)

    def fault(self, at: Item | Node, message: str) -> None:
        """Note a fault of an item, or of a node."""
        if isinstance(at, Item):
            message, at = f"{at.where}: {message}" if at.where else message, at.node
        self.fault_at(at.start_mark.line, at.start_mark.column, message)

    def fault_within(self, item: Item, column: int, message: str) -> None:
        """Note a fault at a column, from 1, of the text of an item; said with it where the file has the text otherwise."""
        node: Any = item.node
        start, end, quotes = node.start_mark, node.end_mark, 1 if node.style else 0
        if start.line == end.line and end.column - start.column == len(node.value) + 2 * quotes:
            self.fault_at(start.line, start.column + quotes + column - 1, f"{item.where}: {message}")
        else:
            self.fault(item, f"column {column}: {message}")

    def fault_at(self, line: int, column: int, message: str) -> None:
        """Note a fault at a line and column, both from 0; after very many, raise them."""
        source = self.lines[line] if line < len(self.lines) else ""
        self.faults.append(Fault(line + 1, column + 1, message, self.name, source))
        if len(self.faults) >= MOST:
            self.raise_faults()

    def raise_faults(self) -> None:
        """Raise the faults, if there are any, those of this file before those of files that it names."""
        if self.faults:
            raise SpecError(sorted(self.faults, key=lambda fault: fault.file != self.name))

    def visit(self, node: Node, times: int = 1) -> None:
        """Count a node that is read, or as many within it, so that aliases of aliases come to an end."""
        self._visits -= times
        if self._visits < 0:
            self.fault(node, f"found aliases that make more than {_ALIASED} values; expected them written out")
            self.raise_faults()

    def compose(self, lacking: str = "inputs and layers") -> Node:
        """Return the root of the YAML text; `lacking` is what an empty one lacks.

        Raises
        ------
        SpecError
            If the text is not YAML, is empty, is nested too deep, or has too many values.
        """
        control = control_character(self.text)
        if control is not None:
            before = BREAK.split(self.text[: control[0]])
            self.fault_at(len(before) - 1, len(before[-1]), control[1])
        else:
            self._check_indentation()
        self.raise_faults()
        try:
            node: Node | None = yaml.compose(self.text, Loader=Bounded)
        except BoundError as error:
            self.fault(error.node, str(error))
        except yaml.MarkedYAMLError as error:
            self.fault_at(*spec.syntax.slip(error, self.lines))
        else:
            if node is not None:
                return node
            self._nothing(lacking)
        raise SpecError(self.faults)

    def _check_indentation(self) -> None:
        """Check that lines begin with ordinary spaces: of others, YAML takes no notice, and the text means something else."""
        if self.text.isascii():
            return
        for number, line in enumerate(self.lines):
            found = spec.pasted.pasted(line[: len(line) - len(line.lstrip())])
            if found is not None:
                self.fault_at(number, found.place, found.message)

    def _nothing(self, lacking: str) -> None:
        found = "a file of remarks (#) alone" if self.text.strip() else "an empty file"
        self.fault_at(0, 0, f"found {found}; expected {lacking}")


def describe(node: Node) -> str:
    """Return what a node is, for the "found" of a message."""
    match node:
        case MappingNode():
            return "a mapping"
        case SequenceNode():
            return "a list" if node.value else "an empty list"
        case ScalarNode(value="") if not node.style:
            return "nothing"
        case ScalarNode(value=""):
            return "an empty text"
        case ScalarNode():
            return f"the text {quote(node.value)}" if node.style else quote(node.value)
    return "something else"
