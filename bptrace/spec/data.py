"""Samples that do not stand in the spec itself: the columns of a CSV file, or points drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.files import read
from bptrace.network import Floats
from bptrace.spec.columns import called
from bptrace.spec.decoding import decoded
from bptrace.spec.faults import SpecError
from bptrace.spec.generated import generated
from bptrace.spec.samples import Data, one_hot
from bptrace.spec.seeds import ORDER, seeded
from bptrace.spec.source import Item, Source
from bptrace.spec.table import Table
from bptrace.spec.words import counted, enumerated, hint_of, in_a_row, listed, quote
from bptrace.unread import meant, why

Fields: TypeAlias = Mapping[str, Item]

_LARGEST = 256_000_000
"""A file of more bytes than this is not read."""


def data(source: Source, spec: Fields, outputs: Sequence[str]) -> Data | None:
    """Return the samples that `data` describes, or None where that is at fault; `outputs` are the output neurons."""
    item = spec["data"]
    if item.value is None or not outputs:
        return None
    fields: Fields = {"file": item} if isinstance(item.value, str) else item.value
    named = (spec["names"].value or {}).get("inputs") if "names" in spec else None
    if "generate" in fields:
        return generated(source, spec, fields, named, outputs)
    return _File(source, spec, fields, named, outputs).data()


@dataclass(frozen=True)
class _File:
    """A CSV file as a spec describes it."""

    source: Source
    spec: Fields
    fields: Fields
    named: Item | None
    outputs: Sequence[str]

    def data(self) -> Data | None:
        item = self.fields["file"]
        table = None if item.value is None else _table(self.source, item)
        if table is None:
            return None
        before = len(self.source.faults)
        inputs, targets = self._inputs(table), self._targets(table)
        if len(self.source.faults) > before or not inputs:
            return None
        order = self._order(len(table.rows))
        try:
            values = np.array([table.numbers(name) for name in inputs])[:, order]
            wanted, classes = self._wanted(table, targets)
            table.raise_faults()
        except SpecError as error:
            self.source.faults += error.faults
        if len(self.source.faults) > before:
            return None

        def fault(sample: int, output: int, message: str) -> None:
            name = targets[min(output, len(targets) - 1)]
            self.source.faults.append(table.at(int(order[sample]), name, message))

        names = called(inputs, [f"i{number}" for number in range(1, len(inputs) + 1)])
        targets_of = None if wanted is None else wanted[:, order]
        return Data(values, targets_of, names, classes, fault, (Path(table.name),), tuple(inputs))

    def _order(self, count: int) -> np.ndarray:
        """Return the order in which the rows are gone through."""
        item = self.fields.get("shuffle")
        rng = seeded(self.source, self.spec, item, ORDER) if item and item.value else None
        return np.arange(count) if rng is None else rng.permutation(count)

    def _inputs(self, table: Table) -> list[str]:
        """Return the columns of the inputs: those named, else those called like the inputs, else all but the targets'."""
        chosen = self.fields.get("inputs") or self.named
        if chosen is not None:
            return _columns(self.source, table, chosen.value or ())
        others = {self._label(), *(one.value for one in self._listed("targets"))}
        inputs = [name for name in table.header if name not in others and not name.startswith("target_")]
        if not inputs:
            table.fault_in_header("found no column for the inputs; expected at least one beside the targets")
            self.source.faults += table.faults
        return inputs

    def _label(self) -> str | None:
        return self.fields["label"].value if "label" in self.fields else None

    def _listed(self, field: str) -> Sequence[Item]:
        return (self.fields[field].value or ()) if field in self.fields else ()

    def _targets(self, table: Table) -> list[str]:
        """Return the columns of the targets, or that of the label; without any, nothing."""
        if "label" in self.fields and "targets" in self.fields:
            self.source.fault(self.fields["label"], "found both targets and a label; expected one of them")
        if "classes" in self.fields and "label" not in self.fields:
            self.source.fault(self.fields["classes"], "found classes without a label; expected both or neither")
        if "label" in self.fields:
            return _columns(self.source, table, (self.fields["label"],))
        if "targets" in self.fields:
            item = self.fields["targets"]
            if item.value is not None and len(item.value) != len(self.outputs):
                expected = f"{len(self.outputs)}, one for each output {enumerated(self.outputs)}"
                self.source.fault(item, f"found {counted(len(item.value), 'column')}; expected {expected}")
            return _columns(self.source, table, item.value or ())
        return self._default_targets(table)

    def _default_targets(self, table: Table) -> list[str]:
        expected = [f"target_{output}" for output in self.outputs]
        found = [name for name in table.header if name.startswith("target_")]
        asking = next((field for field in ("loss", "learning_rate") if field in self.spec), None)
        if found and sorted(found) != sorted(expected):
            message = f"found the columns {listed(found)}; expected {in_a_row(expected)}, one for each output"
            table.fault_in_header(message)
        elif not found and asking and "gradient_of" not in self.spec:
            message = f"found no column for the targets, needed for {asking}; expected {in_a_row(expected)}"
            table.fault_in_header(f"{message}, or others that data names as targets or label")
        self.source.faults += table.faults
        return expected if found else []

    def _wanted(self, table: Table, targets: Sequence[str]) -> tuple[Floats | None, tuple[str, ...] | None]:
        """Return the targets, and where they are made of a label, its classes."""
        if "label" not in self.fields or not targets:
            return (np.array([table.numbers(name) for name in targets]) if targets else None), None
        words = table.words(targets[0])
        classes = tuple(item.value for item in self._listed("classes")) or tuple(dict.fromkeys(filter(None, words)))
        if len(classes) == 1:
            self._refuse_one_class(table, targets[0], classes[0])
            return None, None
        places = {name: place for place, name in enumerate(classes)}
        for sample, word in enumerate(words):
            if word and word not in places:
                hint = hint_of(word, classes)
                expected = f"expected one of the classes {in_a_row(classes)}"
                table.fault(sample, targets[0], f"found {quote(word)}; {expected}" + (f"; {hint}" if hint else ""))
        if not _class_count_fits(self.source, self.fields["label"], classes, self.outputs):
            return None, None
        numbers = np.array([places.get(word, 0) for word in words])
        return one_hot(numbers, len(self.outputs)), classes

    def _refuse_one_class(self, table: Table, column: str, name: str) -> None:
        """Note that nothing is told apart, where the one class is listed or else in the column that it fills."""
        message = f"found {quote(name)} as the only class; expected two or more, for the network to tell apart"
        if "classes" in self.fields:
            self.source.fault(self.fields["classes"], message)
        else:
            table.fault(0, column, message)


