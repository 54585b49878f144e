"""Questions on a terminal, each with an answer that Enter gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO, TypeVar

from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError

T = TypeVar("T")

_LONGEST = 100_000
"""What is typed beyond so many characters of a line belongs to the next answer."""


@dataclass(frozen=True)
class Answers:
    """Where a request is read from: what was given on the command line, what is asked, and else what is usual.

    Attributes
    ----------
    answers, questions
        Where answers come from and questions go to, or None where nobody is asked.
    """

    answers: TextIO | None = None
    questions: TextIO | None = None

    def get(self, option: str, given: object, question: str, usual: str, read: Callable[[str], T]) -> T:
        """Return one thing, read from its text.

        Parameters
        ----------
        option
            The option for it, for messages.
        given
            What was given to that option, or None.
        question
            What is asked if nothing was.
        usual
            The text of the answer that Enter gives, which is also taken where nobody is asked.
        read
            Reads a text, and raises a BptraceError that says what was found and expected.

        Raises
        ------
        BptraceError
            If what was given is at fault; what is typed to a question is asked again.
        KeyboardInterrupt
            If the answers end.
        """
        if given is not None:
            try:
                return read(str(given))
            except BptraceError as error:
                raise BptraceError(f"{option}: {error}") from None
        if self.answers is None or self.questions is None:
            return read(usual)
        return _asked(self.answers, self.questions, question, usual, read)


def _asked(answers: TextIO, questions: TextIO, question: str, usual: str, read: Callable[[str], T]) -> T:
    while True:
        questions.write(f"{question} [{usual}]: ")
        questions.flush()
        line = answers.readline(_LONGEST)
        if not line:
            questions.write("\nNothing is written.\n")
            raise KeyboardInterrupt
        try:
            return read(line.strip() or usual)
        except BptraceError as error:
            questions.write(f"  {error}\n")
