"""What becomes of the arrays that a page names: nothing, their numbers, or their formulas."""

import numpy as np
import pytest

from bptrace.expr import Product, Sum, Symbol
from bptrace.symbolic import Named, SymbolicArray, element
from bptrace.tape import Address, Nothing, Numbers, Symbols

W, X = np.array([[2.0, 3.0]]), np.array([[0.5], [0.25]])


def page(let, w, x):
    """Name a product before and after, a sum that is split, and a line that explains another."""
    net = let("net", w @ x, 1)
    new = let("net", w @ x + 1, 1, after=True)
    split = let.split("dE/dout", net * 2, 0)
    let.aside("slope", lambda: split - 1, 3)
    return net, new, split, let("total", split.sum())


def test_the_tape_of_training_hands_on_the_numbers_and_keeps_nothing():
    def unasked():
        raise AssertionError("computed although nothing is kept")

    let = Nothing()
    assert let("net", W) is W
    assert let("net", W, 1, after=True) is W
    assert let.split("net", W, 1) is W
    let.aside("slope", unasked, 1)
    assert vars(let) == {}


def test_the_tape_of_numbers_keeps_every_array_under_its_name():
    let = Numbers()
    net, new, split, total = page(let, W, X)

    assert (net, new, split, total) == ([[1.75]], [[2.75]], [[3.5]], 3.5)  # 2·0.5 + 3·0.25
    assert let.arrays == {
        Address("net", 1, False): 1.75,
        Address("net", 1, True): 2.75,
        Address("dE/dout", 0, False): 3.5,
        Address("slope", 3, False): 2.5,
        Address("total", None, False): 3.5,
    }


@pytest.fixture
def symbols():
    let = Symbols(lambda address, index: (address, index))
    w, x = let.given(Address("w", 1, False), (1, 2)), let.given(Address("x", 0, False), (2, 1))
    return let, page(let, w, x)


def at(kind, where, *index, after=False):
    return Symbol((Address(kind, where, after), index))


def test_the_tape_of_formulas_goes_on_with_names(symbols):
    _, (net, new, split, total) = symbols

    assert all(isinstance(array, Named) for array in (net, new, split, total))
    assert [array.shape for array in (net, new, split, total)] == [(1, 1), (1, 1), (1, 1), ()]
    assert (net.name, new.name) == (Address("net", 1, False), Address("net", 1, True))
    assert net.at(0, 0) == at("net", 1, 0, 0)
    assert new.at(0, 0) == at("net", 1, 0, 0, after=True)
    assert total.at() == at("total", None)


def test_the_tape_of_formulas_keeps_them_in_the_order_of_the_page(symbols):
    let, _ = symbols
    net, new, split = Address("net", 1, False), Address("net", 1, True), Address("dE/dout", 0, False)

    assert list(let.formulas) == [net, new, split, Address("slope", 3, False), Address("total", None, False)]
    assert all(isinstance(array, SymbolicArray) for array in let.formulas.values())
    terms = tuple(Product((at("w", 1, 0, k), at("x", 0, k, 0))) for k in range(2))
    assert element(let.formulas[net], (0, 0)) == Sum(terms)
    assert let.givens == {Address("w", 1, False), Address("x", 0, False)}
    assert let.splits == {split}
    assert let.size == 5


def test_the_tape_of_formulas_knows_the_quantities_of_a_kind(symbols):
    let, _ = symbols

    assert list(let.quantities("x", False)) == [(Address("x", 0, False), (0, 0)), (Address("x", 0, False), (1, 0))]
    assert list(let.quantities("net", True)) == [(Address("net", 1, True), (0, 0))]
    assert list(let.quantities("x", True)) == []
