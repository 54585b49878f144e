"""From a key, in any of its spellings, back to the quantity it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from bptrace.errors import BptraceError
from bptrace.network import AXES, Quantity
from bptrace.notation import GREEK, Notation
from bptrace.problem import Problem

_FOLDED = str.maketrans(
    {letter: name for name, letter in GREEK.items()}
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
    | {"∂": "d", "⁺": "+", "−": "-", "ϵ": "epsilon", "ϑ": "theta", " ": ""}
)
_SUFFIX = re.compile(r"^(?P<base>.+?)(?P<after>\+?)(?:\[(?P<sample>\d+)\])?(?:@(?P<epoch>\d+)(?:\.(?P<step>\d+))?)?$")


def fold(key: str) -> str:
    """Return a key's plain ASCII spelling: Greek letters by name, subscripts as digits, LaTeX's marks taken away."""
    text = re.sub(r"\\frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1/\2", key)
    text = text.replace(r"\partial", "d").translate(_FOLDED)
    return re.sub(r"[\\{}$^]", "", text)


@dataclass(frozen=True)
class Key:
    """A key taken apart: a quantity, and the round it is meant in."""

    quantity: Quantity
    epoch: int = 1
    step: int | None = None


class UnknownKeyError(BptraceError):
    """A key that names nothing in this problem.

    Attributes
    ----------
    key
        What was asked for.
    """

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


class ClashError(ValueError):
    """Two quantities that would have the same key."""

    def __init__(self, key: str, first: str, second: str) -> None:
        super().__init__(f"{first} and {second} would both be called {key}")
        self.key, self.first, self.second = key, first, second


@dataclass(frozen=True, eq=False)
class Keys:
    """The keys of a problem's quantities."""

    notation: Notation

    @property
    def _problem(self) -> Problem:
        return self.notation.problem

    def quantities(self) -> Iterator[Quantity]:
        """Yield every quantity a key can be made of, without sample and without "after the update"."""
        network, depth = self._problem.network, self._problem.network.depth
        errors = ("total_error",) if self._problem.sample_count == 1 else ("sample_error", "total_error")
        parts = ("data_error", "penalty") if self._problem.penalty else ()
        yield from (Quantity(kind) for kind in (*self._problem.constant_kinds, *errors, *parts))
        for layer in range(depth + 1):
            for unit in range(len(network.units(layer))):
                yield from self._of_unit(layer, unit)
        for _, parameter in network.parameters():
            yield parameter
            yield parameter._replace(kind="gradient")
            for kind in self._problem.optimizer.lines if self._problem.optimizer else ():
                yield parameter._replace(kind=kind)

    def _of_unit(self, layer: int, unit: int) -> Iterator[Quantity]:
        network, depth = self._problem.network, self._problem.network.depth
        yield Quantity("out", layer, unit)
        yield Quantity("dE/dout", layer, unit)
        if layer:
            yield from (Quantity(kind, layer, unit) for kind in ("net", "delta"))
            yield from self._slopes(layer, unit)
        if layer < depth:
            yield from (Quantity("dE/dout", layer, unit, source) for source in range(len(network.units(layer + 1))))
        else:
            yield from (Quantity(kind, layer, unit) for kind in ("target", "error"))

    def _slopes(self, layer: int, unit: int) -> Iterator[Quantity]:
        if self._problem.network.layers[layer - 1].activation.elementwise:
            yield Quantity("dout/dnet", layer, unit)
        else:
            units = range(len(self._problem.network.units(layer)))
            yield from (Quantity("jacobian", layer, unit, source) for source in units)

    @cached_property
    def bases(self) -> dict[str, Quantity]:
        """Every key without its suffixes, folded, and the quantity it stands for.

        Raises
        ------
        ClashError
            If two quantities have the same key.
        """
        found: dict[str, Quantity] = {}
        for quantity in self.quantities():
            for key in self._spellings(quantity):
                other = found.setdefault(key, quantity)
                if other != quantity:
                    raise ClashError(key, self.notation.describe(other), self.notation.describe(quantity))
        return found

    def _spellings(self, quantity: Quantity) -> Iterator[str]:
        yield fold(self.notation.key(quantity))
        yield fold(self.notation.text(quantity))

    def find(self, key: str) -> Key:
        """Return what a key, in any of its spellings, stands for.

        Raises
        ------
        UnknownKeyError
            If it names nothing.
        """
        match = _SUFFIX.match(fold(key.strip()))
        if match is None or match["base"] not in self.bases:
            raise UnknownKeyError(key, self.unknown(key, match["base"] if match else key))
        quantity = self.bases[match["base"]]._replace(after=bool(match["after"]))
        quantity = quantity._replace(sample=self._sample(key, quantity, match["sample"]))
        return Key(quantity, int(match["epoch"] or 1), int(match["step"]) if match["step"] else None)

    def _sample(self, key: str, quantity: Quantity, written: str | None) -> int | None:
        """Return the sample that a key means, from 0; with a single sample it need not be written."""
        count = self._problem.sample_count
        if "sample" not in AXES.get(quantity.kind, ()):
            if written:
                raise UnknownKeyError(key, f"{key} has no samples; leave [{written}] out")
            return None
        if written is None and count > 1:
            raise UnknownKeyError(key, f"{key} is of one sample; say which, from [1] to [{count}]")
        if not 1 <= int(written or 1) <= count:
            raise UnknownKeyError(key, f"{key}: there are samples [1] to [{count}]")
        return int(written or 1) - 1

    def unknown(self, key: str, base: str) -> str:
        """Return the message about a key that names nothing, with the nearest one that does."""
        nearest = get_close_matches(base, self.bases, n=1)
        hint = f"; did you mean {nearest[0]}?" if nearest else "; keys look like net_h1, delta_o1, dE/dw5 or w5+"
        return f"no quantity is called {key}{hint}"
