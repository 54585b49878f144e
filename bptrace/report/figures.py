"""How numbers are written: the same digits in every document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

_CERTAIN = 15
"""How many significant digits a float64 surely carries; more would show 123456789.123 as 123456789.122999996."""


@dataclass(frozen=True)
class Figures:
    """A number of decimals, trailing zeros dropped, and significant digits for what is small.

    Nine decimals is how Mazur's article writes. Below 1e-4 they would leave fewer than six digits, so that such a number is
    written with six and an exponent; with fewer decimals correspondingly. A number that is not 0 is never written as 0.

    Attributes
    ----------
    decimals
        0 to 17.
    """

    decimals: int = 9

    def text(self, value: float) -> str:
        """Return the number with an ASCII minus sign, readable by `float`."""
        if not isfinite(value):
            return repr(value)
        if value == 0:
            return "0"
        if abs(value) >= 1e15:
            return f"{value:.{_CERTAIN}g}"
        if self._place(value) <= min(self.decimals, 4):
            places = min(self.decimals, max(_CERTAIN - 1 + self._place(value), 0))
            written = f"{value:.{places}f}"
            return written.rstrip("0").rstrip(".") if "." in written else written
        return self._small(value)

    def texts(self, values: Sequence[float]) -> list[str]:
        """Return many numbers, each as `text` writes it; those of a usual size together."""
        least, most = 10.0 ** -min(self.decimals, 4), 10.0 ** (_CERTAIN - self.decimals)
        usual = [1.1 * least < size < 0.9 * most for size in map(abs, values)]  # well within what has all decimals
        written = iter(self._fixed([value for value, chosen in zip(values, usual, strict=True) if chosen]))
        return [next(written) if chosen else self.text(value) for value, chosen in zip(values, usual, strict=True)]

    def _fixed(self, values: Sequence[float]) -> Iterator[str]:
        """Yield numbers with all decimals that are not zeros at the end."""
        for text in ((f"%.{self.decimals}f\n" * len(values)) % tuple(values)).split():
            yield text.rstrip("0").rstrip(".") if text[-1] == "0" and self.decimals else text

    def _place(self, value: float) -> int:
        """Return the decimal place of the first digit after rounding; 0 or less for 1 and above."""
        significant = max(self.decimals - 3, 1)
        return -floor(log10(abs(float(f"{value:.{significant - 1}e}"))))

    def _small(self, value: float) -> str:
        mantissa, exponent = f"{value:.{max(self.decimals - 4, 0)}e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{exponent}"
