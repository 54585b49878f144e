"""The sentences of a worked example: what each section asks, and why it is computed so."""

from __future__ import annotations

from functools import partial

from bptrace.expr import Symbol
from bptrace.network import Layer, Network, Quantity
from bptrace.problem import Problem
from bptrace.report.document import Formula, Parts, listed, say
from bptrace.sections import Section, Topic
from bptrace.symbolic import Index, Named
from bptrace.trace import Round, Step


def title(problem: Problem, section: Section) -> Parts:
    """Return the heading of a section."""
    network = problem.network
    sample = "" if section.sample is None else f"Sample {section.sample + 1}"
    layer = network.layers[section.layer - 1].name if section.layer else ""
    match section.topic:
        case Topic.FORWARD:
            return say(f"{sample}: {layer[0].lower()}{layer[1:]}" if sample else layer)
        case Topic.ERROR:
            return say("Error")
        case Topic.OUTPUT_NEURON | Topic.HIDDEN_NEURON:
            assert section.layer is not None
            assert section.unit is not None
            return say(f"{layer}, {network.units(section.layer)[section.unit]}")
        case Topic.SHARED:
            return say(f"{layer}, shared parameters")
        case Topic.INPUTS:
            return say("Inputs")
        case Topic.AFTER:
            return say(f"After the update, {sample.lower()}" if sample else "After the update")


