"""Arguments and options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from bptrace import examples
from bptrace.errors import BptraceError
from bptrace.notation import CONSTANTS, NOTATIONS, RATES, TARGETS, Notation, Terms
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.words import counted, listed

Command: TypeAlias = Callable[..., Any]


class Config(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic only in newer releases of click
    """A configuration: a file, `-` for standard input, or the name of an example that comes with bptrace.

    Parameters
    ----------
    resolve
        Whether the command gets the path of the file; otherwise it gets the words the user typed.
    """

    name = "config"

    def __init__(self, *, resolve: bool = True) -> None:
        self._resolve = resolve

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        if isinstance(value, Path) or not self._resolve:
            return value
        return Path(value) if value == "-" else examples.find(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        shipped = [CompletionItem(name) for name in examples.names() if name.startswith(incomplete)]
        return [*shipped, CompletionItem(incomplete, type="file")]


CONFIG = Config()
CONFIG_AS_TYPED = Config(resolve=False)


class ExampleName(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """The name of what comes with bptrace: an example, or a sheet of answers to one."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found = [*examples.configurations(), *examples.sheets()]
        return [CompletionItem(one.name, help=one.title) for one in found if one.name.startswith(incomplete)]


class CatalogueNames(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Names from one of the catalogues of functions, with commas between them; whoever uses them says which are known."""

    name = "names"

    def __init__(self, catalogue: str) -> None:
        self._catalogue = catalogue

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        module = import_module(f"bptrace.functions.{self._catalogue}")  # only when a name is being completed
        before, comma, last = incomplete.rpartition(",")
        known = getattr(module, self._catalogue.upper())
        return [CompletionItem(before + comma + name) for name in known if name.startswith(last)]


class Epochs(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Numbers of epochs, such as `1,2,10000`, and ranges of them, such as `1-5`."""

    name = "epochs"
    most = 10_000

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        ranges = [re.fullmatch(r"\s*([0-9]{1,15})\s*(?:[-–]\s*([0-9]{1,15})\s*)?", word) for word in value.split(",")]
        if not all(ranges):
            expected = "numbers of epochs with commas between them, or ranges, such as 1-5,10000"
            self.fail(f"found {value!r}; expected {expected}", param, ctx)
        ends = [(int(match[1]), int(match[2] or match[1])) for match in ranges if match]
        for first, last in ends:
            if first < 1:
                self.fail(f"found {first}; epochs count from 1", param, ctx)
            if last < first:
                self.fail(f"found {first}-{last}; expected the smaller number first", param, ctx)
        count = sum(last - first + 1 for first, last in ends)
        if count > self.most:
            self.fail(f"found {count} epochs; expected at most {self.most} to be shown", param, ctx)
        return tuple(epoch for first, last in ends for epoch in range(first, last + 1))


class Places(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Decimals such as `4`, or significant figures such as `4sf`."""

    name = "places"

    def convert(self, value: str | Rounding, param: click.Parameter | None, ctx: click.Context | None) -> Rounding:
        if isinstance(value, Rounding):
            return value
        try:
            return Rounding.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _decorated(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True)
class Shown:
    """Which epochs are kept and shown.

    Attributes
    ----------
    epochs
        Those that are named, or the first one.
    every
        Besides them every so manyth, if that was asked for.
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


def tracing(command: Command) -> Command:
    """Add what decides which rounds are run and kept; the command gets as one argument, `show`, which epochs are shown."""

    @wraps(command)
    def with_epochs(*args: Any, show: tuple[int, ...], every: int | None, **kwargs: Any) -> Any:
        typed = tuple(f"--{name}" for name in ("show", "every") if _is_typed(name))
        return command(*args, show=Shown(show, every, typed), **kwargs)

    options = (
        click.option(
            "--epochs", type=click.IntRange(1, 10_000_000), metavar="N", help="Run N epochs instead of what the file says."
        ),
        click.option(
            "--show", type=Epochs(), default=(1,), metavar="LIST",
            help="Show these epochs in full, such as 1-3,100 [default: 1].",
        ),
        click.option(
            "--every", type=click.IntRange(1), metavar="N", help="Show every Nth epoch in full, besides those of --show."
        ),
        click.option(
            "--round", "rounding", type=Places(), metavar="N|Nsf",
            help="Round every line to N decimals, or N significant figures, before the next one uses it.",
        ),
    )  # fmt: skip
    return _decorated(with_epochs, options)


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


def _is_typed(parameter: str) -> bool:
    """Whether a parameter of the command that is being run has not been left at its default."""
    return click.get_current_context().get_parameter_source(parameter) is not ParameterSource.DEFAULT


def names(command: Command) -> Command:
    """Add what decides how quantities are called; the command gets it as one argument, `naming`."""

    @wraps(command)
    def with_naming(*args: Any, notation: str, rate: str, target: str | None, **kwargs: Any) -> Any:
        typed = tuple(f"--{name}" for name in ("notation", "rate", "target") if _is_typed(name))
        return command(*args, naming=Naming(notation, Terms(rate, target), typed), **kwargs)

    options = (
        click.option(
            "--notation", type=click.Choice(list(NOTATIONS)), default="mazur",
            help="Names: net and out, z and a with layers, or whole arrays [default: mazur].",
        ),
        click.option(
            "--rate", type=click.Choice(list(RATES)), default="eta", help="Name of the learning rate [default: eta]."
        ),
        click.option(
            "--target", type=click.Choice(TARGETS), help="Name of targets [default: target; t with --notation lecture]."
        ),
    )  # fmt: skip
    return _decorated(with_naming, options)


def writing(command: Command) -> Command:
    """Add what decides how a worked example is written."""
    options = (
        click.option("--only", metavar="KEYS", help="Only these: keys (delta_o1), parameters (w5), neurons (h1)."),
        click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9]."),
        click.option("--brief", is_flag=True, help="Leave the sentences out."),
    )
    return _decorated(command, options)
