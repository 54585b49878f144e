"""Slips in the layout of a YAML text: colons, the spaces behind them, dashes, and the columns in which lines begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bptrace.spec.failure import Failure, Slip, is_remark
from bptrace.spec.words import listed, quote, short

_CRAMPED = re.compile(r"\s*(?:- )?[^\s\"'\[\]{},:#]+:(?=\S)")
_NEGATIVE = re.compile(r"-\s+(\.?[0-9][0-9.]*)")
_ENTRY = re.compile(r"\s*(?:- +)*")


def cramped(text: str) -> int | None:
    """Return where a space is missing in a text such as `bias:1`, if one is."""
    match = _CRAMPED.match(text)
    return match.end() if match else None


def no_space(failure: Failure) -> Slip | None:
    """Return the slip of a line without a colon, or without a space behind it."""
    if "could not find expected ':'" in failure.problem:
        return _without_colon(failure, failure.begun[0])
    if "mapping values" not in failure.problem or not _ENTRY.fullmatch(_before_word(failure.text, failure.column)):
        return None
    above = failure.before()
    return None if above is None else _without_colon(failure, above)


def _before_word(line: str, column: int) -> str:
    """Return what stands before the field that a colon ends."""
    return line[: len(line[:column]) - len(line[:column].lstrip().removeprefix("- ").lstrip())]


def _without_colon(failure: Failure, number: int) -> Slip | None:
    line = failure.lines[number]
    text = line.partition(" #")[0].strip()
    place = cramped(line)
    if place is not None:
        return Slip(number, place, f"found {quote(text)} in one; expected a space after the colon")
    indent = _indent(line)
    equals = re.match(r"\s*(?:- )?(\w+)\s*=\s*(.*)", line)
    if equals:
        meant = short(f"{equals[1]}: {equals[2]}".strip())
        return Slip(number, line.index("="), f"found '=' after {short(equals[1])}; expected a colon, as in {meant}")
    if ": " in line or line.rstrip().endswith(":") or text.startswith(("'", '"')):
        return None
    return Slip(number, indent, f"found {quote(text)} without a colon; expected {failure.example}")


def colon(failure: Failure) -> Slip | None:
    """Return the slip of a colon where none can be: a second one in its line, or below a value."""
    if "mapping values" not in failure.problem:
        return None
    if ":" in failure.text[: failure.column]:
        return failure.here("found a second colon in the line; expected a text with a colon in quotes")
    above = failure.before()
    indent = _indent(failure.text)
    if above is not None and indent > _indent(failure.lines[above]):
        return Slip(failure.line, indent, _below_a_value(failure, failure.lines[above].strip()))
    return None


def _below_a_value(failure: Failure, above: str) -> str:
    if failure.text.lstrip().startswith("- "):
        return f"found a list item below {quote(above)}; expected a field above it whose list it is, such as layers:"
    places = _and_columns(failure.lines, failure.line)
    return f"found a field indented below {quote(above)}; expected it in {places}, as the lines above"


def cramped_in_braces(failure: Failure) -> Slip | None:
    """Return the slip of a colon within braces that has no space behind it."""
    word = re.search(r"\w+$", failure.text[: failure.column])
    if "unexpected ':'" not in failure.problem or word is None:
        return None
    found = quote(word[0] + failure.rest[:2])
    return Slip(failure.line, failure.column + 1, f"found {found} in one; expected a space after the colon")


def block_text(failure: Failure) -> Slip | None:
    """Return the slip of a text that begins with the mark of a text in lines of its own."""
    if "block scalar" not in failure.context or "line break" not in failure.problem:
        return None
    line, column = failure.begun
    text = failure.lines[line][column:].strip()
    expected = f"the text without {text[0]}, or in quotes"
    message = f"found {quote(text)}, in which {text[0]} says that the text follows below; expected {expected}"
    return Slip(line, column, message)


def minus(failure: Failure) -> Slip | None:
    """Return the slip of a blank between a minus sign and its number."""
    number = _NEGATIVE.match(failure.rest)
    if number is None or "node content" not in failure.problem:
        return None
    return failure.here(f"found {quote(number[0])}; expected -{short(number[1])}, with no blank behind the minus sign")


def dash(failure: Failure) -> Slip | None:
    """Return the slip of a list that begins in the line of its field."""
    if "sequence entries" in failure.problem or "sequence entries" in failure.context:
        number = _NEGATIVE.match(failure.rest)
        hint = f"; a negative number has no blank, -{short(number[1])}" if number else ""
        expected = "the list in [brackets], or each item in a line below"
        return failure.here(f"found '-' behind a field; expected {expected}{hint}")
    return None


def dash_alone(failure: Failure) -> Slip | None:
    """Return the slip of a dash without a space before a field, or before what is in brackets or quotes."""
    for number in (failure.line, failure.before()):
        text = failure.lines[number] if number is not None and number < len(failure.lines) else ""
        match = re.match(r"(\s*-)(?:[\[{\"']|\w+:(?:\s|$))", text)
        if number is not None and match is not None:
            return Slip(number, match.end(1), f"found {quote(text.strip())}; expected a space after the dash")
    return None


def indentation(failure: Failure) -> Slip | None:
    """Return the slip of a line that begins in a column where none above it begins."""
    if not failure.is_first or not failure.rest:
        return None
    places = sorted(set(_columns(failure.lines, failure.line)))
    if failure.rest.startswith("- ") and failure.column in places:
        return failure.here("found a list item, which begins with '-', among fields; expected a field with its value")
    if not places or failure.column in places:
        return None
    first = _first_without_dash(failure)
    if first:
        return failure.here(
            f"found a list item, which begins with '-'; expected a '-' before {quote(first)} above, too"
        )
    found = f"found a line that begins in column {failure.column + 1}"
    return failure.here(f"{found}; expected it in {_and_columns(failure.lines, failure.line)}, as the lines above")


def _first_without_dash(failure: Failure) -> str:
    """Return the line that begins the block above a list item without being an item itself, or nothing."""
    first = ""
    for text in reversed(failure.lines[: failure.line] if failure.rest.startswith("- ") else ()):
        if not is_remark(text) and _indent(text) <= failure.column:
            return first if _indent(text) < failure.column and not first.startswith("- ") else ""
        first = first if is_remark(text) else text.strip()
    return ""


def _and_columns(lines: Sequence[str], line: int) -> str:
    return f"column {listed([str(place + 1) for place in sorted(set(_columns(lines, line)))])}"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _columns(lines: Sequence[str], line: int) -> Iterator[int]:
    """Yield the columns, from 0, in which fields and items begin that a line may go on with, the innermost first."""
    least: float = float("inf")
    for text in reversed(lines[:line]):
        if is_remark(text) or _indent(text) >= least:
            continue
        match = _ENTRY.match(text)
        if match is not None and _indent(text) < match.end() < least:
            yield match.end()
        least = _indent(text)
        yield int(least)
