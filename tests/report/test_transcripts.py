"""Transcripts read back as a reader would: every line recomputes from its printed operands, and nothing is broken."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby, takewhile
from typing import NamedTuple

import pytest

from bptrace import examples, spec, training
from bptrace.printing.text import ASCII, UNICODE, Signs
from bptrace.report.document import Curve, Diagram, Element, Facts
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options, lesson
from bptrace.report.lines import plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.trace import Trace
from tests.shipped import SHIPPED

NUMBER = r"[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?"
VALUE = re.compile(rf"^(?P<body>.*?) {{3,}}(?P<about>[≈~] )?(?P<value>{NUMBER})$")


class Read(NamedTuple):
    """A line of a table, as it stands on paper."""

    name: str
    formula: str
    numbers: str
    value: str
    exact: bool


@cache
def traced(config: str, rounding: str) -> tuple[Trace, Rounding | None]:
    problem = spec.load(examples.find(config))
    if not rounding:
        return training.run(problem), None
    rounded = Rounding.parse(rounding)
    return training.run(replace(problem, epochs=min(problem.epochs, 20)), rounding=rounded), rounded


@cache
def transcript(
    config: str, width: int, signs_name: str = "unicode", rounding: str = "", digits: int = 9, pictures: bool = True
) -> list[str]:
    signs: Signs = UNICODE if signs_name == "unicode" else ASCII
    trace, rounded = traced(config, rounding)
    writing = Writing(trace.notation, Figures(digits), signs, rounding=rounded)
    elements = lesson(trace, Options(rounding=rounded))
    return [plain(line) for line in lay_out(elements if pictures else in_words(elements), writing, width)]


def in_words(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield a document without its pictures, which are drawn anew for every width."""
    for element in elements:
        match element:
            case Diagram():
                yield Facts(element.instead)
            case Curve():
                pass
            case _:
                yield element


def read(lines: list[str]) -> Iterator[Read]:
    """Yield the lines of all tables, set in columns or below each other."""
    for table, rows in groupby(lines, key=lambda line: line.startswith("  ")):
        block = list(rows)
        if table and re.fullmatch(r" +Formula +With numbers +Value", block[0]):
            yield from (_read(re.split(r" {3,}", match["body"].strip()), match) for match in map(_ended, block[1:]))
        elif table and re.match(r"^  \S+ *= ", block[0]):
            yield from _below_each_other(block)


def _ended(line: str) -> re.Match[str]:
    match = VALUE.match(line)
    assert match, line
    return match


def _below_each_other(block: list[str]) -> Iterator[Read]:
    """A line is complete where something stands at the right edge, in the column of the values."""
    edge, waiting = max(map(len, block)), list[str]()
    for line in block:
        match = VALUE.match(line)
        if match and len(line) == edge:
            yield _read(_joined([*waiting, match["body"]]), match)
            waiting = []
        else:
            waiting.append(line)
    assert not waiting


def _read(cells: list[str], match: re.Match[str]) -> Read:
    name, formula, *rest = cells
    numbers = rest[0] if rest else match["value"]  # figures that say no more than the value are left out
    return Read(name, formula, numbers, match["value"], not match["about"])


def _joined(lines: list[str]) -> list[str]:
    """Put together what stands below each other: `name = formula`, `= numbers`, each perhaps on several lines."""
    name = lines[0].split("=")[0].strip()
    halves: list[str] = []
    for number, line in enumerate(lines):
        text = line.split("=", 1)[1] if number == 0 else line
        if number == 0 or text.lstrip().startswith("= "):
            halves.append(text.strip().removeprefix("= "))
        else:
            halves[-1] += (" " if re.match(r"[+−/-] |if |else ", text.strip()) else "") + text.strip()
    return [name, *halves]


def recomputed(numbers: str) -> float:
    """Evaluate a printed formula with numbers, as a person with a calculator would."""
    text = numbers.replace("·", "*").replace("−", "-").replace("²", "**2").replace("½", "0.5")
    text = re.sub(r"(?<![\d.])e\^(-?)(\(.*?\)|\d[\d.]*(?:e-?\d+)?)", r"exp(\1\2)", text).replace("^", "**")
    names = {
        "exp": math.exp,
        "ln": math.log,
        "tanh": math.tanh,
        "max": max,
        "min": min,
    }
    return float(eval(text, {"__builtins__": {}}, names))


CONFIGS = SHIPPED
SHORT = [config for config in CONFIGS if config != "iris"]
"""Those of few updates, which are soon worked out by hand."""


@pytest.mark.parametrize("signs", ["unicode", "ascii"])
@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("config", CONFIGS)
def test_every_printed_line_recomputes_from_its_printed_operands(config, width, signs):
    lines = list(read(transcript(config, width, signs)))

    assert lines
    for line in lines:
        again = Figures().text(recomputed(line.numbers))
        assert (again == line.value.replace("−", "-")) == line.exact, line


@pytest.mark.parametrize("rounding", ["2", "4", "4sf", "6"])
@pytest.mark.parametrize("config", SHORT)
def test_with_hand_precision_every_line_is_exact_after_rounding(config, rounding):
    rounded = Rounding.parse(rounding)

    for line in read(transcript(config, 80, rounding=rounding)):
        assert rounded(recomputed(line.numbers)) == float(line.value.replace("−", "-")), line
        assert line.exact


def squeezed(lines: list[str]) -> str:
    """Return all that a transcript says of its rounds, without what the layout adds."""
    text = "".join(takewhile(lambda line: not line.startswith("── After"), lines)).replace(
        "FormulaWithnumbersValue", ""
    )
    return re.sub(r"Formula +With numbers +Value|[\s=≈═─]", "", text)


def unbreakable(lines: list[str]) -> set[str]:
    """Return the pieces that no line break may fall into: between spaces, and between multiplication signs."""
    return {piece for line in lines for piece in re.split(r"\s+|(?<=·)", line) if piece.strip("═─")}


@pytest.mark.parametrize("width", [40, 50, 64, 80, 100])
@pytest.mark.parametrize("config", CONFIGS)
def test_a_narrow_page_says_the_same_and_breaks_no_number_or_name(config, width):
    wide, narrow = transcript(config, 10_000, pictures=False), transcript(config, width, pictures=False)

    assert squeezed(narrow) == squeezed(wide)
    assert unbreakable(narrow) <= unbreakable(wide) | {"=", "≈"}


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("config", CONFIGS)
def test_nothing_sticks_out_of_the_page(config, width):
    assert max(map(len, transcript(config, width))) <= width


def test_few_lines_of_mazurs_example_need_the_approximation_sign():
    lines = list(read(transcript("mazur", 80)))

    assert (len(lines), sum(not line.exact for line in lines)) == (54, 8)


@pytest.mark.parametrize("config", CONFIGS)
def test_ascii_output_is_ascii(config):
    assert "\n".join(transcript(config, 80, "ascii")).isascii()


def test_fewer_digits_still_say_where_they_are_not_exact():
    for line in read(transcript("mazur", 80, digits=4)):
        again = Figures(4).text(recomputed(line.numbers))
        assert (again == line.value.replace("−", "-")) == line.exact
