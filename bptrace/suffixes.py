"""The suffixes of a key: which sample and which round it means, and what is said where there is none of that number."""

from __future__ import annotations

import math
import re

from bptrace.errors import BptraceError
from bptrace.network import AXES, Quantity
from bptrace.problem import Problem


class UnknownKeyError(BptraceError):
    """A key that names nothing in this problem.

    Attributes
    ----------
    key
        What was asked for.
    """

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def sample_of(problem: Problem, key: str, quantity: Quantity, written: str | None) -> int | None:
    """Return the sample that a key means, from 0; with a single sample it need not be written.

    Raises
    ------
    UnknownKeyError
        If the quantity has no samples, or none of this number, or has several and the key does not say which.
    """
    count = problem.sample_count
    if "sample" not in AXES.get(quantity.kind, ()):
        if written:
            raise UnknownKeyError(key, f"{key} has no samples; leave [{written}] out")
        return None
    if written is None and count > 1:
        raise UnknownKeyError(key, f"{key} is of one sample; say which, from [1] to [{count}]")
    if not 1 <= int(written or 1) <= count:
        raise UnknownKeyError(key, f"{key}: there are samples [1] to [{count}]")
    return int(written or 1) - 1


def round_of(problem: Problem, key: str, match: re.Match[str]) -> tuple[int, int | None]:
    """Return the epoch that a key means, whose groups are those of `KEY`, and its update if one is written.

    Raises
    ------
    UnknownKeyError
        If there is no such epoch or no such update in it.
    """
    count = math.ceil(problem.sample_count / problem.batch)
    epoch, step = int(match["epoch"] or 1), int(match["step"]) if match["step"] else None
    if epoch < 1:
        raise UnknownKeyError(key, f"{key}: epochs count from 1")
    if problem.optimizer is None and epoch > problem.epochs:
        reason = f"nothing is learned here, so there is no epoch {epoch}; leave @{match['epoch']} out"
        raise UnknownKeyError(key, f"{key}: {reason}")
    if step is not None and not 1 <= step <= count:
        updates = f"is one update; leave .{match['step']} out" if count == 1 else f"has updates .1 to .{count}"
        raise UnknownKeyError(key, f"{key}: an epoch here {updates}")
    return epoch, step
