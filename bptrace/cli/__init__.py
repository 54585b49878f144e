"""The command line: a table of commands, each imported only when it is called.

What a command needs (NumPy, rich, the YAML reader) is loaded with it, so that `bptrace --help` answers at once.
"""

import os
from importlib import import_module

import click

from bptrace import __version__
from bptrace.cli.group import Entry, LazyGroup

COMMANDS = {
    "run": Entry("bptrace.cli.commands.run:run", "Print the worked example of a network."),
    "explain": Entry("bptrace.cli.commands.explain:explain", "Derive one number and all that it rests on."),
    "export": Entry("bptrace.cli.commands.export:export", "Write the worked example to files, by their suffix."),
    "worksheet": Entry("bptrace.cli.commands.worksheet:blank", "Write a blank sheet, to be worked out by hand."),
    "check": Entry("bptrace.cli.commands.check:check", "Mark hand calculations, line by line."),
    "quiz": Entry("bptrace.cli.commands.quiz:quiz", "Ask for the lines one by one, and mark each answer at once."),
    "circuit": Entry(
        "bptrace.cli.commands.circuit:circuit", "Print a formula or a network as a circuit, gate by gate."
    ),
    "verify": Entry("bptrace.cli.commands.verify:verify", "Compare every gradient with finite differences."),
    "examples": Entry("bptrace.cli.examples:examples", "List, show or copy the examples that come with bptrace."),
    "new": Entry("bptrace.cli.new:new", "Write a file to begin with, every field explained at its place."),
    "schema": Entry("bptrace.cli.schema:schema", "Write the JSON Schema by which editors check a file."),
    "completion": Entry(
        "bptrace.cli.completion:completion", "Print the script that lets a shell complete command lines."
    ),
    "golden": Entry("bptrace.cli.golden:golden", "Compare the stored transcripts with what is printed now."),
}


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  bptrace run mazur
  bptrace explain mazur w5+
  bptrace examples

CONFIG is a YAML file or the name of an example that comes with bptrace, such as mazur. bptrace COMMAND -h says what a command
takes.
""",
)
@click.version_option(__version__, prog_name="bptrace", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Work backpropagation out step by step: every number with its formula and the figures put into it.

    Without a command it says what to try first.
    """
    if context.invoked_subcommand is None:
        from bptrace.cli import welcome  # whoever names a command does without

        welcome.show(COMMANDS)


if "_BPTRACE_COMPLETE" in os.environ:  # a shell asks what may come next
    import_module("bptrace.cli.shells")
