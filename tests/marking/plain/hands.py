"""How a student writes a number down: to so many figures, cut off or rounded, used as written or in full; slips of the pen."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal


def written(value: float, figures: int, *, trailing: bool = True, rounding: str = ROUND_HALF_UP) -> str:
    """Write a number with so many significant figures, as plain decimals.

    Digits before the point are all written: 2376 to three figures would be 2380, of which nobody can say how many count.
    """
    exact = Decimal(repr(value))
    if not exact:
        return "0." + "0" * figures if trailing else "0"
    text = exact.quantize(last_place(exact, figures), rounding)
    if text.adjusted() > exact.adjusted():  # 0.9996 is 1.00, not 1.000
        text = exact.quantize(last_place(text, figures), rounding)
    return plain(text, trailing)


def last_place(number: Decimal, figures: int) -> Decimal:
    return Decimal(1).scaleb(min(0, number.adjusted() - figures + 1))


def plain(number: Decimal, trailing: bool) -> str:
    text = format(number, "f")
    return text if trailing or "." not in text else text.rstrip("0").rstrip(".")


def unit(text: str) -> float:
    """What one unit of the last written place is worth."""
    return 10.0 ** -len(text.partition(".")[2])


@dataclass(frozen=True)
class Hand:
    """A hand that writes correctly.

    Attributes
    ----------
    figures
        How many significant figures are written.
    rounded
        Whether later lines use what is written; otherwise they use the number in full, as a calculator keeps it.
    trailing
        Whether zeros at the end are written.
    """

    figures: int
    rounded: bool
    trailing: bool = True

    def write(self, key: str, value: float) -> tuple[str, float]:
        """Return the text, and the number that the student goes on with."""
        text = written(value, self.figures, trailing=self.trailing)
        return text, float(text) if self.rounded else value


class Cutting(Hand):
    """Cuts the rest of the figures off where it should be rounded."""

    def write(self, key: str, value: float) -> tuple[str, float]:
        text = written(value, self.figures, trailing=self.trailing, rounding=ROUND_DOWN)
        return text, float(text) if self.rounded else value


@dataclass(frozen=True)
class Slipping(Hand):
    """Slips on one line, and goes on with what it has written there."""

    line: str = ""
    slip: str = ""

    def write(self, key: str, value: float) -> tuple[str, float]:
        text, value = super().write(key, value)
        if key != self.line:
            return text, value
        wrong = SLIPS[self.slip](text)
        return wrong, float(wrong)


def swapped(text: str) -> str:
    """Swap the first two digits next to each other that differ, from the first that counts on."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    first = next((n for n, at in enumerate(places) if text[at] != "0"), 0)
    for one, two in zip(places[first:], places[first + 1 :], strict=False):
        if text[one] != text[two]:
            signs = list(text)
            signs[one], signs[two] = signs[two], signs[one]
            return "".join(signs)
    return text


def miswritten(text: str) -> str:
    """Write another digit in the place of the second that counts, or of the only one."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    first = next((n for n, at in enumerate(places) if text[at] != "0"), 0)
    at = places[min(first + 1, len(places) - 1)]
    return f"{text[:at]}{(int(text[at]) + 4) % 10}{text[at + 1 :]}"


def shifted_right(text: str) -> str:
    return format(Decimal(text).scaleb(1), "f")


def shifted_left(text: str) -> str:
    return format(Decimal(text).scaleb(-1), "f")


def negated(text: str) -> str:
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


SLIPS = {
    "swap": swapped,
    "digit": miswritten,
    "point-right": shifted_right,
    "point-left": shifted_left,
    "sign": negated,
}
"""What a slip of the pen makes of a text, by its name."""
