"""The long run: `python -m tests.fuzz --minutes 5 --only spec-text`."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from random import Random

import click

from bptrace.cli.starting import start
from tests.fuzz.campaign import Account, campaign, distinct, kept
from tests.fuzz.targets import TARGETS


@click.command()
@click.option("--minutes", type=float, default=5.0, help="How long all targets together take [default: 5].")
@click.option(
    "--only", multiple=True, metavar="TARGET", help=f"Only these, or those that begin so: {', '.join(TARGETS)}."
)
@click.option(
    "--seed", type=int, default=None, help="The first seed [default: the time, so that every run tries other inputs]."
)
@click.option("--save", type=click.Path(path_type=Path), default=Path("fuzz-found"), help="Where what broke is kept.")
def fuzz(minutes: float, only: tuple[str, ...], seed: int | None, save: Path) -> None:
    """Try inputs that nobody has thought of; the exit status is 1 if one breaks the law."""
    start()
    names = [name for name in TARGETS if not only or name.startswith(only)]
    if not names:
        raise click.UsageError(f"no target begins with {' or '.join(only)}")
    first = int(time.time()) * 1_000_000 if seed is None else seed
    found = 0
    for name in names:
        until = time.monotonic() + 60 * minutes / len(names)
        account = campaign(TARGETS[name], itertools.count(first), until)
        report(name, account, save)
        found += len(account.broken)
    raise SystemExit(1 if found else 0)


def report(name: str, account: Account, save: Path) -> None:
    statuses = ", ".join(f"{count} with {status}" for status, count in sorted(account.statuses.items(), key=str))
    slowest, largest = account.slowest, account.largest
    click.echo(
        f"{name:14} {account.tried:7} inputs ({statuses}), {len(account.broken)} broken; slowest {slowest.seconds:.2f} s "
        f"(seed {slowest.seed}), peak {largest.peak // 1024} MB (seed {largest.seed})"
    )
    for broken, cases in distinct(account.broken).items():
        folder = save / f"{name}-{cases[0].seed}"
        kept(TARGETS[name](Random(cases[0].seed)), cases[0].broken, folder)
        click.echo(f"    {len(cases):5} times  {broken!r}  kept in {folder}")


if __name__ == "__main__":
    fuzz()
