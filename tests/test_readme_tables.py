"""What there is to write in a file, and every function and command, stands in the tables of the README."""

from collections.abc import Iterator
from functools import partial

import pytest

import bptrace
from bptrace.cli import COMMANDS
from bptrace.cli.export import WRITERS
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.functions.schemes import SCHEMES
from bptrace.printing.text import TextPrinter
from bptrace.spec.circuit import CIRCUIT
from bptrace.spec.compounds import Either, ListOf, Record
from bptrace.spec.configured import Configured
from bptrace.spec.fields import SPEC
from bptrace.spec.scalars import Kind
from bptrace.spec.variants import Alternatives, Variant
from bptrace.symbolic import Named, SymbolicArray
from tests.readme import CATALOGUE, ROOT, TEXT, catalogue, first_cells, row_of, table_of, tables


def common(kind: Variant) -> Iterator[Record]:
    """Yield the fields that all variants have beside the settings of their scheme, if there are any."""
    fields = [{field.name: field for field in record.fields} for record in kind.records.values()]
    shared = [field for name, field in fields[0].items() if all(name in other for other in fields)]
    if len(shared) > 1:
        yield Record(tuple(shared), "generated data")


def records(kind: Kind) -> Iterator[Record]:
    """Yield the records within a kind of value, itself included."""
    if isinstance(kind, Record):
        yield kind
        for field in kind.fields:
            yield from records(field.kind)
    elif isinstance(kind, ListOf):
        yield from records(kind.item)
    elif isinstance(kind, Configured) and kind.own is not None:
        yield Record(kind.own.fields, f"{kind.own.noun} of your own")
    elif isinstance(kind, Variant):
        yield from common(kind)
    elif isinstance(kind, Either | Alternatives):
        for option in kind.options if isinstance(kind, Either) else kind.records.values():
            yield from records(option)


@pytest.mark.parametrize("record", [*records(SPEC), *records(CIRCUIT)], ids=lambda record: record.noun)
def test_every_field_of_the_file_is_in_a_table_of_its_own(record):
    assert all(map(all, table_of([field.name for field in record.fields]))), "a cell is empty"


@pytest.mark.parametrize(
    "names", [COMMANDS, ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEMES], ids=lambda names: next(iter(names))
)
def test_every_command_and_function_is_in_a_table_in_its_order(names):
    assert table_of(list(names))


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_is_named(suffix):
    assert f"`{suffix}`" in TEXT


def formula(build, *names: str) -> str:
    """Return a function's own formula, of neurons that are all called alike."""
    arrays = (Named(name, (1, 1), partial(lambda name, _: name, name)) for name in names)
    built = build(*arrays)
    return f"`{TextPrinter(str).print(built.at(0, 0))}`" if isinstance(built, SymbolicArray) else f"`{built[0, 0]:g}`"


@pytest.mark.parametrize(
    "activation", [one for one in ACTIVATIONS.values() if one.elementwise], ids=lambda one: one.name
)
def test_every_activation_stands_with_its_formulas(activation):
    row = row_of(activation.name, list(ACTIVATIONS))
    fixed = {key: Named(key, (), partial(lambda key, _: key, key)) for key in activation.settings}

    assert row[1] == formula(partial(activation.textbook, **fixed), "net")
    if activation.differentiable:
        assert row[2] == formula(partial(activation.slope, **fixed), "net", "out")
    assert all(f"`{key}` = {value:g}" in row[3] for key, value in activation.settings.items())


@pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.name)
def test_every_loss_stands_with_its_formulas(loss):
    row = row_of(loss.name, list(LOSSES))
    fixed = {key: Named(key, (), partial(lambda key, _: key, key)) for key in loss.settings}

    assert row[1] == formula(partial(loss.term, **fixed), "target", "out")
    assert row[2] == ("mean" if loss.mean else "sum")
    assert row[3].startswith(formula(partial(loss.textbook_slope, **fixed), "target", "out"))
    assert all(f"`{key}` = {value:g}" in row[3] for key, value in loss.settings.items())


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda optimizer: optimizer.name)
def test_every_optimizer_stands_with_its_constants(optimizer):
    row = row_of(optimizer.name, list(OPTIMIZERS))

    assert all(f"`{key}` = {value:g}" in row[2] for key, value in optimizer.constants.items())


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_every_scheme_stands_with_its_settings(scheme):
    row = row_of(scheme.name, list(SCHEMES))

    assert row[1] == ", ".join(f"`{key}` = {value:g}" for key, value in scheme.settings.items())
    assert ("weights only" in row[2]) == scheme.fans


def test_every_mistake_is_in_the_table():
    assert [match[0] for match in CATALOGUE.finditer(TEXT)] == [catalogue()]


def test_every_key_that_is_listed_is_one():
    trace = bptrace.run(bptrace.load(ROOT / "configs" / "mazur.yaml"))
    (keys,) = (first_cells(table) for table in tables() if "net_h1" in first_cells(table))

    for key in keys:
        assert isinstance(trace.value(key), float), key
