"""Changes to what is good, drawn from a source of random choices: bytes, lines and words of texts, values of YAML trees.

The source is a `random.Random`, so that hypothesis can stand behind it (and shrink what it chose) as well as a seed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

JUNK = (
    "", "0", "-1", "1", "2", "3", "-0.0", "1e308", "-1e308", "1e-320", "5e-324", "1e999", "0.1", "010", "1:30",
    "0x1f", "1_000", "nan", ".inf", "-.inf", "null", "~", "true", "no", "yes", "full", "sum", "mean", "w1", "i1",
    "o1", "h1", "b1", "x", "E_total", "w{n}", "w{from}{to}", "{", "}", "[", "]", "[]", "{}", "[[]]", "[[[0]]]",
    "{a: b}", "&a", "*a", "<<: *a", "!!python/object:os.system", "!!binary aGk=", "!!set", "!tag", "? a", "|", ">",
    "---", "...", "%YAML 9.9", "%TAG", "#", ":", "-", "- -", ",", "''", "\"", "'", "\\", "\t", "\r", "\x00", "\x07",
    "\x1b[31m", "\x85", "\u2028", "\ufeff", "\u200b", "é", "θ", "δ", "⁺", "₁", "名", "😀", "\ud800", "0.5", "9" * 30,
    "9" * 400, "x" * 300, "1/3", "0,5", "−0.5", "logistic", "softmax", "relu", "step", "gelu", "tanh", "identity",
    "categorical_cross_entropy", "binary_cross_entropy", "huber", "adam", "momentum", "layer_by_layer", "init",
    "normal", "xavier", "weights", "bias", "threshold", "layers", "inputs", "targets", "samples", "data", "circuit",
    "gates", "values", "names", "parameters", "__import__('os').system('x')", "x.__class__", "lambda: 0",
    "(x := 1)", "[y for y in x]", "f'{x}'", "exp", "exp(", "**", "x**x**x**9", "points.csv", "/etc/passwd",
    "/dev/zero", "/dev/stdin", "../x", ".", "\r\n", "\n", "\n\n", "    ", "=cmd()", "<script>", "$$", "`", "|",
)  # fmt: skip
"""Texts that have a meaning somewhere, or that somewhere break one."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 7, 10**6, 10**9, 2**63, 10**30, 0.0, -0.0, 0.5, 1e-9, 1e-320, 1e300, -1e300,
    1.7e308, float("inf"), float("nan"), "", "x", "w1", "h1", [], {}, [[]], [0.1, 0.2], [[0.1, 0.2]],
    [[0.1, 0.2], [0.3, 0.4]], {"init": "normal"}, {"init": "he", "std": 2}, {"name": "adam", "beta1": 0},
    {"name": "leaky_relu", "negative_slope": -3}, {"name": "elu", "alpha": 1e300}, "logistic", "softmax",
    ["relu", "tanh"], "categorical_cross_entropy", "binary_cross_entropy", "mean_squared_error", "absolute_error",
    "mean", "sum", "full", {"generate": "uniform", "count": 5, "inputs": 2, "label": "i1 > i2"},
    {"out": "x", "slope": "1"}, {"out": "x**3", "slope": "3*x**2"},
    {"error": "(target-out)**2", "slope": "2*(out-target)"}, {"l1": 0.1}, {"l2": 1e300, "biases": True},
    "w_{from}_{to}", "\x1b[0m", "δ", "1e-3", "010",
)  # fmt: skip

Edit = Callable[[Random, str], str]


def _place(choose: Random, text: str) -> int:
    return choose.randrange(len(text) + 1)


def _junk_in(choose: Random, text: str) -> str:
    at = _place(choose, text)
    return text[:at] + choose.choice(JUNK) + text[at:]


def _piece_out(choose: Random, text: str) -> str:
    at = _place(choose, text)
    return text[:at] + text[at + choose.choice((1, 1, 2, 5, 40)) :]


def _piece_again(choose: Random, text: str) -> str:
    start, at = _place(choose, text), _place(choose, text)
    return text[:at] + text[start : start + choose.choice((1, 5, 40, 300))] + text[at:]


