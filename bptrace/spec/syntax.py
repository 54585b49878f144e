"""Text that is not YAML: what the author probably meant, said where the slip is and not where the reader gave up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TypeAlias

import yaml

from bptrace.spec import layout
from bptrace.spec.failure import Failure, Slip
from bptrace.spec.loader import LOADER
from bptrace.spec.pasted import pasted
from bptrace.spec.words import quote

_EXAMPLE = "a field and its value such as loss: squared_error"
_CLOSING = {"[": "]", "{": "}"}
_FIELD = re.compile(r"\s*(?:- )*[\w.]+:\s")

_Rule: TypeAlias = Callable[[Failure], Slip | None]


def slip(error: yaml.MarkedYAMLError, lines: Sequence[str], example: str = _EXAMPLE) -> Slip:
    """Return the slip behind an error of the reader of YAML in a text, given as lines; `example` says what it has."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    start = error.context_mark or mark
    begun = (start.line, start.column) if start else (0, 0)
    failure = Failure(lines, line, column, begun, error.context or "", error.problem or "", example)
    found = (rule(failure) for rule in _RULES)
    return next((one for one in found if one is not None), failure.here(_in_its_own_words(failure)))


def _in_its_own_words(failure: Failure) -> str:
    problem = f"{failure.problem or 'no YAML'} {failure.context}".strip()
    return f"found a fault in the YAML syntax ({problem}); expected {failure.example}"


def _tab(failure: Failure) -> Slip | None:
    if not failure.rest.startswith("\t"):
        return None
    before = f" before {quote(failure.rest.strip())}" if failure.rest.strip() else ""
    return failure.here(f"found a tab{before}; expected spaces, for YAML takes no tabs at the beginning of a line")


def _pasted(failure: Failure) -> Slip | None:
    """Return the slip of a sign from a web page or a word processor, in the line or in one above that is no field."""
    for number in (failure.before(), failure.line):
        line = failure.lines[number] if number is not None and number < len(failure.lines) else ""
        if number != failure.line and _FIELD.match(line):
            continue  # YAML took it for a field: such a sign is a part of its text
        found = pasted(line.partition(" #")[0])
        if number is not None and found is not None:
            return Slip(number, found.place, found.message)
    return None


def _documents(failure: Failure) -> Slip | None:
    ends = [line[:3] for line in failure.lines[: failure.line + 1] if line.startswith(("...", "---"))]
    if ends and ("another document" in failure.problem or "document start" in _plain(failure.problem)):
        return failure.here(f"found a second YAML document, begun by {ends[-1]}; expected a single one in a file")
    return None


def _plain(problem: str) -> str:
    return re.sub(r"[<>'\"]", "", problem)


def _alias(failure: Failure) -> Slip | None:
    name = re.match(r"[&*][\w-]*", failure.rest)
    if "undefined alias" in failure.problem and name:
        return failure.here(f"found {name[0]}, but no &{name[0][1:]} before it; expected a value in its place")
    if "duplicate anchor" in failure.context and name:
        first = failure.begun[0] + 1
        return failure.here(f"found {name[0]} a second time; expected another name for it than in line {first}")
    return None


def _quotes(failure: Failure) -> Slip | None:
    if "quoted scalar" not in failure.context and "double-quoted" not in failure.context:
        return None
    if "escape" in failure.problem:
        column = failure.column - (not failure.rest.startswith("\\"))
        found = failure.text[column : column + 2]
        return Slip(failure.line, column, f"found {found} in double quotes; expected \\\\ for a backslash, or '...'")
    return Slip(*failure.begun, f"found a text that begins with {failure.opening} and never ends; expected "
                f"{failure.opening} at its end")  # fmt: skip


