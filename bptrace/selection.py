"""Which quantities are meant by the words of a request such as `--only w5,delta_o1,h1`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate, pairwise
from typing import TypeAlias

from bptrace.keys import Keys, UnknownKeyError
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.notation import Notation
from bptrace.spelling import fold
from bptrace.trace import Trace
from bptrace.whole_arrays import array_called, is_element, refusal

Test: TypeAlias = Callable[[Quantity], bool]


def separate(text: str) -> list[str]:
    """Return the words of a text with commas between them; a comma within brackets or braces belongs to its word."""
    depths = accumulate((sign in "({[") - (sign in ")}]") for sign in text)
    commas = [place for place, (sign, depth) in enumerate(zip(text, depths, strict=True)) if sign == "," and depth <= 0]
    return [text[before + 1 : after] for before, after in pairwise([-1, *commas, len(text)])]


def select(
    trace: Trace, words: Iterable[str], option: str = "--only", shown: Notation | None = None
) -> frozenset[Quantity]:
    """Return the quantities that any of the words names; empty words are passed over.

    A word is a key, with its sample or for all samples; a parameter, which stands for its gradient and its new value; a
    neuron, which stands for all that belongs to it; or, where arrays are shown, the name of one. Messages name the option that
    the words were given to. `shown` is the notation in which the reader sees the trace, for names that mean different things
    in different ones.

    Raises
    ------
    UnknownKeyError
        If a word names nothing in the kept rounds, or there is no word.
    """
    asked = [word for word in map(str.strip, words) if word]
    for word in asked:
        if "@" in word:
            raise UnknownKeyError(
                word, f"{option}: leave {word[word.index('@') :]} out; --show says which epochs are shown"
            )
    keys = Keys(trace.notation, shown)
    tests = {word: _test(keys, word, option) for word in asked}
    if not tests:
        raise UnknownKeyError(
            "", f"{option}: found no key; expected keys with commas between them, such as w5,delta_o1,h1"
        )
    chosen, idle = set[Quantity](), dict(tests)
    for quantity in _quantities(trace):
        named = [word for word, test in tests.items() if test(quantity)]
        if named:
            chosen.add(quantity)
            for word in named:
                idle.pop(word, None)
    for word in idle:
        raise UnknownKeyError(word, f"{option}: {_reason(trace, keys, word)}")
    return frozenset(chosen)


def _quantities(trace: Trace) -> Iterator[Quantity]:
    for program in {id(kept.program): kept.program for kept in trace.rounds}.values():
        yield from program.quantities()


def _test(keys: Keys, word: str, option: str) -> Test:
    """Return what tells whether a word means a quantity.

    Raises
    ------
    UnknownKeyError
        If it is no key and no neuron of the problem.
    """
    folded = fold(word)
    meant, units = _meant(keys, word), keys.units(folded)
    if meant is None and not units:
        array = array_called(keys.notation.problem, word)
        if array is not None and keys.shown is not None and keys.shown.whole_arrays:
            return partial(is_element, array=array)
        reason = refusal(keys.notation.problem, word) or f"nothing here is called {word}{keys.hint(folded)}"
        raise UnknownKeyError(word, f"{option}: {reason}")
    parameter = None if meant is None or meant != (bare := Quantity("parameter", *meant[1:4])) else bare[1:4]

    def test(quantity: Quantity) -> bool:
        if (quantity.layer, quantity.unit) in units or quantity == meant:
            return True
        if quantity.kind in BLOCK_KINDS:
            return quantity[1:4] == parameter
        return quantity._replace(sample=None) == meant

    return test


def _meant(keys: Keys, word: str) -> Quantity | None:
    """Return what a word means as a key, without a sample if none is written."""
    found = keys.split(word)
    if found is None or found[1]["epoch"]:
        return None
    quantity, match = found
    sample = int(match["sample"]) - 1 if match["sample"] else None
    return quantity._replace(after=bool(match["after"]), sample=sample)


def _reason(trace: Trace, keys: Keys, word: str) -> str:
    """Return why a word that is a key or a neuron of the problem names no line of the kept rounds."""
    meant = _meant(keys, word)
    if meant is not None and meant.kind == "parameter" and not meant.after:
        meant = meant._replace(kind="gradient")
    reason = None if meant is None else trace.absence(meant)
    return reason or f"{word} has no line of its own here"
