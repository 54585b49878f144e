"""Samples drawn at random, with targets that formulas in the inputs give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from bptrace import elementwise, expr
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.functions.schemes import SCHEMES
from bptrace.network import Floats
from bptrace.spec.drawing import finite, settings
from bptrace.spec.samples import Data, one_hot
from bptrace.spec.seeds import POINTS, seeded
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, enumerated, hint_of, in_a_row, quote

Fields: TypeAlias = Mapping[str, Item]

_LARGEST, _MOST = 5_000_000, 1_000_000
"""So many numbers are drawn at most, and so many samples."""


def generated(source: Source, spec: Fields, fields: Fields, named: Item | None, outputs: Sequence[str]) -> Data | None:
    """Return points drawn at random, sample by sample, with targets by formulas."""
    name = fields["generate"].value
    rng = seeded(source, spec, fields["generate"], POINTS)
    chosen = settings(source, name, fields)
    count, inputs = (fields[field].value if field in fields else None for field in ("count", "inputs"))
    names = None if inputs is None else _input_names(source, fields["inputs"], named)
    if rng is None or chosen is None or count is None or names is None:
        return None
    most = min(_MOST, _LARGEST // len(names))
    if count > most:
        source.fault(fields["count"], f"found {count} samples; expected at most {most}")
        return None
    rows = finite(source, fields, partial(SCHEMES[name].draw, rng, (count, len(names))), chosen)
    if rows is None:
        return None
    points = np.ascontiguousarray(rows.T)
    formula_of = _Formulas(source, dict(zip(names, points, strict=True)))
    targets = _labelled(formula_of, fields, outputs) if "label" in fields else _computed(formula_of, fields, outputs)
    if targets is None and {"label", "targets"} & set(fields):
        return None

    def fault(sample: int, output: int, message: str) -> None:
        items = fields["targets"].value if "targets" in fields else (fields["label"],)
        source.fault(items[min(output, len(items) - 1)], f"{message}, which it gives for sample {sample + 1}")

    return Data(points, targets, names, None, fault)


def _input_names(source: Source, item: Item, named: Item | None) -> tuple[str, ...] | None:
    """Return the names of generated inputs: those listed, or as many as are asked for."""
    if isinstance(item.value, tuple):
        names = tuple(name.value for name in item.value)
        return None if None in names else names
    given = tuple(name.value for name in named.value) if named and named.value else ()
    return given if len(given) == item.value else tuple(f"i{number}" for number in range(1, item.value + 1))


@dataclass(frozen=True)
class _Formulas:
    """What computes formulas over the inputs of all samples."""

    source: Source
    columns: Mapping[str, Floats]

    def __call__(self, item: Item) -> Floats | None:
        formula: Expr | None = item.value
        if formula is None:
            return None
        unknown = [str(ref) for ref in expr.leaves(formula) if ref not in self.columns]
        if unknown:
            hint = hint_of(unknown[0], list(self.columns))
            message = f"found {quote(unknown[0])}; expected a formula in the inputs {in_a_row(list(self.columns))}"
            self.source.fault(item, f"{message}; {hint}" if hint else message)
            return None
        with np.errstate(all="ignore"):
            values: Floats = elementwise.apply(formula, self.columns)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            self._not_finite(item, int(bad[0]))
            return None
        return values

    def _not_finite(self, item: Item, sample: int) -> None:
        where = in_a_row([f"{name} = {values[sample]:g}" for name, values in self.columns.items()])
        message = f"found a formula without a finite value for sample {sample + 1} ({where})"
        self.source.fault(item, f"{message}; expected one that has a value everywhere")


def _computed(compute: _Formulas, fields: Fields, outputs: Sequence[str]) -> Floats | None:
    """Return the targets that a formula for each output gives."""
    item = fields.get("targets")
    if item is None or item.value is None:
        return None
    if len(item.value) != len(outputs):
        expected = f"{len(outputs)}, one for each output {enumerated(outputs)}"
        compute.source.fault(item, f"found {counted(len(item.value), 'formula')}; expected {expected}")
    columns = [compute(formula) for formula in item.value]
    found = [column for column in columns if column is not None]
    return np.array(found) if len(found) == len(outputs) else None


def _labelled(compute: _Formulas, fields: Fields, outputs: Sequence[str]) -> Floats | None:
    """Return the targets of a formula that gives the class number of each sample, from 0."""
    item = fields["label"]
    if "targets" in fields:
        compute.source.fault(item, "found both targets and a label; expected one of them")
    numbers = compute(item)
    if numbers is None:
        return None
    last = max(len(outputs) - 1, 1)
    bad = np.flatnonzero((numbers < 0) | (numbers > last) | (numbers != np.round(numbers)))
    if bad.size:
        found = f"found {numbers[bad[0]]:g} for sample {bad[0] + 1}"
        expected = f"a class number from 0 to {last}, for outputs {enumerated(outputs)}"
        compute.source.fault(item, f"{found}; expected {expected}")
        return None
    return one_hot(numbers.astype(np.int64), len(outputs))
