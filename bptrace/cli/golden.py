"""`bptrace golden`: compare the stored transcripts with what is printed now, or rewrite them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from bptrace import examples
from bptrace.cli.captured import run_captured
from bptrace.cli.parameters import CONFIG_AS_TYPED
from bptrace.errors import BptraceError
from bptrace.golden import Case, Finding, Runner, Verdict, compare, create, discover, rewrite
from bptrace.words import counted, printable


@click.command(
    epilog="""\b
Examples:
  bptrace golden
  bptrace golden mazur.yaml
  bptrace golden --update network.yaml
"""
)
@click.argument("configs", metavar="[CONFIG]...", nargs=-1, type=CONFIG_AS_TYPED)
@click.option("--update", is_flag=True, help="Rewrite what differs, and add a case for a CONFIG that has none.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("golden"),
    show_default=True,
    help="The folder of the cases.",
)
@click.pass_context
def golden(context: click.Context, configs: tuple[str, ...], update: bool, folder: Path) -> None:
    """Compare the stored transcripts with what is printed now.

    A case is a folder: its file cmd holds a command line without the leading bptrace, out.txt (or out.md, out.json) what
    that prints, and exit its exit status where that is not 0. Given CONFIGs, only the cases that name one of them are tried.
    The exit status is 1 if anything differs.
    """
    if update and os.environ.get("CI"):
        raise BptraceError(
            "--update is refused where CI is set: transcripts are rewritten by a person who reads the change"
        )
    run = partial(run_captured, context.find_root().command)
    findings = []
    for finding in _findings(folder, configs, run, update=update):
        findings.append(finding)
        if finding.message:
            click.echo(printable(finding.message, kept="\n"))
    click.echo(_closing([finding.verdict for finding in findings], update=update), err=True)
    context.exit(int(any(finding.verdict is Verdict.DIFFERS for finding in findings)))


def _findings(folder: Path, configs: tuple[str, ...], run: Runner, *, update: bool) -> Iterator[Finding]:
    adds = update and bool(configs)
    cases = [] if adds and not folder.exists() else discover(folder)
    if not cases and not adds:
        raise BptraceError(
            f"{folder}: no case in it; expected a folder for each, with the command line in its file cmd"
        )
    judge = rewrite if update else compare
    for case in _selected(cases, configs):
        yield judge(case, run)
    for config in dict.fromkeys(configs):
        if not any(case.concerns(config) for case in cases):
            yield _without_case(folder, config, run, update=update)


def _selected(cases: list[Case], configs: tuple[str, ...]) -> list[Case]:
    return [case for case in cases if not configs or any(case.concerns(config) for config in configs)]


def _without_case(folder: Path, config: str, run: Runner, *, update: bool) -> Finding:
    examples.find(config)  # a name that is mistyped is an error, not a case that is missing
    if update:
        return create(folder, config, run)
    return Finding(Verdict.DIFFERS, f"{config}: no case in {folder} names it; --update makes one")


def _closing(verdicts: list[Verdict], *, update: bool) -> str:
    total, differing = counted(len(verdicts), "case"), verdicts.count(Verdict.DIFFERS)
    if update:
        rest = f", {differing} not" if differing else ""
        return (
            f"{total}: {verdicts.count(Verdict.REWRITTEN)} rewritten{rest}, {verdicts.count(Verdict.AGREES)} unchanged"
        )
    return f"{total}: {differing} {'differs' if differing == 1 else 'differ'}" if differing else f"{total}: all agree"
