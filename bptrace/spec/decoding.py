"""From the bytes of a file to its text: not too many of them, and UTF-8, or UTF-16 where a byte order mark says so."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from bptrace.examples import SUFFIXES
from bptrace.spec.faults import Fault, SpecError
from bptrace.unread import unread

LARGEST = 10_000_000
"""A spec has at most this many bytes: room for 400,000 weights with all their digits."""

BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML ends a line."""

PLAIN_BREAK = re.compile(r"\r\n|[\n\r]")
"""Where CSV and Markdown do."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text holds, and YAML refuses; a byte order mark that is not at the beginning is one for PyYAML only."""

_SEEN = 4000
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed by gzip",
    b"PK\x03\x04": "a ZIP archive or a document of an office program",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
}
"""How files begin that are often taken for texts, or sent in the place of one."""

_NAMES = {0: "NUL", 7: "BEL", 8: "backspace", 12: "form feed", 27: "escape", 127: "delete"}


def contents(path: Path, largest: int = LARGEST) -> bytes:
    """Return the bytes of a spec, one more than `largest` if it has more.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise SpecError([Fault.of_file(str(path), unread(path, error, SUFFIXES))]) from None


def decoded(data: bytes, name: str, expected: str, largest: int = LARGEST) -> str:
    """Return the text of a file without its byte order mark; `expected` is what is said of one that is too large.

    Raises
    ------
    SpecError
        If it is too large, binary or in another encoding.
    """
    if len(data) > largest:
        megabytes = f"{largest // 1_000_000} MB"
        message = f"found a file of more than {megabytes}; expected {expected} of at most {megabytes}"
        raise SpecError([Fault.of_file(name, message)])
    found = _no_text(data)
    if found is not None:
        raise SpecError([Fault(1, 1, f"{found}; expected a text file saved as UTF-8", name, "")])
    is_wide = data.startswith(_WIDE)
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError([_undecoded(data, name, error, "utf-16" if is_wide else "utf-8-sig")]) from None


def _no_text(data: bytes) -> str | None:
    """Return what is found in the place of a text, if that can be told from the beginning."""
    kind = next((kind for beginning, kind in _BINARY.items() if data.startswith(beginning)), None)
    if kind is not None:
        return f"found a binary file, {kind}"
    seen = data[:_SEEN]
    looks_wide = len(seen) < 4 * seen.count(0) < 3 * len(seen) and not seen.startswith(_WIDE)
    return "found UTF-16 without its byte order mark" if looks_wide else None


def control_character(text: str) -> tuple[int, str] | None:
    """Return the first control character of a text: where it is, from 0, and the message for it."""
    match = _CONTROL.search(text)
    if match is None:
        return None
    code = ord(match[0])
    found = f"the control character {_NAMES.get(code, '')} (U+{code:04X})".replace("  ", " ")
    return match.start(), f"found {found}; expected text, without it"


def _undecoded(data: bytes, name: str, error: UnicodeDecodeError, encoding: str) -> Fault:
    """Return the fault of bytes that are no text, with the line as a Western European encoding would have it."""
    before = data[: error.start].decode(encoding, errors="replace")
    lines = BREAK.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    if encoding == "utf-16":
        return Fault(line, column, "found UTF-16 that breaks off; expected a text file saved as UTF-8", name, "")
    if b"\0" in data[:_SEEN]:
        return Fault(line, column, "found a binary file; expected a text file saved as UTF-8", name, "")
    sign = data[error.start : error.start + 1].decode("cp1252", errors="replace")
    rest = BREAK.split(data[error.start : error.start + _SEEN].decode("cp1252", errors="replace"))[0]
    found = f"found the byte {data[error.start]:02X}, which is not UTF-8"
    guess = f" (in the encoding Windows-1252 it is {sign})" if sign.isprintable() and sign != "\ufffd" else ""
    return Fault(line, column, f"{found}{guess}; expected a text file saved as UTF-8", name, lines[-1] + rest)
