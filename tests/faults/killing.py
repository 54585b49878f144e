"""Ending an export at a random moment, again and again, while it replaces a large file.

Half of the moments are anywhere in the run of the program, half after the new file has been begun. What is at the place
afterwards must be the old text or the new one, whole.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
WORDS = {signal.SIGKILL: (), signal.SIGTERM: (143,), signal.SIGINT: (130,)}
"""The exit status by which the program says that it was asked to stop; before it can, the signal itself ends it."""

_OURS = re.compile(r"bptrace/(?!bptrace/|__main__\.py\", line [1-9],)")
"""What a traceback has of the program once it runs; the first lines of `__main__` are what the interpreter starts with."""

_SIZE = 120
"""So many inputs, and as many neurons: an export of about 11 MB."""


@dataclass
class Tally:
    """What came of it.

    Attributes
    ----------
    tried
        How often a signal was sent, by its name.
    writing
        How often the new file was on the way at that moment.
    finished
        How often the program was done before the signal came.
    old, new
        How often the old text was there afterwards, and how often the new one.
    left
        How often a temporary file was left behind, by the name of the signal.
    early
        How often the interpreter itself was interrupted, before a line of the program had run, and said so in its own way.
    faults
        What should not have happened.
    """

    tried: Counter = field(default_factory=Counter)
    writing: int = 0
    finished: int = 0
    old: int = 0
    new: int = 0
    left: Counter = field(default_factory=Counter)
    early: int = 0
    faults: list = field(default_factory=list)

    def __str__(self):
        tried = ", ".join(f"{name} {count}" for name, count in self.tried.items())
        left = ", ".join(f"{name} {count}" for name, count in self.left.items()) or "none"
        return (
            f"{self.tried.total()} kills ({tried}), {self.writing} of them while the file was being written, "
            f"{self.finished} after the end\n"
            f"old text whole {self.old}, new text whole {self.new}, "
            f"neither {self.tried.total() - self.old - self.new}\n"
            f"temporary files left behind: {left}\n"
            f"interrupted while the interpreter was starting, which prints where it was: {self.early}\n"
            f"faults: {len(self.faults)}"
        )


class Killing:
    """An export that is ended, in a folder of its own."""

    def __init__(self, folder, seed):
        self.folder, self.random = Path(folder), random.Random(seed)
        self.config, self.place = self.folder / "net.yaml", self.folder / "out" / "net.jsonl"
        self.place.parent.mkdir()
        rows = [[round(self.random.uniform(-1, 1), 3) for _ in range(_SIZE)] for _ in range(_SIZE)]
        self.config.write_text(
            f"inputs: {[0.5] * _SIZE}\ntargets: {[0.25] * _SIZE}\nloss: squared_error\nlearning_rate: 0.5\n"
            f"layers: [{{activation: logistic, weights: {rows}}}]\n"
        )
        self.texts = [self._text(digits) for digits in (3, 9)]
        self.whole, self.writing = self._times()

    def _command(self, digits):
        return [sys.executable, "-m", "bptrace", "export", str(self.config), str(self.place), "--digits", str(digits)]

    def _started(self, digits):
        return subprocess.Popen(
            self._command(digits), env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
        )

    def _text(self, digits):
        with self._started(digits) as process:
            said = process.stderr.read()
        assert (process.returncode, said) == (0, "")
        return self.place.read_bytes()

    def _times(self):
        """Return how long an export takes, and how long of it the new file is on the way."""
        began = time.monotonic()
        with self._started(9) as process:
            writing = self._waited_for_draft(process)
        ended = time.monotonic()
        return ended - began, ended - writing

    def _waited_for_draft(self, process):
        """Wait until the new file is on the way, or will not be; return the time."""
        while process.poll() is None and not self._temporaries():
            time.sleep(0.001)
        return time.monotonic()

    def run(self, kills):
        """Kill so many times, one signal after another, and return what came of it."""
        tally = Tally()
        for number in range(kills):
            self._kill(SIGNALS[number % len(SIGNALS)], tally)
        return tally

    def _kill(self, sent, tally):
        before = self.place.read_bytes()
        other = 1 - self.texts.index(before)
        with self._started((3, 9)[other]) as process:
            if self.random.random() < 0.5:
                time.sleep(self.random.uniform(0, self.whole))
            else:
                self._waited_for_draft(process)
                time.sleep(self.random.uniform(0, 1.2 * self.writing))
            tally.writing += bool(self._temporaries())
            done = process.poll() is not None
            process.send_signal(sent)
            said = process.stderr.read()
        name = sent.name
        tally.tried[name] += 1
        tally.finished += done
        after = self.place.read_bytes()
        if after == before:
            tally.old += 1
        elif after == self.texts[other]:
            tally.new += 1
        else:
            tally.faults.append(f"{name}: {len(after)} bytes that are neither text")
            self.place.write_bytes(before)
        if sent is signal.SIGINT and said.endswith("KeyboardInterrupt\n") and not _OURS.search(said):
            tally.early += 1
        elif process.returncode not in (0, -sent, *WORDS[sent]) or said:
            tally.faults.append(f"{name}: exit status {process.returncode}, said {said!r}")
        for left in self._temporaries():
            tally.left[name] += 1
            if sent is not signal.SIGKILL:
                tally.faults.append(f"{name}: left {left.name} behind")
            left.unlink()

    def _temporaries(self):
        return [path for path in self.place.parent.iterdir() if path != self.place]
