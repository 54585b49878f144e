"""A round read array by array: the layers forward, the error, the layers back, each line about a whole layer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import NamedTuple

from bptrace.expr import Call, Symbol
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.notation import Whole
from bptrace.problem import Problem
from bptrace.report import way_back, words
from bptrace.report.array_formulas import NotWholeError
from bptrace.report.document import Element, Formula, Heading, Paragraph, Parts, Table, say
from bptrace.report.equations import Page
from bptrace.report.lesson import Options
from bptrace.sections import Gap, Section, Topic
from bptrace.symbolic import Named
from bptrace.tape import Address
from bptrace.trace import Round, Step


class _Group(NamedTuple):
    """What arrays that stand together are about."""

    topic: Topic
    layer: int | None = None


def matrix_round(problem: Problem, kept: Round, options: Options) -> Iterator[Element]:
    """Yield the elements of a round."""
    page, seen = Page(problem, kept), set[Topic]()
    for group, addresses in groupby(_shown(page, options), lambda address: _group(problem, address)):
        chosen = list(addresses)
        yield Heading(words.title(problem, Section(group.topic, (), group.layer)), 3)
        text = _sentences(problem, kept, group, {address.kind for address in chosen}, first=group.topic not in seen)
        if text and not options.brief:
            yield Paragraph(text)
        seen.add(group.topic)
        yield from _lines(page, chosen, options)
    if Topic.AFTER in seen and not options.brief and options.only is None:
        yield Paragraph(words.progress(kept))


def _shown(page: Page, options: Options) -> Iterator[Address]:
    """Yield the arrays that are asked for, without the factors that explain a node delta but that nothing is made from."""
    problem = page.problem
    for address in page.addresses:
        aside = problem.simplified and address.where == problem.network.depth
        if aside and address.kind in ("dE/dout", "dout/dnet", "jacobian"):
            continue
        if options.only is None or any(quantity in options.only for quantity in page.quantities(address)):
            yield address


def _group(problem: Problem, address: Address) -> _Group:
    kind, where, after = address
    if kind in BLOCK_KINDS and where is not None:
        return _back(problem, problem.network.blocks[where].layer)
    if after:
        return _Group(Topic.AFTER)
    if kind in ("net", "out"):
        return _Group(Topic.FORWARD, where)
    if kind in ("dE/dout", "dout/dnet", "jacobian", "delta"):
        return _back(problem, where or 0)
    return _Group(Topic.ERROR)


def _back(problem: Problem, layer: int) -> _Group:
    if not layer:
        return _Group(Topic.INPUTS, 0)
    return _Group(Topic.OUTPUT_NEURON if layer == problem.network.depth else Topic.HIDDEN_NEURON, layer)


def _lines(page: Page, addresses: list[Address], options: Options) -> Iterator[Element]:
    """Yield an equation for every array, and number by number what no formula of arrays says."""
    scalars: list[Step | Gap] = []
    for address in addresses:
        try:
            equations = page.equations(address)
        except NotWholeError:
            scalars += _numbers(page, address, options)
            continue
        if scalars:
            yield Table(page.kept, tuple(scalars))
            scalars = []
        yield from equations
    if scalars:
        yield Table(page.kept, tuple(scalars))


def _numbers(page: Page, address: Address, options: Options) -> Iterator[Step | Gap]:
    found = [one for one in page.quantities(address) if options.only is None or one in options.only]
    for number in options.extent.shown(range(len(found)), "numbers"):
        yield number if isinstance(number, Gap) else page.kept.step_of(found[number])


def _sentences(problem: Problem, kept: Round, group: _Group, kinds: Collection[str], *, first: bool) -> Parts:
    section = Section(group.topic, (), group.layer)
    match group.topic:
        case Topic.FORWARD:
            return _forward(problem, kept, group.layer or 1, first=first)
        case Topic.OUTPUT_NEURON:
            text = say(_output_layer(problem, group.layer or 1), _learning(problem, kept, group.layer or 1, kinds))
        case Topic.HIDDEN_NEURON:
            text = _hidden_layer(problem, group.layer or 1, first=first)
        case _:
            return words.sentences(problem, kept, section, kinds, first=first)
    return say(text, _shared(problem, kept, group.layer or 1) if "gradient" in kinds else ())


def _named(kind: str, layer: int, *, is_bias: bool = False) -> Formula:
    return Formula(Symbol(Whole(kind, layer, is_bias)))


def _forward(problem: Problem, kept: Round, number: int, *, first: bool) -> Parts:
    layer = problem.network.layers[number - 1]
    text = say()
    if first:
        text = say("A row for each neuron")
        text = say(text, ", a column for each sample. " if len(kept.samples) > 1 else ". ")
    came_in = _named("out", number - 1)
    text = say(text, "The net inputs are the weights ", _named("parameter", number), " times ", came_in)
    if layer.bias is not None:
        what = _named("parameter", number, is_bias=True)
        text = say(text, ", in every column" if len(kept.samples) > 1 else ",")
        text = say(text, " minus the thresholds " if layer.threshold else " plus the biases ", what)
    return say(text, ". ", _function(problem, number))


def _function(problem: Problem, number: int) -> Parts:
    """Return what the activation of a layer is: by name, and, where it is one function of a number, by its formula."""
    layer = problem.network.layers[number - 1]
    kinds = list(dict.fromkeys(activation.name.replace("_", " ") for activation in layer.activations))
    function = Symbol(Whole("function", number))
    if len(kinds) > 1:
        return say(Formula(function), f" is each neuron's own activation function ({' or '.join(kinds)}).")
    if not layer.activation.elementwise:
        return say(Formula(function), f" is the {kinds[0]} of every column.")
    net = Named("net", (1, 1), lambda index: Quantity("net", number))
    called = Call("apply", (function, net.at(0, 0)))
    written = layer.activation.out(net).at(0, 0)
    return say(
        Formula(function), f" is the {kinds[0]} function of every element, ",
        Formula(called), "\u00a0=\u00a0", Formula(written), ".",
    )  # fmt: skip


def _output_layer(problem: Problem, number: int) -> Parts:
    delta = _named("delta", number)
    if problem.simplified:
        return say("For this activation with this loss the node deltas ", delta, " come out as output minus target.")
    return _deltas(problem, number, say(f"the slopes of {way_back.objective(problem)} with the outputs, "))


def _deltas(problem: Problem, number: int, what: Parts) -> Parts:
    """Return how node deltas come from the slopes with the outputs, which `what` introduces."""
    delta, dout, slope = _named("delta", number), _named("dE/dout", number), _named("dout/dnet", number)
    if problem.network.layers[number - 1].activation.elementwise:
        return say(
            "The node deltas ", delta, " are ", what, dout,
            ", times the slopes of the activation, ", slope, ", element by element.",
        )  # fmt: skip
    return say(
        "The node deltas ", delta, " are a matrix of slopes, ", _named("jacobian", number), ", times ", what, dout,
        ": row j of the matrix says how every output changes with net input j. Each sample has a matrix of its own.",
    )  # fmt: skip


def _learning(problem: Problem, kept: Round, number: int, kinds: Collection[str]) -> Parts:
    """Return what there is to say of gradients and updates, where they are shown."""
    if "gradient" not in kinds:
        return ()
    text = say()
    if problem.network.blocks[problem.network.layers[number - 1].weights.block].homes is None:
        text = say(
            " The gradient of a weight is its neuron's node delta times what came in through it: ",
            _named("delta", number), " times the transpose of ", _named("out", number - 1), " has all of them",
            ", and the product of the matrices sums over the samples." if len(kept.samples) > 1 else ".",
        )  # fmt: skip
    text = say(text, way_back.penalty_in_gradients(problem))
    return say(text, f" The update {problem.optimizer.words}." if problem.optimizer else "")


def _shared(problem: Problem, kept: Round, number: int) -> Parts:
    """Return what there is to say of parameters of several positions, where their gradients are complete."""
    tied = (block for block in problem.network.blocks if block.trained and block.layer == number)
    if not any(home.unit is not None for block in tied for home in block.homes or ()):
        return ()
    return say(" ", words.sentences(problem, kept, Section(Topic.SHARED, (), number), (), first=True))


def _hidden_layer(problem: Problem, number: int, *, first: bool) -> Parts:
    if not first and _way_back(problem, number) == _way_back(problem, number + 1):
        return say("The same for this layer.")
    updated, which = _which_weights(problem, number)
    text = say(
        "The error goes back" if problem.loss else f"The slopes of {way_back.objective(problem)} go back",
        " through the transpose of the weights ", _named("parameter", number + 1), which,
        ": each row of the product is a sum over the neurons of the next layer. ",
    )  # fmt: skip
    layers = problem.network.layers
    plain = not problem.simplified and layers[-1].activation.elementwise and layers[number - 1].activation.elementwise
    text = say(
        text, "From there on it goes as for the output layer." if plain else _deltas(problem, number, say("these, "))
    )
    if updated:
        text = say(text, " With updated weights this is no longer the exact gradient of the error that was computed.")
    return text


def _way_back(problem: Problem, number: int) -> tuple[object, ...]:
    """Return what the sentences about a hidden layer depend on."""
    return problem.network.layers[number - 1].activation.elementwise, *_which_weights(problem, number)


def _which_weights(problem: Problem, number: int) -> tuple[bool, str]:
    """Return whether the error comes back into a layer through weights already updated, and what to say of them."""
    block = problem.network.blocks[problem.network.layers[number].weights.block]
    if problem.layer_by_layer and block.trained and block.layer == number + 1:
        return True, ", which are already the updated ones"
    return False, ", those of the forward pass" if problem.optimizer and block.trained else ""
