"""The names of lectures: z and a, the inputs as layer 1, a weight by the layer that it comes from, a bias as w_j0."""

from __future__ import annotations

from typing import ClassVar

from bptrace.notation.positions import Positional


class Lecture(Positional):
    """`z_1^(2) = w_10^(1) + w_11^(1) x_1 + ..`, as in Ng's courses and in many lectures."""

    net_letter: ClassVar[str] = "z"
    out_letter: ClassVar[str] = "a"
    usual_target: ClassVar[str] = "t"
    before: ClassVar[int] = 1
