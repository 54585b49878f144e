"""A network as a Mermaid flowchart: neurons in boxes by layer, weights on the arrows, biases in the boxes.

Mermaid's own syntax is made of names that are counted here; all text of a file stands between quotation marks, and what could
mean something there is written as a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bptrace.network import Quantity
from bptrace.report import givens
from bptrace.report.document import Diagram
from bptrace.report.writing import Writing
from bptrace.sections import Extent, Gap

MOST_LABELS = 32
"""More arrows than this are drawn without their weights, which would lie upon each other."""

MOST_ARROWS = 300
"""A network of more arrows than this is not drawn; GitHub's Mermaid takes up to 500."""

_WHOLE = Extent(whole=8)
_LONGEST_TITLE = 32
_UNSAFE = re.compile(r"[^\w =−.,()/+]|_|\.(?!\d)")
"""A full stop after a digit may begin a list in Markdown, which Mermaid reads in every label; an underscore emphasis."""


def mermaid(diagram: Diagram, writing: Writing) -> list[str]:
    """Return the lines of the flowchart; none where the network is too big for one.

    Parameters
    ----------
    diagram
        The network. Of a layer with more than eight neurons only the first ones and the last are drawn.
    writing
        How names and numbers are written.
    """
    network = diagram.network
    shown = [_shown(len(network.units(number))) for number in range(network.depth + 1)]
    arrows = sum(len(before) * len(here) for before, here in pairwise(shown))
    if arrows > MOST_ARROWS:
        return []
    chart = _Chart(diagram, writing, shown, labelled=arrows <= MOST_LABELS)
    return ["flowchart LR", *chart.boxes(), *chart.arrows()]


def text(words: str) -> str:
    """Return words as a Mermaid label between quotation marks that shows every sign as it is."""
    return f'"{_UNSAFE.sub(lambda match: f"#{ord(match[0])};", words)}"'


def _shown(count: int) -> list[int | Gap]:
    return _WHOLE.shown(range(count), "")


class _Chart:
    """A flowchart whose box `n1_0` is the first neuron of layer 1, and `n1_rest` what is left out of it."""

    def __init__(self, diagram: Diagram, writing: Writing, shown: list[list[int | Gap]], *, labelled: bool) -> None:
        self._network, self._value_of, self._writing = diagram.network, diagram.value_of, writing
        self._shown, self._labelled = shown, labelled

    def boxes(self) -> Iterator[str]:
        for number, units in enumerate(self._shown):
            title = self._network.layers[number - 1].name if number else "Inputs"
            yield f"  subgraph layer{number}[{text(self._shortened(title))}]"
            yield from (f"    {self._box(number, unit)}" for unit in units)
            yield "  end"

    def arrows(self) -> Iterator[str]:
        for number, units in enumerate(self._shown[1:], 1):
            for unit in units:
                for source in self._shown[number - 1]:
                    start, end = _name(number - 1, source), _name(number, unit)
                    if isinstance(unit, Gap) or isinstance(source, Gap):
                        yield f"  {start} -.-> {end}"
                    else:
                        yield f"  {start} -->{self._weight(number, unit, source)} {end}"

    def _box(self, number: int, unit: int | Gap) -> str:
        if isinstance(unit, Gap):
            return f"{_name(number, unit)}({text(f'… {unit.count} more')})"
        label = text(self._network.units(number)[unit] if number else self._writing.name(Quantity("out", 0, unit)))
        bias = givens.bias_of(self._network, number, unit) if number else None
        if bias is None:
            return f"{_name(number, unit)}({label})"
        what = "threshold " if self._network.layers[number - 1].threshold else ""
        return f"{_name(number, unit)}({label[:-1]}<br>{text(what + self._equation(bias))[1:]})"

    def _weight(self, number: int, unit: int, source: int) -> str:
        if not self._labelled:
            return ""
        return f"|{text(self._equation(givens.weight_of(self._network, number, unit, source)))}|"

    def _shortened(self, title: str) -> str:
        """Return a title that does not run down into its boxes; it stands in full over the layer's sections."""
        words = self._writing.text((title,))
        return words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1].rstrip()}…"

    def _equation(self, quantity: Quantity) -> str:
        return self._writing.text(givens.equation(quantity, self._value_of)).replace("\u00a0", " ")


def _name(number: int, unit: int | Gap) -> str:
    return f"n{number}_rest" if isinstance(unit, Gap) else f"n{number}_{unit}"
