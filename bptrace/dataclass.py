"""Dataclasses that are quickly made: a worked example imports a hundred of them, each time that it is asked for.

The standard decorator writes six methods for each class and compiles them one by one, which took a seventh of
`bptrace run configs/mazur.yaml`. Here it writes only `__init__`; the other methods are the same functions for all classes.
To the type checker this is the standard decorator, as `dataclass.pyi` says.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from functools import partial
from operator import attrgetter
from typing import Any


def dataclass(cls: type[Any] | None = None, /, *, frozen: bool = False, eq: bool = True, slots: bool = False) -> Any:
    """Make a dataclass, as `dataclasses.dataclass` does with these arguments.

    One thing differs: that nothing is assigned to a frozen one is seen to by the type checker, and not while the program runs.
    """
    if cls is None:
        return partial(dataclass, frozen=frozen, eq=eq, slots=slots)
    made = dataclasses.dataclass(eq=False, repr=False, slots=slots)(cls)
    methods: dict[str, object] = {"__repr__": _repr}
    if eq:
        made._compared = _reader(made)
        methods |= {"__eq__": _equals, "__hash__": _hash if frozen else None}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made


def _reader(made: type[Any]) -> Callable[[object], Hashable]:
    """Return what reads the fields that are compared, all at once."""
    names = [field.name for field in dataclasses.fields(made) if field.compare]
    return attrgetter(*names) if names else staticmethod(lambda one: ())  # an attrgetter does not bind to an object


def _repr(self: Any) -> str:
    fields = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(fields)})"


def _equals(self: Any, other: Any) -> bool:
    return self._compared(self) == self._compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._compared(self))
