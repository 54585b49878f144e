"""What a worked example takes for granted: the network's shape, and the conventions in force.

Half of all disputes about figures are about two conventions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bptrace.expr import Call, Number, Power, Product, Symbol
from bptrace.network import Layer, Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Penalty, Problem
from bptrace.report.document import Formula, Parts, listed, say
from bptrace.symbolic import Index, Named
from bptrace.words import printable

_SHOWN = 4
"""So many names that differ from the data's own are told."""


def architecture(network: Network) -> Parts:
    """Return the network in one line: sizes and activations."""
    count = len(network.inputs)
    text = f"{count} input{'' if count == 1 else 's'}"
    for number, layer in enumerate(network.layers, 1):
        kinds = " and ".join(dict.fromkeys(one.name.replace("_", " ") for one in layer.activations))
        role = "output" if number == network.depth else "hidden"
        plural = "s" if role == "output" and len(layer.units) > 1 else ""
        text += f" → {len(layer.units)} {role}{plural} ({kinds})"
    return say(text)


def names(notation: Notation) -> Iterator[tuple[Parts, Parts]]:
    """Yield what inputs and neurons are called, which headings name, where quantities are called by their places."""
    if not notation.by_place:
        return
    network, said = notation.problem.network, list[Parts]()
    if any(notation.text(Quantity("out", 0, unit)) != name for unit, name in enumerate(network.inputs)):
        said.append(_called(network.inputs, 0, (" is ", " are ")))
    layers = enumerate(network.layers, 1)
    said += [_called(layer.units, number, (" has the output ", " have the outputs ")) for number, layer in layers]
    yield say("Names"), say(said[0], *(say("; ", one) for one in said[1:]))


def _called(units: Sequence[str], layer: int, verbs: tuple[str, str]) -> Parts:
    """Return the names of inputs or neurons and of their outputs; of more than two the first and the last."""
    last = len(units) - 1
    ends = Quantity("out", layer, 0), Quantity("out", layer, last)
    if not last:
        return say(f"{units[0]}{verbs[0]}", ends[0])
    way = " and " if last == 1 else " to "
    return say(f"{units[0]}{way}{units[last]}{verbs[1]}", ends[0], way, ends[1])


def conventions(problem: Problem) -> tuple[tuple[Parts, Parts], ...]:
    """Return the conventions in force: half of all disputes about figures are about two of them."""
    rows: list[tuple[Parts, Parts]] = []
    if problem.loss is not None:
        rows.append((say("Error"), _error_convention(problem)))
    elif problem.gradient_of is not None:
        rows.append(
            (say("Gradients"), say(f"of the output {problem.network.outputs[problem.gradient_of]}; there is no error"))
        )
    if problem.penalty is not None:
        rows.append((say("Penalty"), _penalty_convention(problem, problem.penalty)))
    biases = _bias_convention(problem)
    if biases:
        rows.append((say("Biases"), biases))
    if problem.optimizer is not None:
        rows += _learning_conventions(problem)
    elif problem.goes_back:
        rows.append((say("Update"), say("none: no learning rate is given")))
    if problem.renamed:
        rows.append((say("Data"), _data_names(problem.renamed)))
    return tuple(rows)


def _data_names(pairs: Sequence[tuple[str, str]]) -> Parts:
    """Return what columns and classes are called that are no names; of many the first few."""
    shown = [say(f'{name} for "{printable(word)}"') for name, word in pairs[:_SHOWN]]
    more = len(pairs) - len(shown)
    return say("names that stand for its own: ", listed([*shown, *([say(f"{more} more")] if more else [])]))


def _error_convention(problem: Problem) -> Parts:
    loss = problem.loss
    assert loss is not None
    target, out = (Named(kind, (1, 1), partial(_any_output, problem, kind)) for kind in ("target", "out"))
    text = say(Formula(loss.terms(target, out).at(0, 0)))
    if len(problem.network.outputs) > 1:
        text = say(text, f", {'mean' if loss.mean else 'sum'} over the outputs")
    if problem.batch > 1 and problem.sample_count > 1:
        text = say(text, f", {'mean' if problem.mean_over_samples else 'sum'} over the samples")
    return text


def _penalty_convention(problem: Problem, penalty: Penalty) -> Parts:
    """Return the penalty as a formula of one weight."""
    w = Symbol("w")
    terms = {
        "l1": Product((Symbol(Quantity("l1")), Call("abs", (w,)))),
        "l2": Product((Number(0.5), Symbol(Quantity("l2")), Power(w, Number(2.0)))),
    }
    rates = [say(Formula(Symbol(Quantity(kind))), "\u00a0=\u00a0", problem.constants[kind]) for kind in penalty.kinds]
    whom = "every trained weight and bias" if penalty.biases else "every trained weight"
    formula = listed([say(Formula(terms[kind])) for kind in penalty.kinds], " + ")
    return say(formula, f" for {whom}, ", listed(rates, ", "))


def _any_output(problem: Problem, kind: str, index: Index) -> Quantity:
    """Return what such quantities of the output layer are called, whichever neuron is meant."""
    del index
    return Quantity(kind, problem.network.depth)


def _bias_convention(problem: Problem) -> Parts:
    network = problem.network
    words = [_bias_words(network, layer, trains=problem.optimizer is not None) for layer in network.layers]
    if len(set(words)) == 1:
        return say(words[0])
    words = [text.replace("one for each layer", "one for the layer") for text in words]
    named = zip((layer.name.lower() for layer in network.layers), words, strict=True)
    return say("; ".join(f"{name}: {text}" for name, text in named))


def _bias_words(network: Network, layer: Layer, *, trains: bool) -> str:
    if layer.bias is None:
        return "none"
    block = network.blocks[layer.bias.block]
    if block.homes is None:
        owner = "one per neuron"
    else:
        owner = "one for each layer" if block.homes[0].unit is None else "shared by name"
    kind = ", subtracted as a threshold" if layer.threshold else ""
    return owner + kind + (f", {'trained' if block.trained else 'not trained'}" if trains else "")


def _learning_conventions(problem: Problem) -> list[tuple[Parts, Parts]]:
    optimizer = problem.optimizer
    assert optimizer is not None
    chosen = ("learning_rate", *optimizer.constants)
    constants = listed(
        [say(Formula(Symbol(Quantity(kind))), "\u00a0=\u00a0", problem.constants[kind]) for kind in chosen], ", "
    )
    name = {"sgd": "gradient descent"}.get(optimizer.name, optimizer.name.replace("_", " "))
    order = (
        "layer by layer: errors go back through weights already updated"
        if problem.layer_by_layer
        else "all together: every gradient uses the weights of the forward pass"
    )
    rows = [(say("Learning"), say(f"{name}, ", constants)), (say("Update"), say(order))]
    if problem.batch < problem.sample_count:
        size = f"{problem.batch} samples" if problem.batch > 1 else "each sample"
        rows.append((say("Batch"), say(f"an update after {size}, one after the other")))
    return rows