def _piece_repeated(choose: Random, text: str) -> str:
    start = _place(choose, text)
    piece = text[start : start + choose.choice((1, 2, 8, 60))]
    return text[:start] + piece * choose.choice((3, 50, 2000)) + text[start:]


def _character(choose: Random, text: str) -> str:
    at = _place(choose, text)
    return (
        text[:at]
        + chr(choose.choice((choose.randrange(128), choose.randrange(0x3000), choose.randrange(0x110000))))
        + text[at + 1 :]
    )


def _number(choose: Random, text: str) -> str:
    """Put junk in the place of a word, of those that numbers are among."""
    words = [
        place
        for place, sign in enumerate(text)
        if sign in "0123456789" and (not place or text[place - 1] in " [,:=|\n")
    ]
    if not words:
        return _junk_in(choose, text)
    start = end = choose.choice(words)
    while end < len(text) and text[end] not in " ],}\n|:":
        end += 1
    return text[:start] + choose.choice(JUNK) + text[end:]


def _lines(choose: Random, text: str) -> str:
    lines = text.split("\n")
    one, other = (choose.randrange(len(lines)) for _ in range(2))
    match choose.randrange(5):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines.insert(other, lines[one])
        case 3:
            lines[one] = choose.choice((" ", "  ", "    ", "- ", "\t")) + lines[one]
        case _:
            lines[one] = lines[one].strip()
    return "\n".join(lines)


_EDITS: tuple[Edit, ...] = (
    _junk_in,
    _piece_out,
    _piece_again,
    _piece_repeated,
    _character,
    _number,
    _number,
    _lines,
    _lines,
)


def spoilt(choose: Random, text: str, most: int = 200_000) -> str:
    """Return a text with some changes, of at most so many characters."""
    for _ in range(choose.choice((1, 1, 1, 2, 3, 6))):
        text = choose.choice(_EDITS)(choose, text)[:most]
    return text


def encoded(choose: Random, text: str) -> bytes:
    """Return the bytes of a text, now and then damaged or in an encoding that is not expected."""
    kind = choose.randrange(30)
    if kind == 0:
        return text.encode("utf-16", "surrogatepass")
    if kind == 1:
        return text.encode("latin-1", "replace")
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    if kind == 2 and content:
        for _ in range(choose.randrange(1, 4)):
            content[choose.randrange(len(content))] = choose.randrange(256)
    return bytes(content)


def noise(choose: Random) -> bytes:
    """Return bytes without a sense."""
    if choose.randrange(2):
        return bytes(choose.randrange(256) for _ in range(choose.randrange(80)))
    return "".join(
        choose.choice(JUNK) + choose.choice((" ", "\n", ": ", ", ", "")) for _ in range(choose.randrange(40))
    ).encode("utf-8", "surrogatepass")


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a tree with each of its keys."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in list(pairs):
        yield tree, key
        yield from _places(value)


def regrown(choose: Random, tree: Any, others: Sequence[Any]) -> Any:
    """Return a YAML tree with some values changed, taken away, doubled or taken from other trees."""
    tree = copy.deepcopy(tree)
    for _ in range(choose.choice((1, 1, 1, 2, 4))):
        places = list(_places(tree))
        if not places:
            return choose.choice(VALUES)
        _change(choose, *choose.choice(places), others)
    return tree


def _change(choose: Random, home: Any, key: Any, others: Sequence[Any]) -> None:
    match choose.randrange(7):
        case 0:
            home[key] = copy.deepcopy(choose.choice(VALUES))
        case 1 if isinstance(home[key], float | int):
            home[key] = (
                round(home[key] * choose.uniform(-2, 2), 3) if isinstance(home[key], float) else choose.randrange(6)
            )
        case 2:
            del home[key]
        case 3 if isinstance(home, list):
            home.insert(key, copy.deepcopy(home[key]))
        case 3 | 4:
            donor, other = choose.choice(list(_places(choose.choice(others))))
            home[other if isinstance(home, dict) and isinstance(other, str) else key] = copy.deepcopy(donor[other])
        case 5:
            home[key] = [home[key]] * choose.choice((1, 2, 3))
        case _ if isinstance(home[key], float | int):
            home[key] = home[key] * choose.choice((-1, 0, 1e9, 1e-9, 1e300, 0.5))
        case _:
            home[key] = str(home[key])
