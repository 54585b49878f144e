"""What a shell offers for a key: those of the problem that the command line names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def keys(typed: Mapping[str, Any], incomplete: str, *, several: bool) -> list[str]:
    """Return the keys that begin like what has been typed."""
    return []