def _brackets(failure: Failure) -> Slip | None:
    if "flow sequence" not in failure.context and "flow mapping" not in failure.context:
        return None
    line, column = failure.begun
    closing = _CLOSING.get(failure.opening, "]")
    runs_on = failure.line > line and (not failure.rest or failure.rest[0] in ":-" or _is_field(failure))
    if runs_on or not failure.rest:
        return Slip(line, column, _unclosed(failure.opening, failure.line if failure.rest else None))
    found = quote(failure.rest[0])
    if failure.rest[0] in "]}":
        return failure.here(f"found {found}; expected {quote(closing)}, which closes the {failure.opening} of line "
                            f"{line + 1}, column {column + 1}")  # fmt: skip
    return failure.here(f"found {found}; expected a comma before it, or {quote(closing)}")


def _within_text(failure: Failure) -> Slip | None:
    """Return the slip of a brace within a text that stands in brackets."""
    text = re.search(r"[\w.]+$", failure.text[: failure.column])
    if "flow" not in failure.context or text is None or failure.rest[:1] != "{":
        return None
    meant = text[0] + "".join(takewhile(bool, re.findall(r"\{\w*\}|[\w.]+|", failure.rest)))
    return Slip(failure.line, text.start(), f"found {quote(meant)}, which has braces; expected it in quotes")


def _is_field(failure: Failure) -> bool:
    return failure.is_first and re.match(r"[\w.]+:(\s|$)", failure.rest) is not None


def _unclosed(opening: str, line: int | None) -> str:
    """Return the message for a bracket that is still open in a line, from 0, or at the end of the file."""
    closing = _CLOSING.get(opening, "]")
    where = "at the end of the file" if line is None else f"in line {line + 1}"
    return f"found {opening} that is still open {where}; expected {closing} behind its last value"


def _open(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the brackets are that stay open to the end of the text, the innermost first."""
    opened = []
    for token in yaml.scan("\n".join(lines), Loader=LOADER):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append((token.start_mark.line, token.start_mark.column))
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
            opened.pop()
    return opened[::-1]


def _no_content(failure: Failure) -> Slip | None:
    if "node content" not in failure.problem:
        return None
    if not failure.rest:
        return next(
            (Slip(*place, _unclosed(failure.lines[place[0]][place[1]], None)) for place in _open(failure.lines)), None
        )
    return failure.here(f"found {quote(failure.rest[0])}; expected a value before it")


def _left_over(failure: Failure) -> Slip | None:
    """Return the slip of something behind a value that has ended."""
    if "block mapping" not in failure.context and "block collection" not in failure.context:
        return None
    sign = failure.rest[:1]
    if sign and sign in "]}":
        opening = next(key for key, value in _CLOSING.items() if value == sign)
        return failure.here(f"found {quote(sign)} without its {quote(opening)}; expected one for each")
    if failure.is_first:
        return None
    if sign == ",":
        return failure.here("found a comma behind the end of a value; expected brackets around all that belongs to it, as in "
                            "[[1, 2], [3, 4]]")  # fmt: skip
    if failure.text[: failure.column].rstrip().endswith(("'", '"')):
        return failure.here(f"found {quote(failure.rest)} behind a closing quote; expected nothing there; within '...' "
                            "an apostrophe is written ''")  # fmt: skip
    return failure.here(f"found {quote(failure.rest)} behind the end of a value; expected the next field in a new line")


def _unusable(failure: Failure) -> Slip | None:
    sign = failure.rest[:1]
    if failure.rest.startswith("```"):
        return failure.here("found ```, which is Markdown; expected only the lines between such marks")
    if "directive" in failure.context or failure.text[:1] == "%":
        return Slip(failure.line, 0, "found '%' at the beginning of a line; expected a field; remarks begin with #")
    if "cannot start any token" in failure.problem:
        return failure.here(f"found {quote(sign)}, with which no value can begin; expected the text in quotes")
    return None


_RULES: tuple[_Rule, ...] = (
    _tab,
    layout.dash_alone,
    _pasted,
    _documents,
    _alias,
    _quotes,
    _within_text,
    _brackets,
    layout.block_text,
    layout.cramped_in_braces,
    layout.minus,
    _no_content,
    layout.no_space,
    layout.colon,
    layout.dash,
    _left_over,
    _unusable,
    layout.indentation,
)
"""What is looked for, in this order."""