def _table(source: Source, item: Item) -> Table | None:
    """Return the table of a file whose path is meant from the spec's own folder."""
    folder = Path(source.name).parent
    path = folder / item.value
    try:
        text = decoded(read(path, _LARGEST), str(path), "a CSV file", _LARGEST)
        return Table.read(text, str(path))
    except SpecError as error:
        source.faults += error.faults
    except (OSError, ValueError) as error:
        near = meant(path, (".csv",)) if isinstance(error, FileNotFoundError) else None
        hint = f"; did you mean {Path(item.value).with_name(near.name)}?" if near else ""
        expected = "expected a CSV file, its path from the spec's folder"
        source.fault(item, f"{quote(item.value)}: {why(error)}; {expected}{hint}")
    return None


def _columns(source: Source, table: Table, items: Sequence[Item]) -> list[str]:
    """Return the names of columns that items name."""
    for item in items:
        if item.value is not None and item.value not in table.header:
            hint = hint_of(item.value, table.header)
            message = f"found {quote(item.value)}, which is no column of {table.name}; expected one of "
            source.fault(item, f"{message}{in_a_row(table.header)}" + (f"; {hint}" if hint else ""))
    return [item.value for item in items if item.value in table.header]


def _class_count_fits(source: Source, item: Item, classes: Sequence[str], outputs: Sequence[str]) -> bool:
    """Check that there is an output for every class, or one output for two of them."""
    if len(classes) == len(outputs) or (len(outputs) == 1 and len(classes) == 2):
        return True
    found = f"found {counted(len(classes), 'class').replace('classs', 'classes')} {enumerated(classes)}"
    wanted = f"{len(classes)} output neurons, one for each class"
    have = f"and {counted(len(outputs), 'output neuron')}"
    source.fault(item, f"{found} {have}; expected {wanted}" + (", or one for two classes" if len(outputs) == 1 else ""))
    return False
