"""The readings of the page: as numbers, kept or not, and as symbols.

`compute` learns without keeping anything, `record` keeps every array of a round, `stand` tells how the network stands on all
samples, and `read` gives the formulas, `read_update` those that the update rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from bptrace.engine import Learned, error, forward, page, review
from bptrace.functions.optimizers import State
from bptrace.network import Block, Quantity
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Rules
from bptrace.symbolic import Array, Index
from bptrace.tape import Address, Numbers, Symbols, Tape


def constants(problem: Problem, learned: Learned) -> SimpleNamespace:
    """Return the constants of the next round as numbers, the number of the update among them where it counts."""
    counted = {"step": learned.updates + 1} if problem.counts_updates else {}
    return SimpleNamespace(**problem.constants, **counted)


def begin(problem: Problem) -> Learned:
    """Return the start values and a state of zeros."""
    kinds = problem.optimizer.state if problem.optimizer else ()
    blocks = problem.network.start()
    return Learned(blocks, tuple({kind: np.zeros(block.shape) for kind in kinds} for block in blocks))


def compute(let: Tape, problem: Problem, learned: Learned, samples: range, rules: Rules = RIGHT) -> Learned:
    """Read the page as numbers, on the samples of one batch.

    Returns
    -------
    Learned
        What the next round starts from.
    """
    x, target = _columns(problem, samples)
    return page(let, problem, rules, learned, constants(problem, learned), x, target)


def record(problem: Problem, learned: Learned, samples: range, rules: Rules = RIGHT) -> tuple[Numbers, Learned]:
    """Read the page as numbers and keep every array, those that are given and the second forward pass among them."""
    let = Numbers()
    x, target = _given(let, problem, learned, samples)
    after = compute(let, problem, learned, samples, rules)
    if problem.optimizer is not None:
        review(let, problem, rules, after, constants(problem, learned), x, target)
    return let, after


def givens(problem: Problem) -> Numbers:
    """Return what a run starts from: all samples, parameters, states and constants."""
    let = Numbers()
    _given(let, problem, begin(problem), range(problem.sample_count))
    return let


def stand(problem: Problem, learned: Learned, rules: Rules = RIGHT) -> Numbers:
    """Compute the forward pass and the error on all samples, with what has been learned so far, and keep every array."""
    let = Numbers()
    x, target = _given(let, problem, learned, range(problem.sample_count))
    signals = forward(let, problem.network, rules, learned.blocks, x)
    if problem.loss is not None:
        error(let, problem, learned.blocks, constants(problem, learned), signals.outs[-1], target, rules)
    return let


def read(problem: Problem, samples: range, rules: Rules = RIGHT) -> Symbols:
    """Read the page as symbols, on as many columns as the batch has samples."""
    let, again = _as_symbols(problem, samples, rules)
    again()
    return let


def read_update(problem: Problem, samples: range, rules: Rules = RIGHT) -> Symbols:
    """Read the page as symbols up to the update, without the second forward pass, which takes a third of the time."""
    return _as_symbols(problem, samples, rules)[0]


def _as_symbols(problem: Problem, samples: range, rules: Rules) -> tuple[Symbols, Callable[[], None]]:
    """Return the page read up to the update, and what reads on."""
    network, count = problem.network, len(samples)

    def quantity(address: Address, index: Index) -> Quantity:
        found = network.quantity(address, index)
        first = samples.start
        return found._replace(sample=found.sample + first) if first and found.sample is not None else found

    let = Symbols(quantity)
    x = let.given(Address("out", 0, False), (len(network.inputs), count))
    target = let.given(Address("target", network.depth, False), (len(network.outputs), count))
    blocks = (_symbolic_block(let, problem, n, b) for n, b in enumerate(network.blocks))
    arrays, states = zip(*blocks, strict=True)
    learned = Learned(arrays, states)
    constant = SimpleNamespace(**{kind: let.given(Address(kind, None, False), ()) for kind in problem.constant_kinds})
    after = page(let, problem, rules, learned, constant, x, target)
    return let, lambda: review(let, problem, rules, after, constant, x, target) if problem.optimizer else None


def _symbolic_block(let: Symbols, problem: Problem, number: int, block: Block) -> tuple[Array, State]:
    def given(kind: str) -> Array:
        return let.given(Address(kind, number, False), block.values.shape)

    return given("parameter"), {kind: given(kind) for kind in (problem.optimizer.state if problem.optimizer else ())}


def _given(let: Numbers, problem: Problem, learned: Learned, samples: range) -> tuple[Array, Array]:
    """Keep what a round starts from, and return the inputs and targets of the samples."""
    x, target = _columns(problem, samples)
    let("out", x, 0)
    if target is not None:
        let("target", target, problem.network.depth)
    for kind, value in vars(constants(problem, learned)).items():
        let(kind, np.float64(value))
    for number, (block, state) in enumerate(zip(learned.blocks, learned.states, strict=True)):
        for kind, value in {"parameter": block, **state}.items():
            let(kind, value, number)
    return x, target


def _columns(problem: Problem, samples: range) -> tuple[Array, Array]:
    columns = slice(samples.start, samples.stop)
    return problem.inputs[:, columns], None if problem.targets is None else problem.targets[:, columns]
