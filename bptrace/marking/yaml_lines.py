"""A sheet whose text is not YAML as a whole: each line is read by itself, so that one that is at fault costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import yaml
from yaml.nodes import MappingNode, SequenceNode

from bptrace.marking.entries import Content, Entry
from bptrace.marking.yaml_nodes import EXAMPLE, Place, Placed, composed, is_blank, placed
from bptrace.spec.syntax import slip
from bptrace.spec.words import quote

_CRAMPED = re.compile(r"(\S+):([-+−–]?[.,]?[0-9]\S*)[ \t]*(?:#.*)?")
_NO_FIGURE = re.compile(r"\W+")


def by_line(content: Content) -> Iterator[Placed]:
    """Yield the lines of a sheet; what is indented after `answers:` stands below it.

    Raises
    ------
    SheetError
        If what stands behind `answers:` is no lines.
    """
    has_block = False
    for number, line in enumerate(content.lines):
        for found in _read(content, number, line):
            has_block = has_block or found.place is Place.ANSWERS
            is_below = has_block and line[:1].isspace() and found.place is Place.TOP
            yield found._replace(place=Place.BELOW) if is_below else found


def _read(content: Content, number: int, line: str) -> Iterator[Placed]:
    """Yield what stands on a line, mostly one key with its figure or nothing."""
    text = line.strip()
    if not text or text.startswith("#"):  # of which there may be very many
        return
    indent, body = len(line) - len(line.lstrip()), _with_sign_quoted(text)
    try:
        root = composed(body)
    except yaml.YAMLError as error:
        yield _at_fault(text, number, indent, _slip(error, text))
        return
    if isinstance(root, MappingNode):
        yield from placed(content, body, root, number, indent)
    elif isinstance(root, SequenceNode):
        yield _at_fault(text.removeprefix("- "), number, indent, (0, f"found a line of a list; expected {EXAMPLE}"))
    elif not is_blank(root):
        yield _at_fault(text, number, indent, (0, f"found {quote(text)} without a colon; expected {EXAMPLE}"))


def _slip(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """Return the column, from 0, of what is wrong with a line, and what it is."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, "found a control character; expected text"
    _, column, message = slip(error, [text], EXAMPLE)
    return column, message.replace("end of the file", "end of the line")


def _at_fault(text: str, number: int, indent: int, slip: tuple[int, str]) -> Placed:
    """Return a line that is not YAML, with its key as far as one can be told."""
    column, fault = slip
    key, colon, rest = text.partition(": ")
    if match := _CRAMPED.fullmatch(text):
        (key, rest), column = match.groups(), match.start(2)
        fault = f"found {quote(text)} in one; expected a space after the colon"
    elif not colon:
        key, _, rest = text.partition(" #")[0].rpartition(" ")
        key, rest = (key, rest) if key else (rest, "")
    return Placed(Entry(key.strip(), rest.strip(), number + 1, indent + 1, fault), Place.TOP, indent + column + 1)


def with_signs_quoted(content: Content) -> str:
    """Return a text in which each sign that stands for no figure is quoted, its lines as they are otherwise."""
    ends = [match[0] for match in content.ends.finditer(content.text)]
    return "".join(chain.from_iterable(zip(map(_with_sign_quoted, content.lines), [*ends, ""], strict=True)))


def _with_sign_quoted(line: str) -> str:
    """Return a line in which a sign that stands for no figure, such as ?, is text for YAML too, and not its syntax."""
    key, colon, rest = line.partition(": ")
    sign = rest.partition(" #")[0].strip()
    if not sign or not (_NO_FIGURE.fullmatch(sign) or sign.startswith(("- ", "? "))):
        return line
    return f"{key}{colon}'{sign.replace(chr(39), 2 * chr(39))}'"
