"""What reads YAML: the fast reader of PyYAML where it is installed, and within bounds."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import Node

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEPEST = 40
MOST_VALUES = 1_000_000


class BoundError(Exception):
    """A text that is nested too deep or has too many values, and the last node before."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.node = node


class Bounded(LOADER):  # type: ignore[misc] # either of two base classes
    """A loader that refuses deep nesting, which would otherwise end in the interpreter's own limit, and huge files."""

    depth = count = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > _DEEPEST:
            found, expected = f"more than {_DEEPEST} levels of nesting", "a few: a list of layers with rows of weights"
        elif self.count > MOST_VALUES:
            found, expected = f"more than {MOST_VALUES:,} values", "numbers in a CSV file (data), weights drawn (init)"
        else:
            return
        raise BoundError(current_node, f"found {found}; expected {expected}")

    def ascend_resolver(self) -> None:
        self.depth -= 1
