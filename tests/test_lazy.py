"""Items that are made when they are looked at are the same as those that are made at once."""

import pytest

from bptrace import lazy, spec
from bptrace.lazy import FEW, Each, Lazy


def counting(count):
    """A lazy sequence of numbers, and the list of those that were made."""
    made = []

    def make(number):
        made.append(number)
        return number * 10

    return Lazy(count, make), made


@pytest.mark.parametrize("key", [0, 99, -1, slice(None, 3), slice(-2, None), slice(5, 1), slice(None, None, 50)])
def test_only_what_is_looked_at_is_made(key):
    items, made = counting(100)
    whole = tuple(range(0, 1000, 10))

    assert items[key] == whole[key]
    assert len(items) == 100
    assert made == (list(range(100)[key]) if isinstance(key, slice) else [range(100)[key]])


@pytest.mark.parametrize("key", [100, -101])
def test_there_is_nothing_beyond_the_ends(key):
    with pytest.raises(IndexError):
        counting(100)[0][key]


def test_who_goes_through_all_makes_each_once():
    items, made = counting(20)

    assert list(items) == list(items) == list(range(0, 200, 10))
    assert items[3] == 30
    assert made == list(range(20))


def test_it_equals_the_tuple_of_its_items_and_has_its_hash():
    items, _ = counting(20)

    assert items == tuple(range(0, 200, 10)) == items
    assert hash(items) == hash(tuple(items))
    assert items != tuple(range(20))
    assert items != (0,)
    assert items == counting(20)[0]


def test_each_equals_the_tuple_of_its_items_and_has_its_hash():
    batches = spec.loads(
        "data: {generate: uniform, count: 6, inputs: [x], targets: [x]}\nseed: 1\nbatch: 4\nlearning_rate: 0.1\n"
        "loss: squared_error\nlayers: [{activation: tanh, weights: [[1]]}]\n"
    ).batches()

    assert batches == (range(4), range(4, 6)) == batches
    assert batches != (range(4),)
    assert batches != (range(4), range(4, 7))
    assert batches[1:] == (range(4, 6),)
    assert hash(batches) == hash((range(4), range(4, 6)))
    assert Each(range(20), lambda number: number * 10) == counting(20)[0]
    assert repr(batches) == "<2 items>"


def test_a_few_items_are_made_at_once():
    assert lazy.made(FEW, str) == tuple(map(str, range(FEW)))
    assert isinstance(lazy.made(FEW, str), tuple)
    assert isinstance(lazy.made(FEW + 1, str), Lazy)


@pytest.mark.parametrize("sizes", [(), (3,), (0, 2), (2, 0, 1), (40, 1), (1, 30, 0, 20), (17, 17)])
def test_joined_sequences_follow_one_another(sizes):
    parts = [lazy.made(size, lambda number, part=part: (part, number)) for part, size in enumerate(sizes)]
    joined, whole = lazy.joined(parts), sum(map(tuple, parts), ())

    assert tuple(joined) == whole
    assert [joined[place] for place in range(len(joined))] == list(whole)


def test_joining_makes_nothing():
    items, made = counting(100)

    assert lazy.joined([(7,), items])[3] == 20
    assert made == [2]


def test_each_item_is_made_when_it_is_looked_at_and_not_kept():
    asked = []

    def make(number):
        asked.append(number)
        return number * number

    squares = lazy.Each(range(1, 10, 2), make)

    assert (len(squares), asked) == (5, [])
    assert (squares[0], squares[-1], squares[0]) == (1, 81, 1)
    assert asked == [1, 9, 1]
    assert list(squares) == [1, 9, 25, 49, 81]
    assert list(squares[3:]) == [49, 81]
    assert list(squares[::-2]) == [81, 25, 1]
    with pytest.raises(IndexError):
        squares[5]
