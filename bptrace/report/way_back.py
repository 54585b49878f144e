"""The sentences of the way back: the chain rule, where the error of a hidden neuron comes from, and the update."""

from __future__ import annotations

from collections.abc import Collection

from bptrace.network import Layer, Quantity
from bptrace.problem import Problem
from bptrace.report.document import Parts, say
from bptrace.sections import Section
from bptrace.trace import Round


def outputs(problem: Problem, section: Section) -> Parts:
    """Return what comes before the derivatives of a softmax layer's outputs."""
    assert section.layer is not None
    last = section.layer == problem.network.depth
    own = "the derivative of the error formula" if problem.loss else "1 for the output itself and 0 for the others"
    how = own if last else "a sum with one part for each neuron of the next layer"
    return say(
        f"First, how {objective(problem)} changes with every output of the layer ({how}). Each output of a softmax depends "
        "on every net input, so all of them are needed for every node delta."
    )


def output_neuron(problem: Problem, kept: Round, section: Section) -> Parts:
    """Return the chain rule for the first output neuron, factor by factor."""
    assert section.layer is not None
    assert section.unit is not None
    layer = problem.network.layers[section.layer - 1]
    sample = kept.samples.start if section.sample is None else section.sample
    delta = Quantity("delta", section.layer, section.unit, None, sample)
    text = _chain_rule(problem, delta) if layer.activation.elementwise else _softmax_rule(problem, delta)
    if problem.simplified:
        text = say(text, _simplification(layer))
    return text


def learning(problem: Problem, section: Section, kinds: Collection[str]) -> Parts:
    """Return what there is to say of gradients and updates, where such lines are shown."""
    assert section.layer is not None
    layer, text = problem.network.layers[section.layer - 1], say()
    if "gradient" in kinds and layer.bias is not None and problem.network.blocks[layer.bias.block].trained:
        what, value = ("threshold", "−1") if layer.threshold else ("bias", "1")
        text = say(f" A {what} counts as a weight whose input is {value}.")
    if "gradient" in kinds:
        text = say(text, penalty_in_gradients(problem))
    return say(text, _update_words(problem)) if "parameter" in kinds else text


def _chain_rule(problem: Problem, delta: Quantity) -> Parts:
    network = problem.network
    assert delta.layer is not None
    assert delta.unit is not None
    net, out, dout, slope = (delta._replace(kind=kind) for kind in ("net", "out", "dE/dout", "dout/dnet"))
    weight, source = _a_weight(problem, delta), Quantity("out", delta.layer - 1, 0, None, delta.sample)
    activation = network.layers[delta.layer - 1].activations[delta.unit].name.replace("_", " ")
    alone = " (of its terms, only the one of this output contains it)" if len(network.outputs) > 1 else ""
    first = "The first is 1 for the output itself and 0 for the others" if problem.loss is None else (
        f"The first is the derivative of the error formula{alone}"
    )  # fmt: skip
    return say(
        f"How much does {objective(problem)} change with a weight of this neuron, such as ", weight, "? ",
        weight, " acts on ", net, ", ", net, " on ", out, ", and ", out, f" on {objective(problem)}, so the chain rule ",
        "multiplies three slopes: ", dout, ", ", slope, " and the slope of ", net, " with ", weight, f". {first}, ",
        f"the second that of the activation function ({activation}), and the third is what came in through the weight, ",
        source, ". The product of the first two is the node delta ", delta, ", which all weights of the neuron share.",
    )  # fmt: skip


def _softmax_rule(problem: Problem, delta: Quantity) -> Parts:
    net = delta._replace(kind="net")
    return say(
        *("Every output changes with ", net, ", so the chain rule sums over the outputs: "),
        *(f"how {objective(problem)} changes with each, times how that output changes with ", net, ". "),
        *("The sum is the node delta ", delta, "; times what came in through a weight, it is that weight's gradient."),
    )


