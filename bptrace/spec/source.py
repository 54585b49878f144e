"""The text of a spec: its YAML nodes, which know their line and column, and the faults found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bptrace.spec.faults import Fault, SpecError
from bptrace.spec.words import quote

_DEEPEST = 40
_ALIASED = 100_000
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Item:
    """What was read from a node: None as the value if it was at fault, which has then been said."""

    value: Any
    node: Node
    where: str


class Source:
    """A text, or the bytes of one, and the faults found in it so far.

    Raises
    ------
    SpecError
        If bytes are not UTF-8.
    """

    def __init__(self, text: str | bytes, name: str) -> None:
        text = text if isinstance(text, str) else _decoded(text, name)
        self.text, self.name = text, name
        self.faults: list[Fault] = []
        self._lines = _BREAK.split(text)
        self._visits = _ALIASED + len(text)

    def fault(self, at: Item | Node, message: str) -> None:
        """Note a fault of an item, or of a node."""
        if isinstance(at, Item):
            message, at = f"{at.where}: {message}" if at.where else message, at.node
        self.fault_at(at.start_mark.line, at.start_mark.column, message)

    def fault_at(self, line: int, column: int, message: str) -> None:
        """Note a fault at a line and column, both from 0."""
        source = _UNPRINTABLE.sub("�", self._lines[line]) if line < len(self._lines) else ""
        self.faults.append(Fault(line + 1, column + 1, message, self.name, source))

    def raise_faults(self) -> None:
        """Raise the faults, if there are any."""
        if self.faults:
            raise SpecError(self.faults)

    def visit(self, node: Node) -> None:
        """Count a node that is read, so that aliases of aliases come to an end."""
        self._visits -= 1
        if self._visits < 0:
            self.fault(node, f"found aliases that make more than {_ALIASED} values; expected them written out")
            self.raise_faults()

    def compose(self, expected: str = "inputs and layers") -> Node:
        """Return the root of the YAML text; `expected` is what an empty one lacks.

        Raises
        ------
        SpecError
            If the text is not YAML, is empty, or is nested too deep.
        """
        try:
            node: Node | None = yaml.compose(self.text, Loader=_Shallow)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            self.fault_at(line, column, _syntax(error))
        except yaml.reader.ReaderError as error:
            self._unreadable(error.position)
        except UnicodeEncodeError as error:
            self._unreadable(error.start)
        else:
            if node is not None:
                return node
            self.fault_at(0, 0, f"found an empty file; expected {expected}")
        raise SpecError(self.faults)

    def _unreadable(self, position: int) -> None:
        before = _BREAK.split(self.text[:position])
        self.fault_at(len(before) - 1, len(before[-1]), "found a control character; expected text")


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace").split("\n")
        message = "found bytes that are not UTF-8; expected a text file in UTF-8"
        raise SpecError([Fault(len(before), len(before[-1]) + 1, message, name, "")]) from None


class _Shallow(_Loader):  # type: ignore[misc] # either of two base classes
    """A loader that refuses deep nesting, which would otherwise end in the interpreter's own limit."""

    depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            message = f"found more than {_DEEPEST} levels of nesting; expected a few"
            raise ComposerError(None, None, message, current_node.start_mark)
        super().descend_resolver(current_node, current_index)

    def ascend_resolver(self) -> None:
        self.depth -= 1
        super().ascend_resolver()


def _syntax(error: yaml.MarkedYAMLError) -> str:
    """Return the message for text that is not YAML."""
    problem = error.problem or "text that is not YAML"
    if problem.startswith("found more than"):
        return problem
    context = f" {error.context}" if error.context else ""
    return f"found a fault in the YAML syntax{context}; {problem}"


def describe(node: Node) -> str:
    """Return what a node is, for the "found" of a message."""
    match node:
        case MappingNode():
            return "a mapping"
        case SequenceNode():
            return "a list" if node.value else "an empty list"
        case ScalarNode(value="") if not node.style:
            return "nothing"
        case ScalarNode():
            return f"the text {quote(node.value)}" if node.style else quote(node.value)
    return "something else"
