"""A sheet as YAML: a mapping of keys to figures, read as text so that 0.10 keeps its last digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode
from yaml.reader import ReaderError

from bptrace.marking.entries import Content, Entry, Format, Sheet, SheetError
from bptrace.marking.figure import UnreadableError, read_figure
from bptrace.spec.decoding import BREAK
from bptrace.spec.syntax import slip

_DEEPEST = 8
_NULL = "tag:yaml.org,2002:null"
_CRAMPED = re.compile(r"[ \t]*([^\s#]+:)([-+−–]?[.,]?[0-9][^\s:]*)[ \t]*(?:#.*)?")
_NO_FIGURE = re.compile(r"[^\w\s]+")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(content: Content, name: str) -> Sheet:
    """Return the sheet of a YAML text: figures stand at the top, or below `answers:`; `name:` says whose it is.

    Where there is `answers:`, what stands beside it is a remark unless it is a figure.

    Raises
    ------
    SheetError
        If it is not YAML, or not a mapping of keys to single values.
    """
    content, root = _composed(content)
    if root is None or _is_blank(root):
        return Sheet(name, ())
    if not isinstance(root, MappingNode):
        raise _cramped(content) or _fault(content, root, "found no keys; expected lines such as net_h1: 0.3775")
    top = list(_pairs(content, root))
    blocks = [(key, value) for key, value in top if key.value == "answers"]
    if len(blocks) > 1:
        raise _fault(content, blocks[1][0], "found answers twice; expected one")
    named = [_scalar(content, key, value) for key, value in top if key.value == "name"]
    beside = [pair for pair in top if pair[0].value not in ("name", "answers")]
    entries = [_entry(content, key, value) for key, value in beside]
    if blocks:
        below = [_entry(content, key, value) for key, value in _below(content, blocks[0][1])]
        entries = sorted([*filter(_is_figure, entries), *below], key=lambda entry: (entry.line, entry.column))
    return Sheet(next(filter(None, named), name), tuple(entries))


def _is_figure(entry: Entry) -> bool:
    try:
        read_figure(entry.text)
    except UnreadableError:
        return False
    return True


def _below(content: Content, node: Node) -> list[tuple[ScalarNode, Node]]:
    """Return the pairs below `answers:`, none if nothing stands there."""
    if isinstance(node, MappingNode):
        return list(_pairs(content, node))
    if _is_blank(node):
        return []
    raise _fault(content, node, "found no keys below answers; expected lines such as net_h1: 0.3775")


def _pairs(content: Content, node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
    for key, value in node.value:
        for each in (key, value):
            if content.text[each.start_mark.index : each.start_mark.index + 1] in ("&", "!"):
                raise _fault(content, each, "found an anchor or a tag; expected the text alone")
        if not isinstance(key, ScalarNode):
            raise _fault(content, key, "found a list or a mapping as a key; expected a key such as net_h1")
        yield key, value


def _entry(content: Content, key: ScalarNode, value: Node) -> Entry:
    mark = key.start_mark
    return Entry(key.value.strip(), _scalar(content, key, value), mark.line + 1, mark.column + 1)


def _scalar(content: Content, key: ScalarNode, value: Node) -> str:
    """Return the text of a single value, empty for none."""
    if not isinstance(value, ScalarNode):
        kind = "a mapping" if isinstance(value, MappingNode) else "a list"
        hint = "; a decimal comma needs no brackets" if kind == "a list" else ""
        raise _fault(content, value, f"{key.value}: found {kind}; expected one figure{hint}")
    return "" if _is_blank(value) else str(value.value).strip()


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _NULL


def _fault(content: Content, node: Node, message: str) -> SheetError:
    return content.fault(node.start_mark.line + 1, node.start_mark.column + 1, message)


def _composed(content: Content) -> tuple[Content, Node | None]:
    """Return the text as it was read, and its root, or None if there is nothing but remarks."""
    with suppress(yaml.MarkedYAMLError):
        return content, _root(content)
    content = replace(content, text=_with_signs_quoted(content))
    try:
        return content, _root(content)
    except yaml.MarkedYAMLError as error:
        raise (_cramped(content) or _syntax(content, error)) from None


def _root(content: Content) -> Node | None:
    try:
        root: Node | None = yaml.compose(content.text, Loader=_Flat)
    except ReaderError:
        raise content.fault(1, 1, "found a control character; expected text") from None
    return root


def _with_signs_quoted(content: Content) -> str:
    """Return a text in which each sign that stands for no figure, such as ?, is text for YAML too, and not its syntax."""
    ends = [match[0] for match in content.ends.finditer(content.text)]
    return "".join(chain.from_iterable(zip(map(_with_sign_quoted, content.lines), [*ends, ""], strict=True)))


def _with_sign_quoted(line: str) -> str:
    key, colon, rest = line.partition(": ")
    sign = rest.partition(" #")[0].strip()
    if not sign or not (_NO_FIGURE.fullmatch(sign) or sign.startswith(("- ", "? "))):
        return line
    return f"{key}{colon}'{sign.replace(chr(39), 2 * chr(39))}'"


def _syntax(content: Content, error: yaml.MarkedYAMLError) -> SheetError:
    line, column, message = slip(error, content.lines, "lines such as net_h1: 0.3775")
    return content.fault(line + 1, column + 1, message)


def _cramped(content: Content) -> SheetError | None:
    """Return the error for a figure right after its colon, the slip behind most faults of syntax, if there is one."""
    for number, line in enumerate(content.lines, 1):
        if match := _CRAMPED.fullmatch(line):
            message = f"found {line.strip()!r} in one; expected a space after the colon"
            return content.fault(number, match.start(2) + 1, message)
    return None


class _Flat(_Loader):  # type: ignore[misc] # either of two base classes
    """A loader that refuses nesting, which would otherwise end in the interpreter's own limit."""

    depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            problem = f"more than {_DEEPEST} levels of nesting"
            raise ComposerError(None, None, problem, current_node.start_mark if current_node else None)
        super().descend_resolver(current_node, current_index)

    def ascend_resolver(self) -> None:
        self.depth -= 1
        super().ascend_resolver()


YAML = Format(read_yaml, BREAK)
