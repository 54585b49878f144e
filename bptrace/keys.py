"""From a key, in any of its spellings, back to the quantity it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from bptrace import quantities
from bptrace.dataclass import dataclass
from bptrace.network import AXES, Quantity
from bptrace.notation import NOTATIONS, Notation
from bptrace.places import at_place
from bptrace.problem import Problem
from bptrace.spelling import KEY, Names, fold, loose, names_of, place_fold, plain, respelt
from bptrace.suffixes import UnknownKeyError, round_of, sample_of
from bptrace.whole_arrays import refusal
from bptrace.words import nearest

__all__ = ["ClashError", "Key", "Keys", "UnknownKeyError", "fold"]

_SMALL = 2000
"""With up to this many parameters and units the nearest key is looked for."""

_LOOKS = "; keys look like net_h1, delta_o1, dE/dw5 or w5+"


@dataclass(frozen=True)
class Key:
    """A key taken apart: a quantity, and the round it is meant in."""

    quantity: Quantity
    epoch: int
    step: int | None


class ClashError(ValueError):
    """Two quantities that would have the same key."""

    def __init__(self, key: str, first: str, second: str) -> None:
        super().__init__(f"{first} and {second} would both be called {key}")
        self.key, self.first, self.second = key, first, second


@dataclass(frozen=True, eq=False)
class Keys:
    """The keys of a problem's quantities.

    Attributes
    ----------
    notation
        The names of Mazur's article, of which keys are the plain spelling.
    shown
        The notation in which its reader sees the problem, if that is known; what a name means there comes first where a name
        that says its layer means different things in different notations.
    """

    notation: Notation
    shown: Notation | None = None

    @property
    def _problem(self) -> Problem:
        return self.notation.problem

    @property
    def _names(self) -> Names:
        return names_of(self._problem.network)

    def quantities(self) -> Iterator[Quantity]:
        """Yield every quantity a key can be made of, without sample and without "after the update"."""
        return quantities.everything(self._problem)

    @cached_property
    def bases(self) -> dict[str, Quantity]:
        """Every key without its suffixes, folded, and the quantity it stands for: dear for a big network.

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

    def _spellings(self, quantity: Quantity) -> set[str]:
        return {fold(self.notation.key(quantity)), fold(self.notation.text(quantity))}

    def _near(self, base: str) -> list[Quantity]:
        """Return the quantities whose key might be meant: those of whatever unit or parameter the base ends in.

        Names may contain one another and what else a key is made of, so every end of the base is tried that is as long as a
        name; a part of a sum has its neuron before the colon.
        """
        found = dict.fromkeys(quantities.alone(self._problem))
        head = loose(base.partition(":")[0])
        for name in (head[-length:] for length in self._names.lengths if length <= len(head)):
            for layer, unit in self._names.units(name):
                found |= dict.fromkeys(quantities.of_unit(self._problem, layer, unit))
            for parameter in self._names.parameters(name):
                found |= dict.fromkeys(quantities.of_parameter(self._problem, parameter))
        return list(found)

    def find(self, key: str) -> Key:
        """Return what a key, in any of its spellings, stands for.

        Raises
        ------
        UnknownKeyError
            If it names nothing.
        """
        found = self.split(key)
        if found is None:
            reason = (
                refusal(self._problem, key) or f"no quantity is called {key or repr(key)}{self.hint(fold(key.strip()))}"
            )
            raise UnknownKeyError(key, reason)
        quantity, match = found
        sample = sample_of(self._problem, key, quantity, match["sample"])
        epoch, step = round_of(self._problem, key, match)
        return Key(quantity._replace(after=bool(match["after"]), sample=sample), epoch, step)

    def split(self, key: str) -> tuple[Quantity, re.Match[str]] | None:
        """Return what the base of a key stands for, and its suffixes as groups of `KEY`; None if it names nothing.

        Raises
        ------
        UnknownKeyError
            If it is left open which of several it stands for.
        """
        for folded, look_up in self._ways(key.strip()):
            match = KEY.fullmatch(folded)
            named = look_up(match) if match else []
            if match is not None and named:
                return self._only(key, named), match
        return None

    def _ways(self, key: str) -> Iterator[tuple[str, Callable[[re.Match[str]], list[Quantity]]]]:
        """Yield the ways in which a key may be spelt, each with what looks it up, the likeliest first."""
        by_key = fold(key)
        if "(" in plain(key) and "(" in (by_place := place_fold(key)):
            yield by_place, self._placed_as_shown
        yield by_key, self._with_samples
        yield place_fold(key), self._placed_anywhere
        for folded in (by_key, respelt(by_key)):
            yield folded, lambda match: self.called(match["base"])

    def _with_samples(self, match: re.Match[str]) -> list[Quantity]:
        """Return what a key stands for, unless LaTeX's raised number cannot be a sample and may be a layer."""
        named = self.called(match["base"])
        return [each for each in named if not match["sample"] or "sample" in AXES.get(each.kind, ())]

    def _placed_as_shown(self, match: re.Match[str]) -> list[Quantity]:
        return [] if self.shown is None else at_place(self.shown, match["base"])

    def _placed_anywhere(self, match: re.Match[str]) -> list[Quantity]:
        """Return what a name stands for in the notations that say where a quantity stands."""
        notations = (notation(self._problem) for notation in NOTATIONS.values() if notation is not Notation)
        return list(dict.fromkeys(each for notation in notations for each in at_place(notation, match["base"])))

    def _only(self, key: str, named: Sequence[Quantity]) -> Quantity:
        """Return the one quantity that a key names; refuse to choose among several."""
        if len(named) > 1:
            keys = " or ".join(map(self.notation.key, named))
            raise UnknownKeyError(key, f"{key} may be {keys}; say which")
        return named[0]

    def called(self, base: str) -> list[Quantity]:
        """Return what a folded key without its suffixes may stand for: several where LaTeX leaves it open.

        Where LaTeX does not keep two names apart, as w_{11} for w11 and w_11, the one that is spelt like the key is meant.
        """
        near = self._near(base)
        named = [quantity for quantity in near if base in self._spellings(quantity)]
        return named or [quantity for quantity in near if base == fold(self.notation.latex(quantity))]

    def units(self, folded: str) -> list[tuple[int, int]]:
        """Return layer and number of every neuron or input of this name."""
        network = self._problem.network
        return [at for at in self._names.units(folded) if fold(network.units(at[0])[at[1]]) == folded]

    def hint(self, folded: str) -> str:
        """Return what ends the message about a key that names nothing: what may have been meant."""
        match = KEY.fullmatch(folded)
        if match is None:
            return _LOOKS
        base, suffix = match["base"], folded[len(match["base"]) :]
        keys = [self.notation.key(quantity) for quantity in self._near(base)]
        same = [key for key in keys if key.lower() == base.lower()]
        own = [] if same else self._of_neuron(base)
        if own:
            return f"; {base} is a neuron, whose quantities are {', '.join(own[:-1])} and {own[-1]}"
        network = self._problem.network
        size = sum(block.values.size for block in network.blocks) + sum(len(layer.units) for layer in network.layers)
        meant = same[0] if same else nearest(base, self.bases) if size <= _SMALL else None
        return f"; did you mean {meant}{suffix}?" if meant else _LOOKS

    def _of_neuron(self, base: str) -> list[str]:
        """Return the keys of a neuron, or nothing if that is not what a base names."""
        problem = self._problem
        at = next((at for at in self.units(base) if at[0]), None)
        own = () if at is None else quantities.of_unit(problem, *at)
        shown = ("net", "out", *(("delta", "dE/dout", "dout/dnet") if problem.goes_back else ()))
        found = {each.kind: each for each in own if each.source is None}
        return [self.notation.key(found[kind]) for kind in shown if kind in found]
