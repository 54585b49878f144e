"""Reading a spec of many weights, and writing a trace of many rows."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

import bptrace
from tests.bench.large import SIZES
from tests.bench.measure import best, command, seconds
from tests.bench.networks import network, written
from tests.bench.table import Peer, Row

_WEIGHTS = 100_000
_OPERAND = re.compile(r"[^\W\d][\w.⁺/∂]*")


def rows(times: int = 3) -> Iterator[Row]:
    """Yield the rows of reading and of writing."""
    yield from _reading(times)
    with tempfile.TemporaryDirectory() as scratch:
        for suffix in (".jsonl", ".csv"):
            yield from _writing(Path(scratch), suffix)


def _reading(times: int) -> Iterator[Row]:
    weights = np.random.default_rng(1).uniform(-1, 1, (_WEIGHTS // 1000, 1000)).round(6).tolist()
    text = f"inputs: {[0.5] * 1000}\nlayers:\n  - {{activation: tanh, weights: {weights}}}\n"
    name, loader = f"reading a spec of {_WEIGHTS:,} weights", getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    peer = f"yaml.{loader.__name__} alone"
    found = best(
        {
            name: lambda: seconds(lambda: bptrace.loads(text)),
            peer: lambda: seconds(lambda: yaml.load(text, loader)),
        },
        times,
    )
    yield Row(name, found[name], (Peer(peer, found[peer]),), 1.0)


def _writing(folder: Path, suffix: str) -> Iterator[Row]:
    """Yield the row of a whole export, the time of a row of it beside what is allowed for its operands."""
    config, target = written(folder, "large.yaml", network(SIZES)), folder / f"large{suffix}"
    little = command("export", config, str(folder / f"little{suffix}"), "--only", "E_total")
    taken = command("export", config, str(target))() - little()
    count, operands = _counted(folder, config)
    peers = tuple(_naive(folder / "large.jsonl")) if suffix == ".jsonl" else ()
    yield Row(f"writing {count:,} rows as {suffix[1:].upper()}, each", taken / count, peers, _allowed(operands))


def _allowed(operands: float) -> float:
    return (2 + 0.7 * operands) * 1e-6


def _counted(folder: Path, config: str) -> tuple[int, float]:
    """Return how many rows there are, and how many operands a row has."""
    path = folder / "large.jsonl"
    if not path.exists():
        command("export", config, str(path))()
    count = operands = 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            count += 1
            operands += len(_OPERAND.findall(json.loads(line)["formula"] or ""))
    return count, operands / count


def _naive(path: Path) -> Iterator[Peer]:
    with path.open(encoding="utf-8") as file:
        rows_of = [json.loads(line) for line in file]

    def write() -> None:
        with path.with_suffix(".naive").open("w", encoding="utf-8") as file:
            for row in rows_of:
                file.write(json.dumps(row) + "\n")

    yield Peer("json.dumps of ready rows", seconds(write) / len(rows_of))
