"""How quantities are called: their ASCII keys, their names in text and in LaTeX, and what they are in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Quantity
from bptrace.problem import Problem

CONSTANTS = {
    "learning_rate": ("eta", "η", r"\eta"),
    "momentum": ("mu", "μ", r"\mu"),
    "rho": ("rho", "ρ", r"\rho"),
    "epsilon": ("epsilon", "ε", r"\varepsilon"),
    "beta1": ("beta1", "β₁", r"\beta_{1}"),
    "beta2": ("beta2", "β₂", r"\beta_{2}"),
    "weight_decay": ("lambda", "λ", r"\lambda"),
    "l1": ("lambda1", "λ₁", r"\lambda_{1}"),
    "l2": ("lambda2", "λ₂", r"\lambda_{2}"),
    "step": ("t", "t", "t"),
}
"""Key, text and LaTeX of every constant, by kind."""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Notation:
    """The names of a problem's quantities as Mazur's article writes them: net, out, delta, E."""

    problem: Problem

    def key(self, quantity: Quantity) -> str:
        """Return the ASCII key, as used on the command line, in sheets and in data."""
        return self._base(quantity, d="d", delta="delta") + self._suffix(quantity, "+")

    def text(self, quantity: Quantity) -> str:
        """Return the name in Unicode, as used in tables."""
        if quantity.kind in CONSTANTS:
            return CONSTANTS[quantity.kind][1]
        if quantity.kind in STATE_NAMES:
            name = greek_name(self.problem.network.parameter_name(quantity))
            return f"{STATE_NAMES[quantity.kind].text}_{name}{self._suffix(quantity, '⁺')}"
        return greek_name(self._base(quantity, d="∂", delta="δ")) + self._suffix(quantity, "⁺")

    def latex(self, quantity: Quantity) -> str:
        """Return the name in LaTeX."""
        if quantity.kind in CONSTANTS:
            return CONSTANTS[quantity.kind][2]
        ratio = self._ratio(quantity)
        mark = self._latex_mark(quantity)
        if ratio is None:
            return latex_name(self._plain(quantity, "delta")) + mark
        above, below = ratio
        through = self._through(quantity)
        within = f"{below}:{through}" if through and not self._own_error(quantity) else below
        return rf"\frac{{\partial {latex_name(above)}{mark}}}{{\partial {latex_name(within)}{mark}}}"

    def _suffix(self, quantity: Quantity, plus: str) -> str:
        sample = "" if quantity.sample is None or self.problem.sample_count == 1 else f"[{quantity.sample + 1}]"
        return (plus if quantity.after else "") + sample

    def _latex_mark(self, quantity: Quantity) -> str:
        sample = "" if quantity.sample is None or self.problem.sample_count == 1 else f"({quantity.sample + 1})"
        mark = ("+" if quantity.after else "") + sample
        return f"^{{{mark}}}" if mark else ""

    def _base(self, quantity: Quantity, d: str, delta: str) -> str:
        if quantity.kind in CONSTANTS:
            return CONSTANTS[quantity.kind][0]
        ratio = self._ratio(quantity)
        if ratio is None:
            return self._plain(quantity, delta)
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

    def _plain(self, quantity: Quantity, delta: str) -> str:
        """Return the name of a quantity that is not a derivative."""
        network = self.problem.network
        unit = "" if quantity.layer is None or quantity.unit is None else network.units(quantity.layer)[quantity.unit]
        match quantity.kind:
            case "net" | "target":
                return f"{quantity.kind}_{unit}"
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


_NAME = re.compile(r"^([^\W\d_]+)_?(.*)$")
_UPRIGHT = ("net", "out", "target")
_GREEK_LETTER = re.compile(f"([{''.join(GREEK.values())}])")
_COMMANDS = {spelling: rf"\{name}" for name, letter in GREEK.items() for spelling in (name, letter)}


def latex_name(name: str) -> str:
    """Return a name in LaTeX: its letters, then the rest as a subscript."""
    match = _NAME.match(name)
    if match is None:
        return _subscript(name)
    letters, rest = match.groups()
    below = f"_{{{_subscript(rest)}}}" if rest else ""
    if letters in _COMMANDS:
        return _COMMANDS[letters] + below
    if not letters.isascii():
        return _subscript(name)
    if len(letters) == 1 or letters in _UPRIGHT:
        return letters + below
    # The subscript stands within the braces: GitHub's Markdown takes an underscore after a brace for emphasis.
    return rf"\mathrm{{{letters}{below}}}"


def _subscript(text: str) -> str:
    """Return a part of a name in LaTeX, where Greek letters are commands and others beyond ASCII are text."""
    parts = _GREEK_LETTER.split(text.replace("_", ","))
    return "".join(part if part.isascii() else _beyond_ascii(part) for part in parts).rstrip()


def _beyond_ascii(part: str) -> str:
    return f"{_COMMANDS[part]} " if part in _COMMANDS else rf"\text{{{part}}}"


_SPELT_OUT = re.compile(rf"(?<![^\W\d_])({'|'.join(GREEK)})(?=\d|$)")


def greek_name(name: str) -> str:
    """Return a name with Greek letters for those that are spelt out, as in theta1."""
    return _SPELT_OUT.sub(lambda match: GREEK[match[1]], name)
