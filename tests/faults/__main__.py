"""`python -m tests.faults --kills 500`: end an export at random moments, and say what was found at its place."""

import argparse
import sys
import tempfile
import time

import click

from tests.faults.killing import Killing


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="how often [default: 500]")
    parser.add_argument("--seed", type=int, default=None, help="for the same moments again")
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(folder, asked.seed)
        sizes = " and ".join(f"{len(text):,} bytes" for text in killing.texts)
        click.echo(f"a file of {sizes} in turn; a run of {killing.whole:.2f} s, {killing.writing:.2f} s of it writing")
        tally = killing.run(asked.kills)
    click.echo(f"{tally}\nin {time.monotonic() - began:.0f} s")
    for fault in tally.faults:
        click.echo(fault, err=True)
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
