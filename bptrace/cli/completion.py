"""`bptrace completion`: the script that lets a shell complete command lines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bptrace.cli.shells import SHELLS, VARIABLE
from bptrace.errors import BptraceError
from bptrace.words import listed


@click.command(
    epilog="""\b
Examples:
  bptrace completion bash
  bptrace completion fish > bptrace.fish

To switch completion on, add one line to the file that your shell reads when it starts:

\b
  ~/.bashrc                    eval "$(bptrace completion bash)"
  ~/.zshrc, after compinit     eval "$(bptrace completion zsh)"
  ~/.config/fish/config.fish   bptrace completion fish | source

Tab then completes commands, options, files, the names of examples, and the keys of the network that the line names: try
bptrace explain mazur and Tab twice.
"""
)
@click.argument("shell", required=False, type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str | None) -> None:
    """Print the script that lets SHELL complete command lines; without SHELL, that of the shell in use."""
    found = shell or _in_use()
    root = context.find_root()
    sys.stdout.write(SHELLS[found](root.command, {}, "bptrace", VARIABLE).source())


def _in_use() -> str:
    """Return the user's shell.

    Raises
    ------
    BptraceError
        If it is not one that there is a script for, or not known.
    """
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise BptraceError(f"found {f'the shell {name}' if name else 'no shell'}; expected {listed(list(SHELLS))}")
    return name