def sentences(problem: Problem, kept: Round, section: Section, *, first: bool) -> Parts:
    """Return what a section says before its lines; `first` of its topic in the round says more."""
    match section.topic:
        case Topic.FORWARD:
            return _forward(problem, section) if first or not section.sample else ()
        case Topic.ERROR:
            return _error(problem, kept)
        case Topic.OUTPUT_NEURON:
            return _output_neuron(problem, kept, section, first=first)
        case Topic.HIDDEN_NEURON:
            return _hidden_neuron(problem, kept, section, first=first)
        case Topic.SHARED:
            return _shared()
        case Topic.INPUTS:
            return say(
                f"How {_objective(problem)} would change with each input: "
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
    names = listed([say(activation.name.replace("_", " ")) for activation in dict.fromkeys(layer.activations)])
    each = "Each neuron's" if len(layer.units) > 1 else "The neuron's"
    function = "activation function" if len(dict.fromkeys(layer.activations)) == 1 else "activation functions"
    return say(
        f"{each} net input is the weighted sum of the {whom}{bias}. ",
        f"Its output is the {function} (",
        names,
        ") of the net input.",
    )


def _error(problem: Problem, kept: Round) -> Parts:
    loss = problem.loss
    assert loss is not None
    over = "mean" if loss.mean else "sum"
    text = say("How far are the outputs from their targets? ")
    if len(problem.network.outputs) > 1:
        text = say(
            text, f"Each output has its own error; the {over} over the outputs is what the network is to make smaller."
        )
    else:
        text = say(text, "This error is what the network is to make smaller.")
    if len(kept.samples) > 1:
        way = "mean" if problem.mean_over_samples else "sum"
        text = say(text, f" The errors of the samples come together as their {way}.")
    return text


def _output_neuron(problem: Problem, kept: Round, section: Section, *, first: bool) -> Parts:
    assert section.layer is not None
    assert section.unit is not None
    sample = kept.samples.start
    delta = Quantity("delta", section.layer, section.unit, None, sample)
    net = delta._replace(kind="net")
    if not first:
        return say("The same for the next output neuron.")
    text = say(
        f"How much does {_objective(problem)} change with a weight of this neuron? By the chain rule: with its output, ",
        "times the output with its net input, times the net input with the weight. The first two factors make the node ",
        "delta ",
        delta,
        "; the last is what came in through the weight.",
    )
    if not problem.network.layers[-1].activation.elementwise:
        text = say(text, " Softmax makes every output depend on ", net, ", so that the first two factors become a sum.")
    if problem.simplified:
        text = say(text, " For this activation with this loss their product simplifies to output minus target; ")
        text = say(text, "the factors are shown as its derivation.")
    return say(text, _update_words(problem))


def _objective(problem: Problem) -> str:
    """Return what is differentiated, in words."""
    return "the error" if problem.gradient_of is None else f"the output {problem.network.outputs[problem.gradient_of]}"


def _update_words(problem: Problem) -> Parts:
    if problem.optimizer is None:
        return ()
    rate = Formula(Symbol(Quantity("learning_rate")))
    if problem.optimizer.state:
        followed = "a velocity, which remembers earlier gradients"
        return say(" The new value of a parameter is the old one minus the learning rate ", rate, f" times {followed}.")
    return say(" The new value of a parameter is the old one minus the learning rate ", rate, " times its gradient.")


def _hidden_neuron(problem: Problem, kept: Round, section: Section, *, first: bool) -> Parts:
    network = problem.network
    assert section.layer is not None
    assert section.unit is not None
    me = network.units(section.layer)[section.unit]
    next_units = network.units(section.layer + 1)
    if not first:
        return say(f"The same for {me}.")
    dout = Quantity("dE/dout", section.layer, section.unit, None, kept.samples.start)
    if len(next_units) == 1:
        feeds = say(f"The output of {me} reaches the error through {next_units[0]} alone, so ", dout)
        text = say(feeds, " is the node delta there times the weight between them.")
    else:
        ahead = (
            f"all {len(next_units)} neurons of the next layer"
            if len(next_units) > 2
            else listed([say(u) for u in next_units])
        )
        text = say(f"The output of {me} goes into ", ahead, ", and through each of them into the error, so ", dout)
        text = say(text, " is a sum with one part for each: its node delta times the weight between them.")
    return say(text, _which_weights(problem))


def _which_weights(problem: Problem) -> Parts:
    if problem.optimizer is None:
        return ()
    if problem.layer_by_layer:
        return say(
            " These are the weights as they stand now, already updated: the update order of this example is layer by layer, "
            "which is not the gradient of the error that was computed."
        )
    return say(
        " These weights are the old ones, of the forward pass: the error that is being differentiated was computed with "
        "them, and all parameters change together only afterwards."
    )


def _shared() -> Parts:
    return say(
        "A parameter that stands in several places changes the error through all of them: "
        "its gradient is the sum over its places."
    )


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


def conventions(problem: Problem) -> tuple[tuple[Parts, Parts], ...]:
    """Return the conventions in force: half of all disputes about figures are about two of them."""
    rows: list[tuple[Parts, Parts]] = []
    if problem.loss is not None:
        rows.append((say("Error"), _error_convention(problem)))
    elif problem.gradient_of is not None:
        rows.append(
            (say("Gradients"), say(f"of the output {problem.network.outputs[problem.gradient_of]}; there is no error"))
        )
    biases = _bias_convention(problem)
    if biases:
        rows.append((say("Biases"), biases))
    if problem.optimizer is not None:
        rows += _learning_conventions(problem)
    elif problem.goes_back:
        rows.append((say("Update"), say("none: no learning rate is given")))
    return tuple(rows)


def _error_convention(problem: Problem) -> Parts:
    loss = problem.loss
    assert loss is not None
    target, out = (Named(name, (1, 1), partial(_itself, name)) for name in ("target", "out"))
    text = say(Formula(loss.terms(target, out).at(0, 0)))
    if len(problem.network.outputs) > 1:
        text = say(text, f", {'mean' if loss.mean else 'sum'} over the outputs")
    if problem.batch > 1 and problem.sample_count > 1:
        text = say(text, f", {'mean' if problem.mean_over_samples else 'sum'} over the samples")
    return text


def _itself(name: str, index: Index) -> str:
    """Name every element of an array like the array."""
    del index
    return name


def _bias_convention(problem: Problem) -> Parts:
    network = problem.network
    words = [_bias_words(network, layer, trains=problem.goes_back) for layer in network.layers]
    if len(set(words)) == 1:
        return say(words[0])
    named = zip((layer.name.lower() for layer in network.layers), words, strict=True)
    return say("; ".join(f"{name}: {text}" for name, text in named))


def _bias_words(network: Network, layer: Layer, *, trains: bool) -> str:
    if layer.bias is None:
        return "none"
    block = network.blocks[layer.bias.block]
    if block.homes is None:
        owner = "one per neuron"
    else:
        owner = "one for the layer" if block.homes[0].unit is None else "shared by name"
    kind = ", subtracted as a threshold" if layer.threshold else ""
    return owner + kind + (f", {'trained' if block.trained else 'not trained'}" if trains else "")


def _learning_conventions(problem: Problem) -> list[tuple[Parts, Parts]]:
    optimizer = problem.optimizer
    assert optimizer is not None
    constants = listed(
        [say(Formula(Symbol(Quantity(kind))), " = ", value) for kind, value in problem.constants.items()], ", "
    )
    name = {"sgd": "gradient descent"}.get(optimizer.name, optimizer.name)
    order = (
        "layer by layer: errors go back through weights already updated"
        if problem.layer_by_layer
        else "all together: every gradient uses the weights of the forward pass"
    )
    rows = [(say("Learning"), say(f"{name}, ", constants)), (say("Update"), say(order))]
    if problem.batch < problem.sample_count:
        size = f"{problem.batch} samples" if problem.batch > 1 else "each sample"
        rows.append((say("Batch"), say(f"an update after {size}, in the order given")))
    return rows


def given(kept: Round, step: Step) -> Parts:
    """Return what to say of a number that nothing derives."""
    if step.quantity.kind == "parameter" and (kept.epoch, kept.step) != (1, 1):
        return say(step.quantity, " = ", step.value, f", as the updates before round {kept.epoch} left it.")
    return say(step.quantity, " = ", step.value, " is given.")


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
