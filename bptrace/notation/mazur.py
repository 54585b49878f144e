"""The names of Mazur's article, and the ASCII keys, which are the same in every notation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any, ClassVar

from numpy.typing import NDArray

from bptrace.dataclass import dataclass
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Quantity
from bptrace.notation.letters import CONSTANTS, RATES, greek_name, greek_names, latex_name
from bptrace.notation.terms import Terms
from bptrace.problem import Problem
from bptrace.spelling import plain


@dataclass(frozen=True, eq=False)
class Notation:
    """The names of a problem's quantities as Mazur's article writes them: net, out, delta, E.

    Other notations change `text`, `ascii` and `latex`; the keys are the same in all of them.
    """

    problem: Problem
    terms: Terms = field(default_factory=Terms)
    usual_target: ClassVar[str] = "target"
    whole_arrays: ClassVar[bool] = False
    """Whether a worked example is read array by array."""
    by_place: ClassVar[bool] = False
    """Whether quantities are called by where they stand, and not by the neurons that they belong to."""

    def key(self, quantity: Quantity) -> str:
        """Return the ASCII key, as used on the command line, in sheets and in data."""
        if quantity.kind in CONSTANTS:
            return CONSTANTS[quantity.kind][0]
        return plain(self._base(quantity, d="d", delta="delta")) + self._suffix(quantity, "+")

    def ascii(self, quantity: Quantity) -> str:
        """Return the name where there is nothing but ASCII: the key, with the terms that were chosen."""
        if quantity.kind in CONSTANTS:
            return self.constant(quantity)[0]
        return plain(self._base(quantity, d="d", delta="delta", target=self.target)) + self._suffix(quantity, "+")

    def text(self, quantity: Quantity) -> str:
        """Return the name in Unicode, as used in tables."""
        if quantity.kind in CONSTANTS:
            return self.constant(quantity)[1]
        if quantity.kind in STATE_NAMES:
            name = greek_name(self.problem.network.parameter_name(quantity))
            return f"{STATE_NAMES[quantity.kind].text}_{name}{self._suffix(quantity, '⁺')}"
        return greek_name(self._base(quantity, d="∂", delta="δ", target=self.target)) + self._suffix(quantity, "⁺")

    def latex(self, quantity: Quantity) -> str:
        """Return the name in LaTeX."""
        if quantity.kind in CONSTANTS:
            return self.constant(quantity)[2]
        ratio = self._ratio(quantity)
        mark = self._latex_mark(quantity)
        if ratio is None:
            return latex_name(self._plain(quantity, "delta", self.target)) + mark
        above, below = ratio
        through = self._through(quantity)
        within = f"{below}:{through}" if through and not self._own_error(quantity) else below
        return rf"\frac{{\partial {latex_name(above)}{mark}}}{{\partial {latex_name(within)}{mark}}}"

    def parameters(self, script: str, block: int, places: NDArray[Any]) -> Iterable[str]:
        """Yield what some parameters of a block are called, many at a time, as `key`, `ascii` or `text` would each."""
        names = self.problem.network.blocks[block].names.ravel()[places].tolist()
        return greek_names(names) if script == "text" else map(plain, names)

    def constant(self, quantity: Quantity) -> tuple[str, str, str]:
        """Return a constant's name in ASCII, in text and in LaTeX."""
        return RATES[self.terms.rate] if quantity.kind == "learning_rate" else CONSTANTS[quantity.kind]

    @property
    def target(self) -> str:
        """What targets are called."""
        return self.terms.target or self.usual_target

    def _suffix(self, quantity: Quantity, plus: str) -> str:
        sample = "" if quantity.sample is None or self.problem.sample_count == 1 else f"[{quantity.sample + 1}]"
        return (plus if quantity.after else "") + sample

    def _latex_mark(self, quantity: Quantity) -> str:
        sample = "" if quantity.sample is None or self.problem.sample_count == 1 else f"({quantity.sample + 1})"
        mark = ("+" if quantity.after else "") + sample
        return f"^{{{mark}}}" if mark else ""

    def _base(self, quantity: Quantity, d: str, delta: str, target: str = "target") -> str:
        ratio = self._ratio(quantity)
        if ratio is None:
            return self._plain(quantity, delta, target)
        above, below = ratio
        if quantity.kind != "dE/dout" or quantity.source is None or (d == "∂" and self._own_error(quantity)):
            return f"{d}{above}/{d}{below}"
        return f"{d}{self._objective}/{d}{below}:{self._through(quantity)}"

    def _through(self, quantity: Quantity) -> str:
        """Return the neuron of the next layer that a part of `dE/dout` comes through, or nothing."""
        if quantity.kind != "dE/dout" or quantity.source is None:
            return ""
        assert quantity.layer is not None
        return self.problem.network.units(quantity.layer + 1)[quantity.source]

    def _plain(self, quantity: Quantity, delta: str, target: str = "target") -> str:
        """Return the name of a quantity that is not a derivative; without a unit, what such quantities are called."""
        network = self.problem.network
        unit = "" if quantity.layer is None or quantity.unit is None else network.units(quantity.layer)[quantity.unit]
        match quantity.kind:
            case "net" | "out" | "target" if quantity.unit is None:
                return target if quantity.kind == "target" else quantity.kind
            case "net":
                return f"net_{unit}"
            case "target":
                return f"{target}_{unit}"
            case "out":
                return f"out_{unit}" if quantity.layer else unit
            case "error":
                return f"E_{unit}"
            case "sample_error":
                return "E"
            case "total_error":
                return "E_total"
            case "delta":
                return f"{delta}_{unit}"
            case "parameter":
                return network.parameter_name(quantity)
            case "data_error":
                return "E_data"
            case "penalty":
                return "penalty"
            case kind if kind in STATE_NAMES:
                return f"{STATE_NAMES[kind].key}_{network.parameter_name(quantity)}"
            case kind:
                raise ValueError(kind)

    def _ratio(self, quantity: Quantity) -> tuple[str, str] | None:
        """Return what is differentiated and with respect to what, for a derivative."""
        network = self.problem.network
        match quantity.kind:
            case "dE/dout":
                above = self._part_error(quantity) if self._own_error(quantity) else self._objective
                return above, self._plain(quantity._replace(kind="out"), "")
            case "dout/dnet" | "jacobian":
                assert quantity.layer is not None
                assert quantity.unit is not None
                units = network.units(quantity.layer)
                return (
                    f"out_{units[quantity.unit if quantity.source is None else quantity.source]}",
                    f"net_{units[quantity.unit]}",
                )
            case "gradient":
                return self._objective, network.parameter_name(quantity)
            case _:
                return None

    @property
    def _objective(self) -> str:
        """What is differentiated: the error, or the output that stands for it."""
        output = self.problem.gradient_of
        return "E" if output is None else f"out_{self.problem.network.outputs[output]}"

    def _own_error(self, quantity: Quantity) -> bool:
        """Whether a part of `dE/dout` is the derivative of one output's own error, as Mazur writes it."""
        network, loss = self.problem.network, self.problem.loss
        part = quantity.kind == "dE/dout" and quantity.source is not None
        into_outputs = quantity.layer == network.depth - 1 and network.layers[-1].activation.elementwise
        return part and into_outputs and loss is not None and not loss.mean

    def _part_error(self, quantity: Quantity) -> str:
        assert quantity.source is not None
        return f"E_{self.problem.network.outputs[quantity.source]}"

    def describe(self, quantity: Quantity) -> str:
        """Return in words what a quantity is, for messages."""
        network = self.problem.network
        unit = "" if quantity.layer is None or quantity.unit is None else network.units(quantity.layer)[quantity.unit]
        match quantity.kind:
            case "out" if not quantity.layer:
                return f"the input {unit}"
            case "net" | "out":
                return f"{'the net input' if quantity.kind == 'net' else 'the output'} of neuron {unit}"
            case "target" | "error":
                return f"the {quantity.kind} of output neuron {unit}"
            case "sample_error" | "total_error":
                return "the error of a sample" if quantity.kind == "sample_error" else "the total error"
            case "parameter":
                return f"the parameter {network.parameter_name(quantity)}"
            case "delta":
                return f"the node delta of {unit}"
            case kind if kind in STATE_NAMES:
                return f"the {STATE_NAMES[kind].words} of {network.parameter_name(quantity)}"
            case kind if kind in CONSTANTS:
                return f"the {kind.replace('_', ' ')}"
            case _:
                return f"the derivative {self.key(quantity)}"
