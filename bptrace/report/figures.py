"""How numbers are written: the same digits in every document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import floor, isfinite, log10

from bptrace.dataclass import dataclass
from bptrace.rounding import Rounding

_CERTAIN = 15
"""How many significant digits a float64 surely carries; more would show 123456789.123 as 123456789.122999996."""


_USUAL = 9
"""How many decimals are written where nobody asks for others, as in Mazur's article."""

_SMALLEST = 4
"""The last decimal place at which a number may begin that is written without an exponent."""


def decimals_for(rounding: Rounding | None) -> int:
    """Return how many decimals show every digit that a rounding leaves; 0 if nothing is rounded.

    Significant figures may begin at the last place that is written without an exponent; what is smaller has as many.
    """
    if rounding is None:
        return 0
    return rounding.places + (_SMALLEST - 1 if rounding.significant else 0)


@dataclass(frozen=True)
class Figures:
    """A number of decimals, trailing zeros dropped, and significant digits for what is small.

    Nine decimals is how Mazur's article writes. Below 1e-4 they would leave fewer than six digits, so that such a number is
    written with six and an exponent; with fewer decimals correspondingly. A number that is not 0 is never written as 0: what
    would be gets as many decimals as its first digit needs.

    Attributes
    ----------
    decimals
        0 to 17.
    """

    decimals: int = _USUAL

    @classmethod
    def of(cls, rounding: Rounding | None) -> Figures:
        """Return the usual figures, with more decimals where a rounding leaves more: what is used next is what is shown."""
        return cls(max(_USUAL, decimals_for(rounding)))

    def text(self, value: float) -> str:
        """Return the number with an ASCII minus sign, readable by `float`."""
        least, most = self._usual
        if least < abs(value) < most:
            return self._trimmed(f"{value:.{self.decimals}f}")
        if not isfinite(value):
            return repr(value)
        if value == 0:
            return "0"
        if abs(value) >= 1e15:
            return f"{value:.{_CERTAIN}g}"
        place = self._place(value)
        if place <= _SMALLEST:
            places = min(max(self.decimals, place), max(_CERTAIN - 1 + place, 0))
            written = f"{value:.{places}f}"
            return written.rstrip("0").rstrip(".") if "." in written else written
        return self._small(value)

    def texts(self, values: Sequence[float]) -> list[str]:
        """Return many numbers, each as `text` writes it; those of a usual size together."""
        least, most = self._usual
        usual = [least < size < most for size in map(abs, values)]
        written = iter(self._fixed([value for value, chosen in zip(values, usual, strict=True) if chosen]))
        return [next(written) if chosen else self.text(value) for value, chosen in zip(values, usual, strict=True)]

    def _fixed(self, values: Sequence[float]) -> Iterator[str]:
        """Return numbers with all decimals that are not zeros at the end."""
        return map(self._trimmed, ((f"%.{self.decimals}f\n" * len(values)) % tuple(values)).split())

    def _trimmed(self, text: str) -> str:
        return text.rstrip("0").rstrip(".") if text[-1] == "0" and self.decimals else text

    @cached_property
    def _usual(self) -> tuple[float, float]:
        """Between which sizes numbers are written with all decimals, with room to spare at both ends."""
        return 1.1 * 10.0 ** -min(self.decimals, _SMALLEST), 0.9 * 10.0 ** (_CERTAIN - self.decimals)

    def _place(self, value: float) -> int:
        """Return the decimal place of the first digit after rounding; 0 or less for 1 and above."""
        significant = max(self.decimals - 3, 1)
        return -floor(log10(abs(float(f"{value:.{significant - 1}e}"))))

    def _small(self, value: float) -> str:
        mantissa, exponent = f"{value:.{max(self.decimals - 4, 0)}e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{exponent}"
