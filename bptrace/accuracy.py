"""How many samples a network assigns to their class, where targets stand for classes."""

from __future__ import annotations

import numpy as np

from bptrace.network import Floats
from bptrace.problem import Problem

THRESHOLD = 0.5
"""One output alone says class 1 above this, otherwise class 0."""


def classifies(problem: Problem) -> bool:
    """Whether the targets stand for classes.

    With several outputs, a target is 1 for the class and 0 for all others. With one output, targets are 0 and 1, and both
    occur.
    """
    targets = problem.targets
    if targets is None or problem.sample_count == 1 or not np.isin(targets, (0, 1)).all():
        return False
    if len(targets) == 1:
        return bool(targets.min() < targets.max())
    return bool((targets.sum(axis=0) == 1).all())


def accuracy(outputs: Floats, targets: Floats) -> float:
    """Return the share of samples whose class is the one that the outputs say.

    Parameters
    ----------
    outputs, targets
        Shape `(outputs, samples)`. The class is that of the largest output, the first of several equal ones; one output alone
        is compared with `THRESHOLD`.
    """
    if len(outputs) == 1:
        right = (outputs[0] > THRESHOLD) == (targets[0] > THRESHOLD)
    else:
        right = outputs.argmax(axis=0) == targets.argmax(axis=0)
    return float(np.mean(right))
