"""A document as Markdown: sentences and figures as text, each line of a round as a formula in LaTeX.

A line reads `symbol = formula = numbers = value`, as a textbook sets it. Each stands in a `$$` block of its own, on one line,
because GitHub reads Markdown before mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from bptrace.circuit.signal import Signal
from bptrace.dataclass import dataclass
from bptrace.expr import Choice, Expr, Symbol
from bptrace.network import Quantity
from bptrace.notation import Matrix, Whole
from bptrace.printing.latex import LatexPrinter
from bptrace.report import schematic
from bptrace.report.contents import contents
from bptrace.report.curve import LONGEST, line_of_blocks, logarithmic
from bptrace.report.document import (
    Cells,
    Curve,
    Diagram,
    Element,
    Equation,
    Facts,
    Grid,
    Heading,
    Kept,
    Paragraph,
    Parts,
    Row,
    Schematic,
    Table,
    say,
)
from bptrace.report.escapes import escaped
from bptrace.report.lines import plain
from bptrace.report.mermaid import mermaid
from bptrace.report.writing import Writing
from bptrace.sections import Gap

WIDEST = 92
"""A line of more characters than this is set in several blocks: nothing wraps a formula, and GitHub's page is this wide."""


def markdown(elements: Iterable[Element], writing: Writing) -> Iterator[str]:
    """Yield the lines of a document, one empty line between its blocks; a table of contents follows the title.

    Parameters
    ----------
    elements
        The document.
    writing
        Its digits and names; the signs are Unicode.
    """
    page, whole = _Page(writing), list(elements)
    for number, element in enumerate(whole):
        if number:
            yield ""
        yield from page.lines(element)
        if isinstance(element, Heading) and element.level == 1:
            yield from page.contents(whole)


_MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}")
_INVISIBLE = re.compile(r"\\[a-zA-Z]+ ?|[{}_^]")
_OPENING, _CLOSING = ("{", r"\left"), ("}", r"\right")


