"""The catalogue of mistakes: each entry one mistake, found by all that marks.

The codes are families: F forward, E error, B and H the way back at the output and in hidden layers, G gradients, U updates,
A arithmetic.
"""

from __future__ import annotations

from bptrace.marking.mistakes.adaptive import ADAPTIVE
from bptrace.marking.mistakes.backward import BACKWARD
from bptrace.marking.mistakes.cross_entropy import CROSS_ENTROPY
from bptrace.marking.mistakes.error import ERROR
from bptrace.marking.mistakes.forward import FORWARD
from bptrace.marking.mistakes.gradients import GRADIENTS
from bptrace.marking.mistakes.means import MEANS
from bptrace.marking.mistakes.mistake import Mistake, Variant
from bptrace.marking.mistakes.momentum import MOMENTUM
from bptrace.marking.mistakes.penalties import PENALTIES
from bptrace.marking.mistakes.signs import SIGNS
from bptrace.marking.mistakes.slopes import SLOPES
from bptrace.marking.mistakes.update import UPDATES

__all__ = ["MISTAKES", "Mistake", "Variant"]

MISTAKES: tuple[Mistake, ...] = (
    *FORWARD,
    *ERROR,
    *MEANS,
    *CROSS_ENTROPY,
    *SLOPES,
    *BACKWARD,
    *GRADIENTS,
    *PENALTIES,
    *UPDATES,
    *SIGNS,
    *MOMENTUM,
    *ADAPTIVE,
)
"""Mistakes of method, in the order in which a round meets them."""
