"""The sentences of a worked example: what each section asks, and why it is computed so."""

from __future__ import annotations

from collections.abc import Collection

from bptrace.network import Layer, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.report.document import Parts, say
from bptrace.sections import Section, Topic
from bptrace.trace import Round, Step


def title(problem: Problem, section: Section) -> Parts:
    """Return the heading of a section."""
    network = problem.network
    layer = network.layers[section.layer - 1].name if section.layer else ""
    name = f"{layer[:1].lower()}{layer[1:]}"
    unit = f", {network.units(section.layer)[section.unit]}" if section.layer and section.unit is not None else ""
    sample = "" if section.sample is None else f", sample {section.sample + 1}"
    match section.topic:
        case Topic.FORWARD:
            return say(f"Forward pass{sample}: {name}")
        case Topic.ERROR:
            return say("Error")
        case Topic.OUTPUTS | Topic.OUTPUT_NEURON | Topic.HIDDEN_NEURON:
            return say(f"Backward pass: {name}{unit}{sample}")
        case Topic.PARAMETERS:
            return say(f"Backward pass: {name}{unit}, gradients")
        case Topic.SHARED:
            return say("Backward pass: shared parameters")
        case Topic.INPUTS:
            return say("Backward pass: inputs")
        case Topic.AFTER:
            return say(f"After the update{sample}")


def sentences(problem: Problem, kept: Round, section: Section, kinds: Collection[str], *, first: bool) -> Parts:
    """Return what a section says before its lines, which are of these kinds; `first` of its topic in the round says more."""
    match section.topic:
        case Topic.FORWARD:
            return _forward(problem, section) if section.sample in (None, kept.samples.start) else ()
        case Topic.ERROR:
            return _error(problem, kept)
        case Topic.OUTPUTS:
            return _outputs(problem, section)
        case Topic.OUTPUT_NEURON | Topic.HIDDEN_NEURON if not first:
            return say("The same for this neuron.") if section.sample in (None, kept.samples.start) else ()
        case Topic.OUTPUT_NEURON:
            return say(_output_neuron(problem, kept, section), _learning(problem, section, kinds))
        case Topic.HIDDEN_NEURON:
            return _hidden_neuron(problem, kept, section)
        case Topic.PARAMETERS:
            return say(_over_samples(problem), _learning(problem, section, kinds)) if first else ()
        case Topic.SHARED:
            return _shared(problem)
        case Topic.INPUTS:
            return say(
                f"How {objective(problem)} would change with each input: "
                "the same sum as for a hidden neuron, with no activation after it."
            )
        case Topic.AFTER:
            return say("A second forward pass, with the new values, shows what the update has done.") if first else ()


def _forward(problem: Problem, section: Section) -> Parts:
    assert section.layer is not None
    layer = problem.network.layers[section.layer - 1]
    whom = "inputs" if section.layer == 1 else "outputs of the layer before"
    ending = ", minus its threshold" if layer.threshold else ", plus its bias"
    bias = ending if layer.bias is not None else ""
    each = "Each neuron's" if len(layer.units) > 1 else "The neuron's"
    return say(f"{each} net input is the weighted sum of the {whom}{bias}. {_activation_words(layer)}")


def _activation_words(layer: Layer) -> str:
    kinds = list(dict.fromkeys(activation.name.replace("_", " ") for activation in layer.activations))
    if len(kinds) > 1:
        return f"Its output is its own activation function ({' or '.join(kinds)}) of the net input."
    if not layer.activation.elementwise:
        return f"Its output is its share in the {kinds[0]} of all net inputs of the layer."
    return f"Its output is the activation function ({kinds[0]}) of the net input."


def _error(problem: Problem, kept: Round) -> Parts:
    loss = problem.loss
    assert loss is not None
    text = "How far are the outputs from their targets? "
    if len(problem.network.outputs) > 1:
        over = "mean" if loss.mean else "sum"
        text += f"Each output has its own error; the {over} over the outputs is what the network is to make smaller."
    else:
        text += "This error is what the network is to make smaller."
    if len(kept.samples) > 1:
        way = "mean" if problem.mean_over_samples else "sum"
        text += f" The errors of the samples come together as their {way}."
    if problem.penalty is not None:
        whose = "weights and biases" if problem.penalty.biases else "weights"
        text += f" To it comes a penalty, which grows with the size of the {whose}."
    if len(problem.batches()) > 1:
        text += " The total is that of this batch alone."
    if loss.stable_term is not None:
        text += " A term with a factor 0 is 0, whatever the logarithm beside it."
    return say(text)


def _outputs(problem: Problem, section: Section) -> Parts:
    assert section.layer is not None
    last = section.layer == problem.network.depth
    own = "the derivative of the error formula" if problem.loss else "1 for the output itself and 0 for the others"
    how = own if last else "a sum with one part for each neuron of the next layer"
    return say(
        f"First, how {objective(problem)} changes with every output of the layer ({how}). Each output of a softmax depends "
        "on every net input, so all of them are needed for every node delta."
    )


def _output_neuron(problem: Problem, kept: Round, section: Section) -> Parts:
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


def _learning(problem: Problem, section: Section, kinds: Collection[str]) -> Parts:
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


def _over_samples(problem: Problem) -> Parts:
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


def _hidden_neuron(problem: Problem, kept: Round, section: Section) -> Parts:
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


def _shared(problem: Problem) -> Parts:
    return say(
        f"A parameter that stands in several places changes {objective(problem)} through all of them: "
        "its gradient is the sum over its places."
    )


def given(notation: Notation, kept: Round, step: Step) -> Parts:
    """Return what to say of a number that nothing derives."""
    if step.quantity.kind != "parameter":
        return say(step.quantity, "\u00a0=\u00a0", step.value, " is given.")
    first = (kept.epoch, kept.step) == (1, 1)
    how = " is given" if first else ", as the updates before left it"
    later = notation.key(step.quantity._replace(after=True))
    return say(step.quantity, "\u00a0=\u00a0", step.value, f"{how}; after the update it is called {later}.")


def progress(kept: Round) -> Parts:
    """Return what an update has done to the error."""
    before, after = (kept.value(Quantity("total_error", after=after)) for after in (False, True))
    if after == before:
        return say("The update has left ", Quantity("total_error"), " as it was.")
    way = "fallen" if after < before else "risen"
    return say(
        f"The update has made the error {'smaller' if way == 'fallen' else 'larger'}: ",
        Quantity("total_error"),
        f" has {way} from ",
        before,
        " to ",
        after,
        ".",
    )
