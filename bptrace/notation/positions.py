"""Names by position: a letter, the numbers of neurons as an index, the number of the layer above the line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Position, Quantity
from bptrace.notation.letters import CONSTANTS
from bptrace.notation.mazur import Notation
from bptrace.notation.scripts import ASCII, LATEX, TEXT, Letter, Mark, Name, Script, letter, word


class Positional(Notation):
    """Names a quantity by where it stands; parameters that stand in several places keep their own names."""

    by_place: ClassVar[bool] = True
    net_letter: ClassVar[str]
    out_letter: ClassVar[str]
    before: ClassVar[int]
    """How many layers are counted before the first one that computes: 1 where the inputs are a layer too."""

    def text(self, quantity: Quantity) -> str:
        return self._script(quantity, TEXT, 1)

    def ascii(self, quantity: Quantity) -> str:
        return self._script(quantity, ASCII, 0)

    def latex(self, quantity: Quantity) -> str:
        return self._script(quantity, LATEX, 2)

    def parameters(self, script: str, block: int, places: NDArray[Any]) -> Iterable[str]:
        if script == "key":
            return super().parameters(script, block, places)
        values, write = self.problem.network.blocks[block], self.text if script == "text" else self.ascii
        index = np.unravel_index(places, values.values.shape)
        homes = (values.home(one) for one in zip(*(axis.tolist() for axis in index), strict=True))
        return (write(Quantity("parameter", *home)) for home in homes)

    def _script(self, quantity: Quantity, script: Script, column: int) -> str:
        if quantity.kind in CONSTANTS:
            return self.constant(quantity)[column]
        mark, below = self._mark(quantity), self._below(quantity)
        if below is None:
            return script.name(self._name(quantity), mark)
        apart = quantity.kind == "dE/dout" and quantity.source is not None and not self._own_error(quantity)
        through = str(quantity.source + 1) if apart and quantity.source is not None else ""
        return script.ratio(self._above(quantity), below, mark, through)

    def _mark(self, quantity: Quantity) -> Mark:
        shown = quantity.sample is not None and self.problem.sample_count > 1
        return Mark(quantity.after, quantity.sample + 1 if shown and quantity.sample is not None else None)

    def _name(self, quantity: Quantity) -> Name:
        """Return the name of what is not a derivative; without a unit, what such quantities are called."""
        kind, layer, unit = quantity.kind, quantity.layer or 0, quantity.unit
        index = "" if unit is None else str(unit + 1)
        above = None if unit is None else layer + self.before
        match kind:
            case "net":
                return Name(letter(self.net_letter), index, above)
            case "out":
                return Name(letter(self.out_letter), index, above) if layer else Name(letter("x"), index)
            case "delta":
                return Name(letter("delta"), index, above)
            case "target":
                return Name(letter(self.target), index)
            case "parameter":
                return self._parameter(quantity)
            case kind if kind in STATE_NAMES:
                return Name(state_letter(kind), of=self._parameter(quantity))
            case "error":
                return Name(word(f"E_{index}"))
            case _:
                return Name(word(self._plain(quantity, "delta")))

    def _parameter(self, quantity: Quantity) -> Name:
        """Return the name of a parameter: by position, or its own where it stands in several."""
        network, layer = self.problem.network, quantity.layer or 0
        position = Position(layer, quantity.unit, quantity.source)
        number, _ = network.locate(position)
        block, places = network.blocks[number], list(network.places(number))
        of_layer = len(places) == 1 and quantity.unit is None
        if block.homes is not None and not of_layer:
            return Name(word(network.parameter_name(quantity)))
        threshold = quantity.source is None and network.layers[layer - 1].threshold
        return self._at(position, threshold=threshold)

    def _at(self, position: Position, *, threshold: bool) -> Name:
        """Return the name of the parameter at a position."""
        if position.unit is None or threshold:
            index = "" if position.unit is None else str(position.unit + 1)
            return Name(letter("theta" if threshold else "b"), index, position.layer)
        source = 0 if position.source is None else position.source + 1
        return Name(letter("w"), pair(position.unit + 1, source), position.layer)

    def _above(self, quantity: Quantity) -> Name:
        """Return what is differentiated."""
        if quantity.kind in ("dout/dnet", "jacobian"):
            chosen = quantity.unit if quantity.source is None else quantity.source
            return self._name(Quantity("out", quantity.layer, chosen))
        if self._own_error(quantity) and quantity.source is not None:
            return self._name(Quantity("error", self.problem.network.depth, quantity.source))
        return self._differentiated

    @property
    def _differentiated(self) -> Name:
        output = self.problem.gradient_of
        if output is None:
            return Name(letter("E"))
        return self._name(Quantity("out", self.problem.network.depth, output))

    def _below(self, quantity: Quantity) -> Name | None:
        """Return with respect to what a derivative is taken; None for what is no derivative."""
        match quantity.kind:
            case "dE/dout":
                return self._name(Quantity("out", quantity.layer, quantity.unit))
            case "dout/dnet" | "jacobian":
                return self._name(Quantity("net", quantity.layer, quantity.unit))
            case "gradient":
                return self._parameter(quantity)
            case _:
                return None


def state_letter(kind: str) -> Letter:
    """Return the letter of an optimizer's state; in LaTeX a hat stands before the letter, so that an index may follow."""
    name = STATE_NAMES[kind]
    return Letter(name.key, name.text, name.latex.replace("{", " ").replace("}", ""))


def pair(to: int, source: int) -> str:
    """Return the index of a weight: `12` into the first from the second, with a comma where one has two digits."""
    return f"{to}{source}" if max(to, source) < 10 else f"{to},{source}"
