"""What the sheets of a class have in common: mistakes, and lines that are wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from bptrace.marking.classroom import Result

Kind: TypeAlias = tuple[str, str]
"""The code and the name of a mistake, wherever it was made."""


class Common(NamedTuple):
    """A mistake of a class.

    Attributes
    ----------
    code, name
        What it is called.
    sure
        The sheets on which nothing else explains some wrong lines.
    perhaps
        The sheets on which it is one of several that would.
    """

    code: str
    name: str
    sure: tuple[Result, ...]
    perhaps: tuple[Result, ...]


def common_mistakes(results: Iterable[Result]) -> list[Common]:
    """Return the mistakes of a class, the most common first."""
    sure, perhaps = defaultdict[Kind, dict[int, Result]](dict), defaultdict[Kind, dict[int, Result]](dict)
    for place, result in enumerate(results):
        for found in result.explained:
            kinds = dict.fromkeys(cause[:2] for cause in found.causes)
            for kind in kinds:
                (sure if len(kinds) == 1 else perhaps)[kind][place] = result
    for kind in sure:
        for place in sure[kind].keys() & perhaps[kind].keys():
            del perhaps[kind][place]
    every = [Common(*kind, tuple(sure[kind].values()), tuple(perhaps[kind].values())) for kind in {**sure, **perhaps}]
    return sorted(every, key=lambda one: (-len(one.sure), -len(one.perhaps), one.code, one.name))


def often_wrong(results: Iterable[Result]) -> list[tuple[str, int]]:
    """Return the keys of the lines that are wrong, those on the most sheets first."""
    return Counter(key for result in results for key in result.wrong).most_common()
