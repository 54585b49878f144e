"""The names of whole arrays, `W^(1)` and `net^(1)`, and of their elements."""

from __future__ import annotations

from typing import ClassVar

from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Position
from bptrace.notation.positions import Positional, pair, state_letter
from bptrace.notation.scripts import ASCII, LATEX, TEXT, Mark, Name, Script, letter, word
from bptrace.notation.whole import Whole

_ERRORS = {
    "error": "E",
    "sample_error": "E_sample",
    "total_error": "E_total",
    "data_error": "E_data",
    "penalty": "penalty",
}


class Matrix(Positional):
    """`net^(1) = W^(1) x + b^(1)`: layers count from the first that computes, and elements are named after their arrays."""

    net_letter: ClassVar[str] = "net"
    out_letter: ClassVar[str] = "out"
    before: ClassVar[int] = 0
    whole_arrays: ClassVar[bool] = True

    def array_text(self, array: Whole) -> str:
        """Return the name of an array in Unicode."""
        return self._array(array, TEXT)

    def array_ascii(self, array: Whole) -> str:
        """Return the name of an array in ASCII."""
        return self._array(array, ASCII)

    def array_latex(self, array: Whole) -> str:
        """Return the name of an array in LaTeX."""
        return self._array(array, LATEX)

    def _array(self, array: Whole, script: Script) -> str:
        kind, layer = array.kind, array.layer or 0
        mark = Mark(array.after, None if array.sample is None else array.sample + 1)
        match kind:
            case "dout/dnet":
                return script.slope(self._function(layer), self._array_name(Whole("net", layer)), mark)
            case "dE/dout":
                return script.ratio(self._differentiated, self._array_name(Whole("out", layer)), mark)
            case "gradient":
                return script.ratio(self._differentiated, self._array_name(array._replace(kind="parameter")), mark)
            case _:
                return script.name(self._array_name(array), mark)

    def _array_name(self, array: Whole) -> Name:
        kind, layer = array.kind, array.layer or 0
        match kind:
            case "out" if not layer:
                return Name(letter("x"))
            case "net" | "out" | "delta":
                return Name(letter(kind), layer=layer)
            case "jacobian":
                return Name(letter("J"), layer=layer)
            case "target":
                return Name(letter(self.target))
            case "parameter":
                threshold = array.is_bias and self.problem.network.layers[layer - 1].threshold
                return Name(letter("theta" if threshold else "b" if array.is_bias else "W"), layer=layer)
            case kind if kind in STATE_NAMES:
                return Name(state_letter(kind), of=self._array_name(array._replace(kind="parameter")))
            case "function":
                return self._function(layer)
            case _:
                return Name(word(_ERRORS[kind]))

    def _function(self, layer: int) -> Name:
        """Return the name of a layer's activation: f where all layers have the same, otherwise with the layer's number."""
        alike = len({one.activation for one in self.problem.network.layers}) == 1
        return Name(letter("f"), "" if alike else str(layer))

    def _at(self, position: Position, *, threshold: bool) -> Name:
        if position.unit is not None and position.source is not None:
            return Name(letter("w"), pair(position.unit + 1, position.source + 1), position.layer)
        index = "" if position.unit is None else str(position.unit + 1)
        return Name(letter("theta" if threshold else "b"), index, position.layer)
