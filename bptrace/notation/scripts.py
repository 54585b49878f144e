r"""Names made of a letter, an index, a layer and marks, put together for a line of text or for LaTeX."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.notation.letters import GREEK, greek_name, latex_name


class Letter(NamedTuple):
    """What a name begins with, in ASCII, in text and in LaTeX."""

    ascii: str
    text: str
    latex: str


def letter(name: str) -> Letter:
    """Return a letter by its name in ASCII: `z`, `delta`, `net`."""
    return Letter(name, GREEK[name], rf"\{name}") if name in GREEK else Letter(name, name, name)


def word(name: str) -> Letter:
    """Return a whole name, such as `E_total` or that of a parameter with a name of its own, as if it were a letter."""
    return Letter(name, greek_name(name), latex_name(name))


@dataclass(frozen=True)
class Name:
    """A name before it is written.

    Attributes
    ----------
    letter
        What it begins with.
    index
        What stands below the line in LaTeX.
    layer
        The number in brackets above the line.
    of
        A name that is the index instead, as for the velocity of a weight.
    """

    letter: Letter
    index: str = ""
    layer: int | None = None
    of: Name | None = None


class Mark(NamedTuple):
    """Whether something is meant after the update, and of which sample, from 1."""

    after: bool = False
    sample: int | None = None


class Script(ABC):
    """A way of putting names together."""

    @abstractmethod
    def name(self, name: Name, mark: Mark) -> str:
        """Return a name with its marks."""

    @abstractmethod
    def ratio(self, above: Name, below: Name, mark: Mark, through: str = "") -> str:
        """Return a derivative; `through` names the one way that is meant."""

    @abstractmethod
    def slope(self, function: Name, argument: Name, mark: Mark) -> str:
        """Return the derivative of a function at an argument, as in f'(net)."""


@dataclass(frozen=True)
class LineScript(Script):
    """A line of text: the layer and the marks stand behind the name."""

    column: int
    partial: str
    plus: str
    prime: str
    raised: tuple[str, str]
    digits: str

    def name(self, name: Name, mark: Mark) -> str:
        return self._plain(name) + self._marks(mark)

    def ratio(self, above: Name, below: Name, mark: Mark, through: str = "") -> str:
        way = f":{through}" if through else ""
        return f"{self.partial}{self._plain(above)}/{self.partial}{self._plain(below)}{way}{self._marks(mark)}"

    def slope(self, function: Name, argument: Name, mark: Mark) -> str:
        return f"{self._plain(function)}{self.prime}({self.name(argument, mark)})"

    def _plain(self, name: Name) -> str:
        index = f"_{self._plain(name.of)}" if name.of else name.index
        return name.letter[self.column] + index + self._layer(name.layer)

    def _layer(self, layer: int | None) -> str:
        if layer is None:
            return ""
        return str(layer).translate(str.maketrans("0123456789", self.digits)).join(self.raised)

    def _marks(self, mark: Mark) -> str:
        return (self.plus if mark.after else "") + ("" if mark.sample is None else f"[{mark.sample}]")


@dataclass(frozen=True)
class LatexScript(Script):
    """LaTeX: index and superscripts, the sample in square brackets because round ones hold the layer."""

    def name(self, name: Name, mark: Mark) -> str:
        index = self.name(name.of, Mark()) if name.of else name.index
        raised = self._raised(name, mark)
        return name.letter.latex + (f"_{{{index}}}" if index else "") + (f"^{{{raised}}}" if raised else "")

    def ratio(self, above: Name, below: Name, mark: Mark, through: str = "") -> str:
        within = replace(below, index=f"{below.index}:{through}") if through else below
        return rf"\frac{{\partial {self.name(above, mark)}}}{{\partial {self.name(within, mark)}}}"

    def slope(self, function: Name, argument: Name, mark: Mark) -> str:
        return rf"{self.name(function, Mark())}'\left({self.name(argument, mark)}\right)"

    def _raised(self, name: Name, mark: Mark) -> str:
        layer = "" if name.layer is None else f"({name.layer})"
        return layer + ("+" if mark.after else "") + ("" if mark.sample is None else f"[{mark.sample}]")


TEXT = LineScript(1, "∂", "⁺", "′", ("⁽", "⁾"), "⁰¹²³⁴⁵⁶⁷⁸⁹")
ASCII = LineScript(0, "d", "+", "'", ("^(", ")"), "0123456789")
LATEX = LatexScript()
