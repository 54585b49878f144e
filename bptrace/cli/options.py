"""Options that several commands share.

Nothing here imports what a command needs to do its work, so that shells complete options at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import click
from click.core import ParameterSource

from bptrace.cli.parameters import KEYS, NARROWEST, Epochs, Places, Report, Suffix, WholeNumber
from bptrace.errors import BptraceError
from bptrace.notation import NOTATIONS, RATES, TARGETS

Command: TypeAlias = Callable[..., Any]


def deferred(target: str) -> Callable[[Command], Command]:
    """Return a decorator for a command that is only declared: a function elsewhere, as `module:attribute`, does the work.

    That function is imported when the command is called. It gets the arguments, and returns an exit status or None.
    """
    module, _, attribute = target.partition(":")

    def decorate(declared: Command) -> Command:
        @wraps(declared)
        def command(**asked: Any) -> None:
            status = getattr(import_module(module), attribute)(**asked)
            if status:
                click.get_current_context().exit(status)

        return command

    return decorate


targets = click.argument(
    "targets", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True)
)
"""The files to write, one or more."""


def format_of(table: str) -> Callable[[Command], Command]:
    """Return the option that says the format in the place of the suffix, one of the keys of a table, `module:attribute`."""
    return click.option("--format", "form", type=Suffix(table), help="The format, instead of what the suffix says.")


def _decorated(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def tracing(command: Command) -> Command:
    """Add what decides which rounds are run and kept; the command gets as one argument, `show`, which epochs are shown."""

    @wraps(command)
    def with_epochs(*args: Any, show: tuple[int, ...], every: int | None, **kwargs: Any) -> Any:
        typed = tuple(f"--{name}" for name in ("show", "every") if _is_typed(name))
        from bptrace.cli.chosen import Shown  # knows problems, which completing an option does without

        return command(*args, show=Shown(show, every, typed), **kwargs)

    options = (
        click.option(
            "--epochs", type=WholeNumber(1, 10_000_000), metavar="N", help="Run N epochs instead of what the file says."
        ),
        click.option(
            "--show", type=Epochs(), default=(1,), metavar="LIST",
            help="Show these epochs in full, such as 1-3,100 [default: 1].",
        ),
        click.option(
            "--every", type=WholeNumber(1), metavar="N", help="Show every Nth epoch in full, besides those of --show."
        ),
        click.option(
            "--round", "rounding", type=Places(), metavar="N|Nsf",
            help="Round every line to N decimals, or N significant figures, before the next one uses it.",
        ),
    )  # fmt: skip
    return _decorated(with_epochs, options)


def _is_typed(parameter: str) -> bool:
    """Whether a parameter of the command that is being run has not been left at its default."""
    return click.get_current_context().get_parameter_source(parameter) is not ParameterSource.DEFAULT


def names(command: Command) -> Command:
    """Add what decides how quantities are called; the command gets it as one argument, `naming`."""

    @wraps(command)
    def with_naming(*args: Any, notation: str, rate: str, target: str | None, **kwargs: Any) -> Any:
        typed = tuple(f"--{name}" for name in ("notation", "rate", "target") if _is_typed(name))
        from bptrace.cli.chosen import Naming  # likewise
        from bptrace.notation import Terms

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


digits = click.option(
    "--digits", type=WholeNumber(1, 17), metavar="N", help="Decimals [default: 9, or those that --round leaves]."
)
"""How many decimals are printed, for commands that also take `--round`."""


def writing(command: Command) -> Command:
    """Add what decides how a worked example is written."""
    options = (
        click.option(
            "--only", type=KEYS, metavar="KEYS", help="Only these: keys (delta_o1), parameters (w5), neurons (h1)."
        ),
        digits,
        click.option("--brief", is_flag=True, help="Leave the sentences out."),
    )
    return _decorated(command, options)


def appearance(command: Command) -> Command:
    """Add what decides how text looks; the command gets it as one argument, `look`."""

    @wraps(command)
    def with_look(*args: Any, width: int | None, color: str, aloud: bool, **kwargs: Any) -> Any:
        if aloud and (width is not None or color == "always"):
            option = "--color always" if width is None else f"--width {width}"
            raise BptraceError(f"{option}: --plain has neither columns nor colours; leave one of the two out")
        from bptrace.cli.printing import Appearance  # knows documents

        return command(*args, look=Appearance(width, color, aloud), **kwargs)

    options: tuple[Callable[[Command], Command], ...] = (
        click.option(
            "--width",
            type=WholeNumber(NARROWEST),
            metavar="N",
            help="Columns [default: the terminal's, or 80].",
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
            help="Colours; auto means on a terminal, unless NO_COLOR is set.",
        ),
        click.option(
            "--plain",
            "aloud",
            is_flag=True,
            help="For screen readers and grep: one quantity a line, no tables, no pictures, ASCII.",
        ),
    )
    return _decorated(with_look, options)


def drawn(command: Command) -> Command:
    """Add what makes a picture of the text instead; it stands below `appearance`, whose `look` is then that picture's."""

    @wraps(command)
    def with_picture(*args: Any, look: Any, picture: Path | None, **kwargs: Any) -> Any:
        if picture is None:
            return command(*args, look=look, **kwargs)
        if look.aloud:
            raise BptraceError("--svg: a picture is not to be read aloud; leave --plain out")
        look = replace(look, picture=picture)
        look.spare((kwargs["config"],))
        return command(*args, look=look, **kwargs)

    option = click.option(
        "--svg",
        "picture",
        type=Report(".svg"),
        metavar="FILE",
        help="Draw it into an SVG file instead; - is standard output.",
    )
    return _decorated(with_picture, (option,))
