"""The catalogue of mistakes: each entry one mistake, found by all that marks.

The codes are families: F forward, E error, B and H the way back at the output and in hidden layers, G gradients, U updates,
A arithmetic.
"""

from __future__ import annotations

from bptrace.marking.mistakes.backward import BACKWARD
from bptrace.marking.mistakes.error import ERROR
from bptrace.marking.mistakes.forward import FORWARD
from bptrace.marking.mistakes.mistake import Mistake, Variant
from bptrace.marking.mistakes.optimizers import ADAPTIVE, MOMENTUM
from bptrace.marking.mistakes.update import GRADIENTS, PENALTIES, UPDATES

__all__ = ["MISTAKES", "Mistake", "Variant"]

MISTAKES: tuple[Mistake, ...] = (*FORWARD, *ERROR, *BACKWARD, *GRADIENTS, *PENALTIES, *UPDATES, *MOMENTUM, *ADAPTIVE)
"""Mistakes of method, in the order in which a round meets them."""
