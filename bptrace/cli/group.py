"""The group of commands: looked up by name when called, and the one place where a failure becomes an exit status."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from bptrace.cli import signals, streams
from bptrace.cli.starting import start
from bptrace.errors import BptraceError
from bptrace.words import near, printable

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
READER_GONE = 141  # 128 + SIGPIPE
_SIGNALLED = 128
_FORMATS = (".md", ".json", ".jsonl", ".csv")
"""What is often asked for by an option; `export` writes it, and has its own table of formats."""

_PRINTING = ("run", "explain", "circuit")


class Entry(NamedTuple):
    """A command in the table: where it is, as `module:attribute`, and its line in the help."""

    target: str
    help: str


class RequestError(click.ClickException):
    """A request or a file at fault: one message on the error stream, and exit status 2."""

    exit_code = 2


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def __init__(self, *args: Any, commands_by_name: Mapping[str, Entry], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._entries = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._entries:
            return None
        module, _, attribute = self._entries[cmd_name].target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [(name, entry.help) for name, entry in self._entries.items() if name.startswith(incomplete)]
        return [
            *(CompletionItem(name, help=text) for name, text in found),
            *click.Command.shell_complete(self, ctx, incomplete),  # its options; a group would import every command
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self._entries.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self._entries and not name.startswith("-") and not ctx.resilient_parsing:
            hint = near(name, self._entries, f"; there are {', '.join(self._entries)}")
            raise click.UsageError(f"no command {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def __call__(self, *args: Any, **settings: Any) -> Any:
        start()
        streams.prepare()
        return super().__call__(*args, **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["help"]:  # as many programs take it: help COMMAND is COMMAND --help
            args = [*args[1:2], "--help"]
        with _failures_as_status(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with _failures_as_status(ctx):
            return super().invoke(ctx)


@contextmanager
def _failures_as_status(context: click.Context) -> Iterator[None]:
    asked = list[int]()
    try:
        try:
            with signals.as_exceptions(asked):
                yield
        finally:  # written while a failure to do so can still be reported
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.NoSuchOption as error:
        _lead_to_export(error)
        raise
    except click.ClickException as error:
        vars(error)["message"] = _harmless(error.message)
        raise
    except BptraceError as error:
        raise RequestError(_harmless(str(error))) from error
    except KeyboardInterrupt:
        context.exit(INTERRUPTED)
    except signals.StoppedError as stop:
        context.exit(_SIGNALLED + stop.number)
    except BrokenPipeError:
        streams.discard_output()
        context.exit(READER_GONE)
    except OSError as error:
        if error.filename is None:
            streams.discard_output()
        raise RequestError(_harmless(_described(error))) from error
    except click.exceptions.Exit:
        raise
    except Exception:  # what a library may have made of being stopped
        if not asked:
            raise
        context.exit(_SIGNALLED + asked[0])


def _lead_to_export(error: click.NoSuchOption) -> None:
    """Say of an option that is called like a format which command writes that, where a worked example is printed."""
    suffix, command = error.option_name.replace("--", ".", 1), error.ctx.info_name if error.ctx else None
    if suffix in _FORMATS and command in _PRINTING:
        hint = f"bptrace export CONFIG FILE{suffix} writes such a file"
        vars(error).update(possibilities=None, message=f"{command} has no option {error.option_name}; {hint}")
    vars(error)["message"] = _harmless(error.message)


def _harmless(message: str) -> str:
    """Return a message that names what stands in a file, or how one is called, as a terminal may be given it."""
    return printable(message, kept="\n\t")


def _described(error: OSError) -> str:
    if error.filename is None and error.errno == errno.EBADF:
        return "standard output is closed"
    reason = (error.strerror or str(error)).lower()
    return f"{printable(str(error.filename))}: {reason}" if error.filename is not None else reason
