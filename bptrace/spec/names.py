"""How inputs, neurons, layers and parameters are called: by default, by the author's lists, or by a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

from bptrace.dataclass import dataclass
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, quote
from bptrace.spelling import fold


def sizes_fit(source: Source, item: Item, sizes: Sequence[int], noun: str) -> bool:
    """Check that an item, a list of lists, has these sizes; where it has not, note that."""
    if item.value is None:
        return False
    if len(item.value) != len(sizes):
        source.fault(item, f"found {counted(len(item.value), 'list')}; expected {len(sizes)}, one for each {noun}")
        return False
    fits = True
    for part, size in zip(item.value, sizes, strict=True):
        if part.value is None or (size and len(part.value) != size):
            fits = False
            if part.value is not None:
                source.fault(part, f"found {counted(len(part.value), 'name')}; expected {size}")
    return fits


def input_names(source: Source, item: Item | None, count: int) -> tuple[str, ...]:
    """Return the names of the inputs."""
    default = tuple(f"i{number}" for number in range(1, count + 1))
    if item is None or item.value is None:
        return default
    if len(item.value) != count:
        source.fault(item, f"found {counted(len(item.value), 'name')}; expected {count}, one for each input")
        return default
    return tuple(name.value or other for name, other in zip(item.value, default, strict=True))


def unit_names(source: Source, item: Item | None, sizes: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Return the names of the neurons of every layer, the default one in the place of a name that is at fault."""
    default = _default_units(sizes)
    if item is None or not sizes_fit(source, item, sizes, "layer"):
        return default
    return tuple(
        tuple(name.value or other for name, other in zip(layer.value, chain(names, repeat("")), strict=False))
        for layer, names in zip(item.value, default, strict=True)
    )


def check_different(source: Source, lists: Iterable[Item]) -> None:
    """Check that no two neurons have the same name, as names are read in keys."""
    seen: dict[str, Item] = {}
    for item in (name for names in lists for name in names.value or () if name.value is not None):
        first = seen.setdefault(fold(item.value), item)
        if first is not item:
            same = f", which is read like {quote(first.value)}" if first.value != item.value else " a second time"
            source.fault(item, f"found {quote(item.value)}{same}; expected different names for the neurons")


def _default_units(sizes: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    hidden = len(sizes) - 1
    prefixes = [f"h{layer}." if hidden > 1 else "h" for layer in range(1, hidden + 1)] + ["o"]
    return tuple(
        tuple(f"{prefix}{unit}" for unit in range(1, size + 1)) for prefix, size in zip(prefixes, sizes, strict=True)
    )


def layer_title(name: str | None, number: int, depth: int) -> str:
    """Return the heading of a layer, numbered from 1."""
    if name is not None:
        heading = name[0].upper() + name[1:]
        return heading if re.search(r"(^|[\W_])layer$", heading.lower()) else f"{heading} layer"
    if number == depth:
        return "Output layer"
    return "Hidden layer" if depth == 2 else f"Hidden layer {number}"


@dataclass
class Namer:
    """Gives parameters of one sort their names, in order of reading.

    `given` is the author's template or list of names.
    """

    source: Source
    given: Item | None
    default: str
    count: int = 0

    @property
    def _template(self) -> str | None:
        value = self.given.value if self.given else None
        return value if isinstance(value, str) else None

    @property
    def _list(self) -> list[str] | None:
        value = self.given.value if self.given else None
        return _flat(value) if isinstance(value, tuple) else None

    def __post_init__(self) -> None:
        self._names = self._list

    def __call__(self, **places: str | None) -> str:
        """Return the next name; `places` are what the placeholders stand for, None where they stand for nothing."""
        self.count += 1
        if self._names is not None:
            return self._names[self.count - 1] if self.count <= len(self._names) else ""
        return self._filled(self._template or self.default, {"n": str(self.count), **places})

    def each(self, places: Iterable[Mapping[str, str | None]]) -> Iterator[str]:
        """Yield a name for each of some positions; what the placeholders stand for is looked at where there are any."""
        template = self._template or self.default
        if self._names is not None or template.count("{") > template.count("{n}"):
            yield from (self(**place) for place in places)
            return
        for _ in places:
            self.count += 1
            yield template.replace("{n}", str(self.count))

    def _filled(self, template: str, places: dict[str, str | None]) -> str:
        if template.count("{") == template.count("{n}"):
            return template.replace("{n}", places["n"] or "")

        def fill(match: re.Match[str]) -> str:
            place = places[match["place"]]
            if place is None:
                raise LookupError(match[0])
            return f"_{place}" if match["whole"] else _digits(place)

        try:
            return re.sub(r"(?P<whole>_?)\{(?P<place>[a-z]+)\}", fill, template)
        except LookupError as error:
            if self.given and self.given.value is not None:
                message = (
                    f"found {error.args[0]}; expected a template without it, for a bias shared by a layer has no neuron"
                )
                self.source.fault(self.given, message)
                self.given = None
            return self.default

    def finish(self) -> None:
        """Check that a list of names has just as many as there are parameters."""
        if self._names is not None and self.given and len(self._names) != self.count:
            message = (
                f"found {counted(len(self._names), 'name')}; expected {self.count}, one for each in order of reading"
            )
            self.source.fault(self.given, message)


def _flat(items: Sequence[Item]) -> list[str]:
    names: list[str] = []
    for item in items:
        names += _flat(item.value) if isinstance(item.value, tuple) else [item.value or ""]
    return names


def _digits(name: str) -> str:
    """Return the digits that end a name, as in w13 for the weight from x1 to h3; the whole name where there are none."""
    found = re.search(r"[0-9][0-9.]*$", name)
    return found[0] if found else name
