"""The nodes of a sheet's YAML, and the lines of a sheet that they come to."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode

from bptrace.marking.entries import Content, Entry, SheetError

EXAMPLE = "lines such as net_h1: 0.3775"
ANSWERS, NAME = "answers", "name"
_DEEPEST = 8
_NULL = "tag:yaml.org,2002:null"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Place(Enum):
    """Where a line stands: at the top, below `answers:`, or it is this one."""

    TOP = 1
    BELOW = 2
    ANSWERS = 3


class Placed(NamedTuple):
    """A line, where it stands, and the column at which it is at fault if it is."""

    entry: Entry
    place: Place
    column: int = 1


def composed(text: str) -> Node | None:
    """Return the root of a text, or None if there is nothing but remarks.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML, or nested deeper than a sheet ever is.
    """
    root: Node | None = yaml.compose(text, Loader=_Flat)
    return root


def is_blank(node: Node | None) -> bool:
    """Whether nothing is written for a node, or that there is nothing."""
    return node is None or (isinstance(node, ScalarNode) and node.tag == _NULL)


def answers(root: MappingNode) -> list[Node]:
    """Return what stands below `answers:`, wherever it is written."""
    return [value for key, value in root.value if key.value == ANSWERS]


def placed(content: Content, text: str, root: MappingNode, line: int = 0, column: int = 0) -> Iterator[Placed]:
    """Yield the lines of a mapping in a text, which begins in the file at a line and column, both from 0.

    Raises
    ------
    SheetError
        If what stands below `answers:` is no lines.
    """
    for key, value in root.value:
        if key.value != ANSWERS:
            yield _placed(text, key, value, Place.TOP, (line, column))
            continue
        yield Placed(_entry(text, key, key, (line, column)), Place.ANSWERS)
        if isinstance(value, MappingNode):
            yield from (_placed(text, name, figure, Place.BELOW, (line, column)) for name, figure in value.value)
        elif not is_blank(value):
            raise _no_lines(content, value, line, column)


def _no_lines(content: Content, node: Node, line: int, column: int) -> SheetError:
    mark = node.start_mark
    message = f"found no keys below answers; expected {EXAMPLE}"
    return content.fault(mark.line + 1 + line, mark.column + 1 + column, message)


def _placed(text: str, key: Node, value: Node, place: Place, start: tuple[int, int]) -> Placed:
    entry = _entry(text, key, value, start)
    at_fault = key if _is_marked(text, key) or not isinstance(key, ScalarNode) else value
    return Placed(entry, place, at_fault.start_mark.column + 1 + start[1])


def _entry(text: str, key: Node, value: Node, start: tuple[int, int]) -> Entry:
    fault, mark = _fault(text, key, value), key.start_mark
    name = key.value.strip() if isinstance(key, ScalarNode) else _source(text, key)
    written = _source(text, value) if fault else "" if is_blank(value) else value.value.strip()
    return Entry(name, written, mark.line + 1 + start[0], mark.column + 1 + start[1], fault)


def _fault(text: str, key: Node, value: Node) -> str:
    """Return what stands in the place of a key and its figure, or nothing."""
    if _is_marked(text, key) or _is_marked(text, value):
        return "found an anchor, an alias or a tag; expected the text alone"
    if not isinstance(key, ScalarNode):
        return "found a list or a mapping as a key; expected a key such as net_h1"
    if isinstance(value, ScalarNode):
        return ""
    kind = "a mapping" if isinstance(value, MappingNode) else "a list"
    if key.value == NAME:
        return f"found {kind}; expected one name"
    hint = "; a decimal comma needs no brackets" if kind == "a list" else ""
    return f"found {kind}; expected one figure{hint}"


def _is_marked(text: str, node: Node) -> bool:
    """Whether a node has an anchor or a tag; one that an alias stands for has its own, elsewhere in the text."""
    return text[node.start_mark.index : node.start_mark.index + 1] in ("&", "!")


def _source(text: str, node: Node) -> str:
    """Return a node as it is written, in one line."""
    return " ".join(text[node.start_mark.index : node.end_mark.index].split())


class _Flat(_Loader):  # type: ignore[misc] # either of two base classes
    """A loader that refuses nesting, which would otherwise end in the interpreter's own limit."""

    depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            problem = f"more than {_DEEPEST} levels of nesting"
            raise ComposerError(None, None, problem, current_node.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1
