"""The sentences of a worked example: what each section asks, and why it is computed so."""

from __future__ import annotations

from collections.abc import Collection

from bptrace.network import Layer, Quantity
from bptrace.problem import Problem
from bptrace.report import way_back
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
            return way_back.outputs(problem, section)
        case Topic.OUTPUT_NEURON | Topic.HIDDEN_NEURON if not first:
            return say("The same for this neuron.") if section.sample in (None, kept.samples.start) else ()
        case Topic.OUTPUT_NEURON:
            return say(way_back.output_neuron(problem, kept, section), way_back.learning(problem, section, kinds))
        case Topic.HIDDEN_NEURON:
            return way_back.hidden_neuron(problem, kept, section)
        case Topic.PARAMETERS:
            return say(way_back.over_samples(problem), way_back.learning(problem, section, kinds)) if first else ()
        case Topic.SHARED:
            return way_back.shared(problem)
        case Topic.INPUTS:
            return say(
                f"How {way_back.objective(problem)} would change with each input: "
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


def given(kept: Round, step: Step) -> Parts:
    """Return what to say of a number that nothing derives."""
    if step.quantity.kind != "parameter":
        return say(step.quantity, "\u00a0=\u00a0", step.value, " is given.")
    first = (kept.epoch, kept.step) == (1, 1)
    how = " is given" if first else ", as the updates before left it"
    later = step.quantity._replace(after=True)
    return say(step.quantity, "\u00a0=\u00a0", step.value, f"{how}; after the update it is called ", later, ".")


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
