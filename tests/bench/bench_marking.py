"""How long a class takes: `python -m tests.bench.bench_marking [--sheets 10000] [--jobs 2]`.

The sheets are CSV files of Mazur's network, a third of them wrong: by every mistake and every slip of the plain students in
tests/marking/plain, to 3, 4 and 6 figures, with every line rounded or not, whole or with a third of the lines left out.
"""

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from bptrace import examples, spec
from bptrace.marking.many import mark_all, work
from bptrace.marking.scheme import Scheme
from tests.marking.plain.sheets import sheets

GROWTH = (1_000, 2_000, 5_000, 10_000)
BUDGET = 30.0


def texts() -> Iterator[dict[str, str]]:
    """Yield sheets without end, one wrong and two right in turn."""
    kinds = [(figures, rounded, omit) for figures in (3, 4, 6) for rounded in (False, True) for omit in (False, True)]
    cases = [case for kind in kinds for case in sheets(*kind, ("mazur",))]
    right = cycle([case.sheet for case in cases if case.mistake is None])
    for wrong in cycle([case.sheet for case in cases if case.mistake is not None]):
        yield wrong
        yield from islice(right, 2)


def written(folder: Path, count: int) -> list[Path]:
    """Write so many sheets into a folder."""
    paths = [folder / f"student-{number}.csv" for number in range(1, count + 1)]
    for path, sheet in zip(paths, texts(), strict=False):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("key", "value"), *sheet.items()])
    return paths


def worked() -> float:
    """Return how long processors have worked for this process and those that it has waited for."""
    return sum(os.times()[:4])


def main() -> None:
    """Print the time for growing classes, on one process and on several."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=GROWTH[-1])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    task = work(spec.load(examples.find("mazur")), Scheme())
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), options.sheets)
        for count in [*(size for size in GROWTH if size < options.sheets), options.sheets]:
            start, before = time.perf_counter(), worked()
            results = list(mark_all(paths[:count], task, options.jobs))
            taken, work_done = time.perf_counter() - start, worked() - before
            wrong = sum(bool(result.wrong) for result in results)
            each = f"{1000 * taken / count:.2f} ms each, {1000 * work_done / count:.2f} ms of a processor"
            print(f"{count:6} sheets, {wrong:5} with wrong lines: {taken:6.2f} s, {each}")  # noqa: T201
    if options.sheets == GROWTH[-1] and taken > BUDGET:
        raise SystemExit(f"more than {BUDGET:g} s")


if __name__ == "__main__":
    main()
