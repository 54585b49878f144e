"""Hand precision: every line is rounded before the next one uses it, as on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

_FORM = re.compile(r"^(\d{1,2})(sf)?$")
_CARRIED = 15


@dataclass(frozen=True)
class Rounding:
    """Rounding to a number of decimals or of significant figures, half away from zero.

    Attributes
    ----------
    places
        How many decimals or significant figures are kept.
    significant
        Whether `places` counts significant figures.
    """

    places: int
    significant: bool = False

    @classmethod
    def parse(cls, text: str) -> Rounding:
        """Read `4` (decimals) or `4sf` (significant figures).

        Raises
        ------
        ValueError
            If the text is neither, or asks for no significant figure at all.
        """
        match = _FORM.match(text.strip())
        if match is None or (match[2] and int(match[1]) == 0):
            raise ValueError(f"found {text!r}; expected decimals such as 4, or significant figures such as 4sf")
        return cls(int(match[1]), bool(match[2]))

    def __call__(self, value: float) -> float:
        """Return the rounded value.

        The decimal that is rounded has 15 figures: more than a float64 surely has would turn 0.00125, computed as
        0.00124999999999999997, down where a calculator turns it up.
        """
        if not isfinite(value) or value == 0:
            return value
        decimal = Decimal(f"{value:.{_CARRIED}g}")
        exponent = decimal.adjusted() - self.places + 1 if self.significant else -self.places
        return float(decimal.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP))

    def __str__(self) -> str:
        unit = "significant figure" if self.significant else "decimal"
        return f"{self.places} {unit}{'' if self.places == 1 else 's'}"
