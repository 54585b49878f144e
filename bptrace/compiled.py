"""A round's program compiled to a Python function of plain floats, which goes through a small network's rounds much faster.

It computes every line as its formula is printed, but for parts of a function of the catalogue in which digits would cancel:
`1 + erf(x)` is computed as `erfc(-x)`, and so on. Its last digits may differ from those of the arrays: NumPy has an exp and a
tanh of its own, and where a function has a stable body besides the textbook's form, the arrays go by that. Where the
textbook's form overflows, the compiled function stops before that update.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import erfc, expm1, isfinite, log1p
from struct import pack
from typing import Any, Protocol

from bptrace import expr, flat, readings
from bptrace.engine import Learned
from bptrace.flat import Passage, Updates
from bptrace.float_formulas import DigitKeepingPrinter, FloatPrinter, real_power
from bptrace.network import Quantity
from bptrace.printing.python import FUNCTION_NAMES
from bptrace.problem import Problem
from bptrace.program import Line, Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules


class Trainer(Protocol):
    """Trains a network for some epochs from what it has learned, in each from a batch on that is the first or a later one."""

    def __call__(self, learned: Learned, epochs: int, first: int = ...) -> Learned:
        """Return what is learned then.

        Raises
        ------
        ArithmeticError, ValueError
            Where float arithmetic has no answer, for example on overflow.
        """


def compile_trainer(problem: Problem, rounding: Rounding | None = None, rules: Rules = RIGHT) -> Trainer:
    """Return a function that trains the network for a number of epochs from what it has learned so far.

    With a rounding, every line is rounded before the next one uses it.
    """
    train = compile_training(problem, rounding, rules)

    def trained(learned: Learned, epochs: int, first: int = 0) -> Learned:
        passage = train(learned, epochs, slice(first, None))
        if passage.fault is not None:
            raise passage.fault
        return passage.learned

    return trained


def compile_training(problem: Problem, rounding: Rounding | None = None, rules: Rules = RIGHT) -> Updates:
    """Return a function that goes through updates and keeps nothing: it computes only what the new parameters rest on."""
    return _compiled(problem, rounding, rules, _needed)


def compile_recording(problem: Problem, rounding: Rounding | None = None, rules: Rules = RIGHT) -> Updates:
    """Return a function that goes through updates and keeps every value of each, as `flat.laid` lists them."""
    return _compiled(problem, rounding, rules, _everything)


Content = Callable[[Problem, Program, range], tuple[list[Line], list[Quantity]]]
"""What a compiled round computes, and what it keeps of that."""


def _needed(problem: Problem, program: Program, samples: range) -> tuple[list[Line], list[Quantity]]:
    return program.before({flat.after(quantity) for quantity in flat.state(problem)}.__contains__), []


def _everything(problem: Problem, program: Program, samples: range) -> tuple[list[Line], list[Quantity]]:
    return list(program.lines()), flat.laid(problem, program, samples)


def _compiled(problem: Problem, rounding: Rounding | None, rules: Rules, content: Content) -> Updates:
    namespace: dict[str, Any] = {FUNCTION_NAMES.get(name, name): body for name, body in expr.FUNCTIONS.items()}
    namespace |= {"erfc": erfc, "expm1": expm1, "log1p": log1p}
    namespace |= {"pack": pack, "power": real_power, "rounded": rounding and _finite(rounding)}
    source = _source(problem, rules, content, rounded=rounding is not None)
    exec(source, namespace)  # noqa: S102 - written below out of numbered names and numbers, nothing else
    go, flattening = namespace["go"], flat.Flattening(problem)
    rows, rest = flat.rows(problem, min(problem.batch, problem.sample_count))
    constants = [float(value) for value in problem.constants.values()]

    def updates(learned: Learned, epochs: int, batches: slice = slice(None)) -> Passage:
        last = rest if len(rows) in range(len(rows) + len(rest))[batches] else []
        state, count = flattening.values(learned), learned.updates
        state, updates, kept, fault = go(state, count, rows[batches], last, constants, epochs)
        return Passage(flattening.learned(state, updates), updates - count, kept, fault)

    return updates


def _source(problem: Problem, rules: Rules, content: Content, *, rounded: bool) -> str:
    """Return the Python source of `go(state, count, rows, rest, constants, epochs)`.

    The state is one flat list of all parameters and optimizer states, `count` the number of updates so far; a row has the
    inputs and targets of one full batch, and `rest` those of the last, smaller one, if there is one. The function returns the
    new state and count, what it kept, and the fault that stopped it; the state moves on only when an update is complete.
    """
    whole = min(problem.batch, problem.sample_count)
    sizes = {"rows": whole} | ({"rest": problem.sample_count % whole} if problem.sample_count % whole else {})
    state, constants = _listed(flat.state(problem)), _listed(flat.constants(problem))
    body = [
        f"def go(state, {_STEP}, rows, rest, constants, epochs):",
        f"    [{state}] = state",
        f"    [{constants}] = constants",
        "    kept = []",
        "    keep = kept.append",
        "    try:",
        "        for _ in range(epochs):",
    ]
    for rows, size in sizes.items():
        samples = range(size)
        program = Program(problem.network, readings.read(problem, samples, rules))
        body += _loop(problem, rows, samples, *content(problem, program, samples), rounded=rounded)
    return "\n".join(
        [
            *body,
            "    except (ArithmeticError, ValueError) as fault:",
            f"        return [{state}], {_STEP} - 1, kept, fault",
            f"    return [{state}], {_STEP}, kept, None",
            "",
        ]
    )


def _loop(
    problem: Problem, rows: str, samples: range, lines: list[Line], kept: list[Quantity], *, rounded: bool
) -> list[str]:
    """Return the loop over batches of one size: the lines, what is kept of them, then the state moved on."""
    plain, keeping = FloatPrinter(_identifier), DigitKeepingPrinter(_identifier)
    computed = "{} = rounded({})" if rounded else "{} = {}"
    body = []
    for line in lines:
        printer = plain if rounded or _is_ones_own(problem, line.quantity) else keeping
        body.append(computed.format(_identifier(line.quantity), printer.print(line.formula)))
    defined = {line.quantity for line in lines}
    changed = [quantity for quantity in flat.state(problem) if flat.after(quantity) in defined]
    body += [f"keep(pack('{len(kept)}d', {_listed(kept)}))"] if kept else []
    body += [f"{_identifier(quantity)} = {_identifier(flat.after(quantity))}" for quantity in changed]
    return [
        f"            for [{_listed(flat.columns(problem, samples))}] in {rows}:",
        f"                {_STEP} += 1",
        *(f"                {statement}" for statement in body),
    ]


def _is_ones_own(problem: Problem, quantity: Quantity) -> bool:
    """Whether a line is an output, a slope or an error by a function of the user's own, which is computed as it is written."""
    match quantity:
        case Quantity("error"):
            return problem.loss is not None and bool(problem.loss.formulas)
        case Quantity("out" | "dout/dnet", int(layer), int(unit)):
            return bool(problem.network.layers[layer - 1].activations[unit].formulas)
        case _:
            return False


def _finite(rounding: Rounding) -> Callable[[float], float]:
    """Return the rounding, which by hand is never of a number that is not finite."""

    def rounded(value: float) -> float:
        if not isfinite(value):
            raise OverflowError("a number on the way is not finite")
        return rounding(value)

    return rounded


def _identifier(ref: object) -> str:
    """Return a Python name that no other quantity has, whatever the spec calls it."""
    assert isinstance(ref, Quantity)
    numbers = "_".join("" if part is None else str(part) for part in ref[1:5])
    kind = "".join(character if character.isalnum() else "_" for character in ref.kind)
    return f"{kind}_{numbers}{'_after' if ref.after else ''}"


_STEP = _identifier(flat.COUNT)


def _listed(quantities: Sequence[Quantity]) -> str:
    return ", ".join(map(_identifier, quantities))
