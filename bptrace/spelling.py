"""The spellings of a key, in ASCII, Unicode and LaTeX, folded into one, and the names that a key may end in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TypeAlias
from unicodedata import normalize

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.network import Network, Quantity
from bptrace.signs import LETTERS

Pair: TypeAlias = tuple[int, int]

KEY = re.compile(
    r"(?P<base>.+?)(?P<after>\+?)(?:\[(?P<sample>\d{1,9})\])?(?:@(?P<epoch>\d{1,9})(?:\.(?P<step>\d{1,9}))?)?", re.ASCII
)
"""A folded key: what is meant, whether after the update, the sample, and the epoch with its update."""

_MARK = r"\^\{\s*(\+?)\s*(?:\((\d+)\))?\s*\}"
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_FRACTION = rf"\\[dt]?frac\s*({_BRACED})\s*({_BRACED})"
_UPRIGHT = r"\\(?:mathrm|text|operatorname)(?![A-Za-z])"
_SIGNS = str.maketrans({"∂": "d", "−": "-", ",": "_"} | dict.fromkeys("\\{}$^ ", ""))
_PLACE_SIGNS = _SIGNS | dict.fromkeys(map(ord, "_")) | {ord(","): ","}
_HAT = r"\\hat\s*\{?\s*([a-z])\s*\}?"
_RAISED = r"\^\{([^{}]*)\}"
_LAYER_FIRST = r"(\([0-9]{1,9}\))_(\{[^{}]*\}|[0-9]+)"
_ONE_DIGIT_EACH = r"(?<=[^0-9][0-9]),\s*(?=[0-9](?![0-9]))"
_WAY = r"(:[0-9]+)(\([0-9]+\))"

_OF_ALL = r"dE_?total/"
_TOTAL = r"^E(?=\+?(?:@.*)?$)"
_NODE = r"^dE/dnet_?"
_NEW = r"^([wb][0-9_]*[0-9])(?:['′’]|_?new)"
_LOWERED = r"(?<=[a-z])_(?=[0-9])"

# These patterns are texts, which re compiles when they are first used and keeps: a command without keys does without.

_SPELT = str.maketrans(LETTERS)


def plain(text: str) -> str:
    """Return a text with Greek letters by name and raised or lowered digits and signs as plain ones."""
    return text if text.isascii() else normalize("NFKC", text).translate(_SPELT)


def fold(key: str) -> str:
    """Return a key's plain spelling: Greek letters by name, subscripts as digits, LaTeX's marks taken away."""
    text = plain(key)
    if "\\" in text or "^" in text:
        text = re.sub(_UPRIGHT, "", text).replace(r"\partial", "∂")
        text = re.sub(_FRACTION, _ratio, re.sub(_MARK, _suffix, text))
    return text.translate(_SIGNS)


def respelt(folded: str) -> str:
    """Return a folded key as it is spelt here, from how articles and people spell it who do not know keys.

    `dE_total/dw5` (Mazur's article) is `dE/dw5`, and so are `(dE/dw5)` and, after the update, `w5'` and `w5_new` `w5+`;
    `dE/dnet_o1` is `delta_o1`, `E` is `E_total`, and `net_h_1` (LaTeX's `net_{h_1}`) is `net_h1`.
    """
    text = folded[1:-1] if folded.startswith("(") and folded.endswith(")") else folded
    text = re.sub(_NODE, "delta_", re.sub(_OF_ALL, "dE/", re.sub(_TOTAL, "E_total", text)))
    return re.sub(_LOWERED, "", re.sub(_NEW, r"\1+", text))


def place_fold(name: str) -> str:
    """Return the plain spelling of a name with its layer: `z1(2)` for all of `z1⁽²⁾`, `z_1^(2)` and `z_{1}^{(2)}`.

    Unlike `fold` it takes a raised number in round brackets for the layer and not for the sample, and keeps a comma
    between indices where one of them has two digits.
    """
    text = re.sub(_HAT, r"\1hat", re.sub(_UPRIGHT, "", plain(name)).replace(r"\partial", "∂"))
    text = re.sub(_RAISED, r"\1", text).replace("^(", "(")
    text = re.sub(_ONE_DIGIT_EACH, "", re.sub(_FRACTION, _ratio, re.sub(_LAYER_FIRST, r"\2\1", text)))
    return re.sub(_WAY, r"\2\1", text.translate(_PLACE_SIGNS))


def _suffix(mark: re.Match[str]) -> str:
    """Return a superscript of LaTeX as the suffix of a key."""
    return mark[1] + (f"[{mark[2]}]" if mark[2] else "")


def _ratio(fraction: re.Match[str]) -> str:
    """Return a derivative of LaTeX on one line; the suffix that stands on both of its parts is said once."""
    above, below = fraction[1][1:-1], fraction[2][1:-1]
    suffix = re.search(r"\+?(?:\[\d+\])?$", below)
    return f"{above.removesuffix(suffix[0] if suffix else '')}/{below}"


def loose(name: str) -> str:
    """Return a name as it is looked for: without case, and without underscores, which LaTeX does not keep."""
    return plain(name).replace("_", "").lower()


@dataclass(frozen=True, eq=False)
class Names:
    """The names of a network's units and parameters, looked up without case and underscores."""

    network: Network

    def units(self, name: str) -> list[Pair]:
        """Return layer and number of every neuron or input of a name."""
        return self._units.get(loose(name), [])

    def parameters(self, name: str) -> Iterator[Quantity]:
        """Yield the parameters of a name."""
        for number, place in self._parameters.get(loose(name), ()):
            block = self.network.blocks[number]
            index = tuple(map(int, np.unravel_index(place, block.values.shape)))
            yield Quantity("parameter", *block.home(index))

    @cached_property
    def lengths(self) -> list[int]:
        """How long the names are, the longest first, as they are looked up."""
        return sorted({len(name) for name in [*self._units, *self._parameters] if name}, reverse=True)

    @cached_property
    def _units(self) -> dict[str, list[Pair]]:
        """Layer and number of every unit, by its loose name."""
        found = dict[str, list[Pair]]()
        for layer in range(self.network.depth + 1):
            for unit, name in enumerate(self.network.units(layer)):
                found.setdefault(loose(name), []).append((layer, unit))
        return found

    @cached_property
    def _parameters(self) -> dict[str, list[Pair]]:
        """Block and flat index of every parameter, by its loose name."""
        found = dict[str, list[Pair]]()
        for number, block in enumerate(self.network.blocks):
            for place, name in enumerate(block.names.ravel().tolist()):
                found.setdefault(loose(name), []).append((number, place))
        return found


@lru_cache(maxsize=4)
def names_of(network: Network) -> Names:
    """Return the names of a network, which take some time to sort where there are many, and are asked for again."""
    return Names(network)