def _simplification(layer: Layer) -> Parts:
    what = "product" if layer.activation.elementwise else "sum"
    return say(
        f" For this activation with this loss the {what} comes out as output minus target. That is how it is computed; the "
        "factors are listed so that the two can be compared."
    )


def _a_weight(problem: Problem, delta: Quantity) -> Quantity:
    """Return the parameter that stands in the first position of a neuron."""
    network = problem.network
    assert delta.layer is not None
    assert delta.unit is not None
    place = network.layers[delta.layer - 1].weights
    index = (delta.unit, 0) if place.index is None else (int(place.index[delta.unit, 0]),)
    return Quantity("parameter", *network.blocks[place.block].home(index))


def over_samples(problem: Problem) -> Parts:
    """Return how the node deltas of several samples make one gradient."""
    way = "mean" if problem.mean_over_samples else "sum"
    if problem.loss is None:
        return say(
            f"Each node delta is of {objective(problem)} for its own sample. The gradient of a parameter is the {way} over "
            "the samples."
        )
    whole = "error of the data" if problem.penalty else "total error"
    return say(
        f"Each node delta is of its own sample's error. The {whole} is the {way} over the samples, and so is the gradient "
        "of a parameter."
    )


def objective(problem: Problem) -> str:
    """Return what is differentiated, in words."""
    return "the error" if problem.gradient_of is None else f"the output {problem.network.outputs[problem.gradient_of]}"


def _update_words(problem: Problem) -> Parts:
    return say(f" The update {problem.optimizer.words}.") if problem.optimizer else ()


def penalty_in_gradients(problem: Problem) -> Parts:
    """Return what a penalty does to gradients, nothing without one."""
    if problem.penalty is None:
        return ()
    whose = "weight or bias" if problem.penalty.biases else "weight"
    return say(f" The gradient of a {whose} has a term more than the error of the data gives: that of the penalty.")


def hidden_neuron(problem: Problem, kept: Round, section: Section) -> Parts:
    """Return where the error of the first hidden neuron of a layer comes from."""
    network = problem.network
    assert section.layer is not None
    assert section.unit is not None
    me, ahead = network.units(section.layer)[section.unit], network.units(section.layer + 1)
    dout = Quantity("dE/dout", section.layer, section.unit, None, kept.samples.start)
    if len(ahead) == 1:
        text = say(f"The output of {me} reaches {objective(problem)} through {ahead[0]} alone, so ", dout)
        text = say(text, " is the node delta there times the weight between them.")
    else:
        whom = f"all {len(ahead)} neurons of the next layer" if len(ahead) > 2 else " and ".join(ahead)
        text = say(
            f"The output of {me} goes into {whom}, and through each of them into {objective(problem)}, so ", dout
        )
        text = say(text, " is a sum with one part for each, such as ", dout._replace(source=0), f" for {ahead[0]}: ")
        text = say(text, "its node delta times the weight between them.")
    text = say(text, _which_weights(problem, section.layer + 1))
    if network.layers[section.layer - 1].activation.elementwise:
        text = say(text, " From there on it goes as for an output: times the slope of the activation, the node delta; ")
        text = say(text, "times what came in, the gradient.")
    return text


def _which_weights(problem: Problem, layer: int) -> Parts:
    """Return which values the weights into `layer` have on the way back through them."""
    block = problem.network.blocks[problem.network.layers[layer - 1].weights.block]
    if problem.optimizer is None or not block.trained:
        return ()
    if problem.layer_by_layer and block.layer == layer:
        return say(
            " These weights are already the updated ones, because this example updates layer by layer; what follows is "
            "therefore no longer the exact gradient of the error that was computed."
        )
    return say(
        " These weights are the old ones, of the forward pass: the error that is being differentiated was computed with "
        "them, and all parameters change together only afterwards."
    )


def shared(problem: Problem) -> Parts:
    """Return why the gradients of a shared parameter are added up."""
    return say(
        f"A parameter that stands in several places changes {objective(problem)} through all of them: "
        "its gradient is the sum over its places."
    )
