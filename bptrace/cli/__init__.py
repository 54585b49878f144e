"""The command line: a table of commands, each imported only when it is called.

What a command needs (NumPy, rich, the YAML reader) is loaded with it, so that `bptrace --help` answers at once.
"""

import click

from bptrace.cli.group import Entry, LazyGroup

COMMANDS = {
    "run": Entry("bptrace.cli.run:run", "Print the worked example of a network."),
    "explain": Entry("bptrace.cli.explain:explain", "Derive one number and all that it rests on."),
    "export": Entry("bptrace.cli.export:export", "Write the worked example to files, by their suffix."),
    "golden": Entry("bptrace.cli.golden:golden", "Compare the stored transcripts with what is printed now."),
}


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib import metadata  # costs more than the rest of the start, and few ask

    try:
        click.echo(f"bptrace {metadata.version('bptrace')}")
    except metadata.PackageNotFoundError:
        click.echo("bptrace, run from its sources without being installed")
    context.exit()


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="CONFIG is a YAML file or the name of an example that comes with bptrace, such as mazur.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Work backpropagation out step by step: every number with its formula and the figures put into it."""
