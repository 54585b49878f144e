"""Whether the names that an author gives leave every quantity a key of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bptrace.distinct import distinct
from bptrace.keys import ClashError, Keys
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.spec.drafts import layer_fields
from bptrace.spec.layers import Fields
from bptrace.spec.source import Item, Source


def check_keys(source: Source, spec: Fields, built: Problem) -> None:
    """Check that no two quantities have the same key, which the author's own names may bring about."""
    if not _has_own_names(spec) or distinct(notation := Notation(built)):
        return
    try:
        _ = Keys(notation).bases
    except ClashError as clash:
        words = {*clash.first.split(), *clash.second.split(), clash.key}
        nodes = [item for name, item in _own_names(spec) if any(map(_pattern(name).fullmatch, words))]
        fields = [spec[field] for field in ("names", "parameters", "data", "layers") if field in spec]
        best = nodes[-1] if nodes else fields[0]
        both = f"{clash.first} and {clash.second}, which would both be called {clash.key}"
        message = f"found {both if clash.first != clash.second else f'{clash.first} a second time'}"
        source.fault(best, f"{message}; expected different names")
        source.raise_faults()


def _has_own_names(spec: Fields) -> bool:
    """Whether any name comes from the author or from a file; those that are counted through never clash."""
    read: Any = spec["data"].value if "data" in spec else None
    drawn = isinstance(read, Mapping) and "generate" in read
    if {"names", "parameters"} & set(spec) or ("data" in spec and not drawn):
        return True
    may_be_lists = [fields["neurons"] for fields in layer_fields(spec) if "neurons" in fields]
    may_be_lists += [read["inputs"]] if drawn else []
    return any(isinstance(item.value, tuple) for item in may_be_lists)


def _pattern(name: str) -> re.Pattern[str]:
    """Return what a name matches, which for a template are many."""
    return re.compile(re.sub(r"\\\{[a-z]+\\\}", r"[\\w.]+", re.escape(name)))


def _own_names(spec: Fields) -> Iterator[tuple[str, Item]]:
    """Yield the names that the author gave, with the place where they stand."""
    stack = list(_fields(spec, "names").values())[::-1]
    yield from _fields(spec, "parameters").items()
    while stack:
        item = stack.pop()
        if isinstance(item.value, tuple):
            stack += item.value[::-1]
        elif item.value is not None:
            yield item.value, item


def _fields(spec: Fields, field: str) -> Fields:
    return (spec[field].value or {}) if field in spec else {}