@dataclass
class _Page:
    """A way of writing; sections are one level higher where the document has no rounds above them."""

    writing: Writing
    deepest: int = 2

    def lines(self, element: Element) -> Iterator[str]:
        match element:
            case Heading(text, level):
                self.deepest = max(self.deepest, 3) if level == 2 else self.deepest
                yield f"{'#' * min(level, self.deepest)} {self._words(text)}"
            case Paragraph(text):
                yield self._words(text)
            case Facts(rows):
                yield from (self._fact(*row) for row in rows)
            case Grid():
                yield from self._grid(element)
            case Diagram():
                yield from self._diagram(element)
            case Curve():
                yield from self._curve(element)
            case Schematic():
                caption, drawn = schematic.laid_out(element, self.writing, WIDEST)
                yield from (self._words(caption), "") if caption else ()
                yield from ("```text", *map(plain, drawn), "```")
            case Table():
                yield from self._table(element)
            case Equation():
                yield from self._equation(element)

    def contents(self, elements: Iterable[Element]) -> Iterator[str]:
        """Yield a table of contents with an empty line before it, if the document is one to leaf through."""
        headings = [element for element in elements if isinstance(element, Heading)]
        plain = [self.writing.text(heading.text).replace("\u00a0", " ") for heading in headings]
        listed = contents([(one.level, text, escaped(text)) for one, text in zip(headings, plain, strict=True)])
        for number, line in enumerate(listed):
            yield from ("", line) if number == 0 else (line,)

    def _diagram(self, diagram: Diagram) -> Iterator[str]:
        """Yield a flowchart, and the parameters in words too: not every reader of Markdown draws one."""
        chart = mermaid(diagram, self.writing)
        if chart:
            yield from ("```mermaid", *chart, "```", "")
        yield from (self._fact(*row) for row in diagram.instead)

    def _curve(self, curve: Curve) -> Iterator[str]:
        (begin, first), (end, last) = curve.points[0], curve.points[-1]
        epoch, lowest = min(curve.points, key=lambda point: (point[1], point[0]))
        blocks = f"`{line_of_blocks(curve.points, LONGEST)}`"
        yield f"**{self._words(curve.label)}:** {self._words(say(first))} {blocks} {self._words(say(last))}"
        yield ""
        heights = "; heights are logarithms" if logarithmic(curve.points) else ""
        yield self._words(
            say(f"From epoch {begin} to epoch {end}, lowest seen ", lowest, f" at epoch {epoch}{heights}.")
        )

    def _words(self, text: Parts) -> str:
        return escaped(self.writing.text(text))

    def _fact(self, label: Parts, text: Parts) -> str:
        name = self._words(label)
        return f"- … {self._words(text)}" if name == "…" else f"- **{name}:** {self._words(text)}"

    def _grid(self, grid: Grid) -> Iterator[str]:
        yield _row([self._words(cell) for cell in grid.header])
        yield _row([":---" if place in grid.words else "---:" for place in range(len(grid.header))])
        yield from (_row([self._words(cell) for cell in row]) for row in grid.rows)

    def _table(self, table: Table) -> Iterator[str]:
        for number, row in enumerate(table.rows):
            if number:
                yield ""
            if isinstance(row, Gap):
                yield self._words((f"… {row.count} more {row.what} …",))
            else:
                yield from self._line(row, table.kept)

    def _line(self, step: Row, kept: Kept) -> Iterator[str]:
        """Yield a line of a round as one block, or, where it is wide, as blocks for the formula and for the figures."""
        symbol, value = self._name(step.quantity), self._number(step.value)
        written, formula = self.writing.line(step, kept), step.formula
        sign = "=" if written.exact else r"\approx"
        name = symbol
        if formula is not None and written.formula != written.value:
            name = f"{symbol} = {self._printed(formula, self._name)}"
        if formula is None or not written.figures:
            yield from _blocks(_broken(f"{name} {sign} {value}"))
            return
        numbers = f"{self._printed(formula, lambda ref: self._number(kept.leaf_value(ref)))} {sign} {value}"
        whole = f"{name} = {numbers}"
        yield from _blocks([whole] if _width(whole) <= WIDEST else [*_broken(name), *_broken(f"{symbol} = {numbers}")])

    def _equation(self, equation: Equation) -> Iterator[str]:
        """Yield an equation of arrays: by name, then with its numbers; each in blocks of their own where they are wide."""
        symbol, value = self._array(equation.name), self._array(equation.value)
        sign = "=" if self.writing.all_exact(equation) else r"\approx"
        if equation.formula is None or equation.numbers is None:
            yield from _blocks([f"{symbol} {sign} {value}"])
            return
        formula = self._printed(equation.formula, self._array)
        if isinstance(equation.formula, Symbol):
            yield from _blocks([f"{symbol} = {formula} = {value}"])
            return
        numbers = self._printed(equation.numbers, self._array)
        whole = f"{symbol} = {formula} = {numbers} {sign} {value}"
        if _width(whole) <= WIDEST:
            yield from _blocks([whole])
        elif _width(f"{numbers} {sign} {value}") <= WIDEST:
            yield from _blocks([*_broken(f"{symbol} = {formula}"), f"{symbol} = {numbers} {sign} {value}"])
        else:
            broken = _broken(f"{symbol} = {formula}"), _broken(f"{symbol} = {numbers}"), [f"{{}} {sign} {value}"]
            yield from _blocks([line for lines in broken for line in lines])

    def _array(self, ref: Hashable) -> str:
        """Return an array or a number, by name or by value."""
        if isinstance(ref, Cells):
            # Not two backslashes between the rows: Markdown, which reads first, would leave one of them.
            rows = r" \cr ".join(" & ".join(map(self._cell, row)) for row in ref.rows)
            return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
        if isinstance(ref, Whole):
            assert isinstance(self.writing.notation, Matrix)
            return self.writing.notation.array_latex(ref)
        return self._number(ref) if isinstance(ref, float) else self._name(ref)

    def _cell(self, number: float | None) -> str:
        return r"\cdots" if number is None else self._number(number)

    def _printed(self, formula: Expr, name: Callable[[Hashable], str]) -> str:
        """Return a formula that stands between equals signs."""
        latex = LatexPrinter(name, self.writing.longest).print(formula)
        return rf"\left({latex}\right)" if isinstance(formula, Choice) else latex

    def _name(self, ref: Hashable) -> str:
        return self.writing.notation.latex(ref) if isinstance(ref, Quantity | Signal) else str(ref)

    def _number(self, value: float) -> str:
        mantissa, _, exponent = self.writing.figures.text(value).partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa.replace("inf", r"\infty")


def _blocks(formulas: Iterable[str]) -> Iterator[str]:
    for number, formula in enumerate(formulas):
        if number:
            yield ""
        yield from ("$$", formula, "$$")


def _width(latex: str) -> int:
    """Return about how many characters of a line a formula takes up; of a fraction, numerator and denominator count."""
    latex = _MATRIX.sub(lambda match: max(match[1].replace("&", "").split(r"\cr"), key=len), latex)
    return len(_INVISIBLE.sub("", latex.replace(r"\cdot", "·").replace(r"\approx", "=")))


def _broken(latex: str) -> list[str]:
    """Break a wide formula before plus signs that stand outside all brackets."""
    lines, depth = [""], 0
    for number, piece in enumerate(latex.split(" + ")):
        joined = f"{lines[-1]} + {piece}" if number else piece
        if not depth and number and _width(joined) > WIDEST:
            lines.append(f"{{}} + {piece}")
        else:
            lines[-1] = joined
        depth += sum(map(piece.count, _OPENING)) - sum(map(piece.count, _CLOSING))
    return lines


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
