"""What an array's formula is called as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace.expr import Call, Choice, Comparison, Negation, Number, Product, Sum, Symbol
from bptrace.matrix_form import Gathered, whole
from bptrace.symbolic import Named, Rearranged, SymbolicArray

A, B, V = Symbol("A"), Symbol("B"), Symbol("v")


def named(name, *shape):
    return Named(name, shape, lambda index: (name, index))


def of(*shape):
    return named("A", *shape)


@pytest.mark.parametrize(
    ("numbers", "formula"),
    [
        (2, Number(2.0)),
        (np.float64(0.5), Number(0.5)),
        (np.array([[3, 3], [3, 3]]), Number(3.0)),
        (np.array([[3, 3], [3, 4]]), Symbol("constants")),
        (np.array([True, False]), Symbol("constants")),
    ],
)
def test_numbers_are_one_number_or_constants(numbers, formula):
    assert whole(numbers) == formula


def test_what_is_done_element_by_element_is_done_to_the_whole():
    assert whole(of(2, 3)) == A
    assert whole(of(2, 3) + named("B", 2, 3)) == Sum((A, B))
    assert whole(-of(2, 3)) == Negation(A)
    assert whole(np.exp(2 * of(2, 3))) == Call("exp", (Product((Number(2.0), A)),))


def test_a_product_has_its_sides_in_order():
    assert whole(of(2, 3) @ named("B", 3, 4)) == Call("matmul", (A, B))
    assert whole(named("B", 3, 2).T @ of(3, 4)) == Call("matmul", (Call("transpose", (B,)), A))


@pytest.mark.parametrize(
    ("shape", "axis", "formula"),
    [
        ((2, 3), 0, Call("colsums", (A,))),
        ((2, 3), 1, Call("rowsums", (A,))),
        ((1, 3), 0, A),
        ((3, 1), 1, A),
        ((3, 1), 0, Call("colsums", (A,))),
        ((1, 3), 1, Call("rowsums", (A,))),
        ((3,), 0, Call("sum", (A,))),
        ((1,), 0, A),
    ],
)
def test_a_sum_is_of_columns_of_rows_or_of_all_and_of_one_it_is_none(shape, axis, formula):
    assert whole(of(*shape).sum(axis=axis)) == formula


def test_a_sum_of_sums_is_one_of_all_elements():
    assert whole(of(2, 3).sum(axis=0).sum()) == Call("sum", (A,))
    assert whole(of(2, 3).sum(axis=1).sum()) == Call("sum", (A,))
    assert whole(of(2, 3).sum()) == Call("sum", (A,))
    assert whole(np.exp(of(3)).sum()) == Call("sum", (Call("exp", (A,)),))
    assert whole(np.add.reduceat(of(2, 3).sum(axis=0), [0])) == Call("sum", (A,))


@pytest.mark.parametrize(
    ("size", "starts", "formula"),
    [
        (4, [0, 2], Call("segments", (A,))),
        (4, [0, 1, 2], Call("segments", (A,))),
        (4, [0], Call("sum", (A,))),
        (1, [0], A),
    ],
)
def test_sums_of_stretches_are_segments_or_the_sum_of_all(size, starts, formula):
    assert whole(np.add.reduceat(of(size), starts)) == formula


def test_elements_in_the_same_order_are_the_array_itself():
    assert whole(of(2, 3).reshape(3, 2)) == A
    assert whole(of(3)[:, None]) == A
    assert whole(np.exp(of(2, 3)).reshape(-1)) == Call("exp", (A,))


def test_other_elements_of_a_named_array_are_gathered():
    gathered = whole(of(3)[np.array([2, 0, 2])])
    assert isinstance(gathered, Symbol)
    assert isinstance(gathered.ref, Gathered)
    assert (gathered.ref.name, gathered.ref.numbers.tolist()) == ("A", [2, 0, 2])
    first = whole(of(3)[np.array([0, 1])])
    assert isinstance(first.ref, Gathered)


def test_other_elements_of_what_has_no_name_and_of_several_arrays_are_joined():
    assert whole(np.exp(of(3))[np.array([2, 0])]) == Call("join", (Call("exp", (A,)),))
    assert whole(np.concatenate([of(3), named("v", 2)])) == Call("join", (A, V))
    assert whole(Rearranged((of(3), named("v", 2)), np.arange(3))) == Call("join", (A, V))


def test_a_choice_is_one_of_the_whole_or_is_settled_place_by_place():
    assert whole(np.where(of(2) > 0, of(2), named("B", 2))) == Choice(Comparison(">", A, Number(0.0)), A, B)
    assert whole(np.where(np.array([True, False]), of(2), named("B", 2))) == Call("either", (A, B))


def test_matrices_one_for_each_column_are_a_product_for_each_column():
    column, matrices = named("v", 3, 2), named("J", 3, 3, 2)
    assert whole((column[None, :, :] * matrices).sum(axis=1)) == Call("matmul", (Symbol("J"), V))
    # no product of two factors, or no product at all
    assert whole((column[None, :, :] + matrices).sum(axis=1)) == Call("contracted", (Sum((V, Symbol("J"))),))
    assert whole(matrices.sum(axis=1)) == Call("contracted", (Symbol("J"),))


def test_a_kind_of_array_without_a_matrix_form_is_a_mistake():
    class Strange(SymbolicArray):
        shape = (1,)

    with pytest.raises(AssertionError, match="Strange"):
        whole(Strange())
