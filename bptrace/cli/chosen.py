"""What was chosen by options and still has to meet a problem or one another: epochs, names and digits."""

from __future__ import annotations

from bptrace.cli.parameters import Epochs
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.notation import CONSTANTS, NOTATIONS, RATES, Notation, Terms
from bptrace.problem import Problem
from bptrace.report.figures import Figures, decimals_for
from bptrace.rounding import Rounding
from bptrace.words import counted, listed


@dataclass(frozen=True)
class Shown:
    """Which epochs are kept and shown.

    Attributes
    ----------
    epochs
        Those that are named, or the first one.
    every
        Besides them every Nth, if that was asked for.
    typed
        Those of the options that stand on the command line.
    """

    epochs: tuple[int, ...]
    every: int | None = None
    typed: tuple[str, ...] = ()

    def of(self, problem: Problem) -> tuple[int, ...]:
        """Return the epochs of a problem.

        Raises
        ------
        BptraceError
            If there are too many.
        """
        named = () if self.every and "--show" not in self.typed else self.epochs
        found = {*named, *(range(self.every, problem.epochs + 1, self.every) if self.every else ())}
        if len(found) > Epochs.most:
            few = -(-problem.epochs // Epochs.most)
            raise BptraceError(f"--every {self.every}: found {len(found)} epochs; expected at most {Epochs.most} to be "
                               f"shown, as with --every {few}")  # fmt: skip
        if self.every and self.every > problem.epochs:
            raise BptraceError(f"--every {self.every}: found a run of {counted(problem.epochs, 'epoch')}; "
                               f"expected one that is long enough, as with --epochs {self.every}")  # fmt: skip
        return tuple(sorted(found))


def figures(digits: int | None, rounding: Rounding | None) -> Figures:
    """Return how numbers are written: with the digits that are asked for, or with the usual ones.

    Raises
    ------
    BptraceError
        If that would hide digits that are used next: rounded numbers would then be rounded a second time to be printed.
    """
    if digits is None:
        return Figures.of(rounding)
    if rounding is not None and digits < decimals_for(rounding):
        raise BptraceError(f"--digits {digits}: lines that are rounded to {rounding} are printed with all of their digits; "
                           f"expected at least {decimals_for(rounding)}, or --digits left out")  # fmt: skip
    return Figures(digits)


@dataclass(frozen=True)
class Naming:
    """How the quantities of a problem that is still to be read are to be called.

    Attributes
    ----------
    notation, terms
        The choices, or what they are by default.
    typed
        Those of the options that stand on the command line.
    """

    notation: str
    terms: Terms
    typed: tuple[str, ...] = ()

    def of(self, problem: Problem) -> Notation:
        """Return the names of a problem's quantities.

        Raises
        ------
        BptraceError
            If what the learning rate is to be called is already the name of something else.
        """
        rate, taken = self.terms.rate, {CONSTANTS[kind][0] for kind in problem.constants if kind != "learning_rate"}
        if rate in taken:
            free = listed([name for name in RATES if name not in taken])
            raise BptraceError(f"--rate {rate}: {rate} is another constant of this example; expected {free}")
        return NOTATIONS[self.notation](problem, self.terms)

    def chosen(self, problem: Problem) -> Notation | None:
        """Return the names of a problem's quantities if the user has said which, for reading names as they are shown."""
        return self.of(problem) if self.typed else None
