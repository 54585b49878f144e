"""Hand precision: every line is rounded before the next one uses it, as on paper."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from bptrace.dataclass import dataclass
from bptrace.words import counted

_FORM = r"^([0-9]{1,9})(sf)?$"

MOST = 15
"""The figures that every float64 carries; more of them are never asked for."""


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
            If the text is neither, or asks for no significant figure at all, or for more than 15 places.
        """
        match = re.match(_FORM, text.strip())
        if match is None or (match[2] and int(match[1]) == 0):
            raise ValueError(f"found {text!r}; expected decimals such as 4, or significant figures such as 4sf")
        rounding = cls(int(match[1]), bool(match[2]))
        if rounding.places > MOST:
            raise ValueError(f"found {rounding}; expected at most {MOST}, as many figures as a number carries")
        return rounding

    def __call__(self, value: float) -> float:
        """Return the rounded value.

        The decimal that is rounded has 15 figures: more than a float64 surely has would turn 0.00125, computed as
        0.00124999999999999997, down where a calculator turns it up.
        """
        if not isfinite(value):
            return value
        decimal = Decimal(f"{value:.{MOST}g}")
        exponent = decimal.adjusted() - self.places + 1 if self.significant else -self.places
        if exponent > _last_place(decimal):  # otherwise there is only zeros to append, perhaps too many for a decimal
            decimal = decimal.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)
        rounded = float(decimal)
        return rounded if isfinite(rounded) else value  # the very largest numbers have nothing above them

    def __str__(self) -> str:
        return counted(self.places, "significant figure" if self.significant else "decimal")


def _last_place(decimal: Decimal) -> int:
    """Return the exponent of the last digit of a finite decimal."""
    exponent = decimal.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
