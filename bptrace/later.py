"""Names that are imported when they are first used, so that a command loads no more than it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar

T = TypeVar("T")


def later(package: str, names: Mapping[str, str], modules: Collection[str] = ()) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, the types of whose names are in its `__init__.pyi`.

    Parameters
    ----------
    package
        The package's own name.
    names
        For each name that it offers, the module within it that has the name.
    modules
        Modules within it that are used as a whole.
    """

    def find(name: str) -> object:
        if name in modules:
            return import_module(f"{package}.{name}")
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{names[name]}"), name)

    return find


class Later(Mapping[str, T], Generic[T]):
    """A table that knows where its values are, as `module:attribute`, and imports each when it is looked up."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        self._homes = homes

    def __getitem__(self, name: str) -> T:
        module, _, attribute = self._homes[name].partition(":")
        found: T = getattr(import_module(module), attribute)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)
