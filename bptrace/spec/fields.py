"""All fields of a spec file, declared once: reading, messages and the JSON Schema are made from this."""

from __future__ import annotations

from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import INTERVALS, OPTIMIZERS
from bptrace.spec.compounds import Either, Field, ListOf, Record, Table
from bptrace.spec.configured import Configured
from bptrace.spec.custom import FormulaText, Interval, Own, own_activation, own_loss
from bptrace.spec.scalars import Choice, Entry, Flag, Name, Number, Template, Text, Whole

_OWN_ACTIVATION = Own(
    (
        Field("out", FormulaText(), "The output, a formula of x (or net).", required=True),
        Field("slope", FormulaText(), "Its derivative, a formula of x (or net) and out.", required=True),
        Field("range", Interval(), "The interval in which outputs lie; by default all numbers."),
        Field("name", Name(), "What it is called; by default custom."),
    ),
    "an activation",
    own_activation,
    tuple(ACTIVATIONS),
)
_OWN_LOSS = Own(
    (
        Field("error", FormulaText(), "The error of one output, a formula of target and out.", required=True),
        Field(
            "slope", FormulaText(), "Its derivative with respect to out, a formula of target and out.", required=True
        ),
        Field("over_outputs", Choice(("sum", "mean")), "How the errors of the outputs come together; by default sum."),
        Field("name", Name(), "What it is called; by default custom."),
    ),
    "a loss",
    own_loss,
    tuple(LOSSES),
)
_ACTIVATION = Configured({name: activation.settings for name, activation in ACTIVATIONS.items()}, own=_OWN_ACTIVATION)
_LOSS = Configured(
    {name: loss.settings for name, loss in LOSSES.items()},
    positive={key for loss in LOSSES.values() for key in loss.positive},
    own=_OWN_LOSS,
)
_NUMBERS = ListOf(Number(), "number")
_ENTRIES = ListOf(Entry(), "number")
_NAMES = ListOf(Name(), "name")
_BIAS_NAMES = Either((Template(("{n}", "{to}", "{layer}")), _NAMES))

_LAYER = Record(
    (
        Field("name", Text(), "What the layer is called in headings."),
        Field(
            "activation",
            Either((ListOf(_ACTIVATION, "activation"), _ACTIVATION)),
            "The activation function of the layer, or a list with that of each neuron.",
            required=True,
        ),
        Field(
            "weights",
            ListOf(_ENTRIES, "row"),
            "One row per neuron, in it the weight of each source: a number, or the name of one of the parameters.",
            required=True,
        ),
        Field("bias", Either((_ENTRIES, Entry())), "One bias shared by the layer, or a list with that of each neuron."),
        Field(
            "threshold",
            Either((_ENTRIES, Entry())),
            "Written in the place of a bias: it is subtracted from the net input.",
        ),
        Field("train_weights", Flag(), "Whether the weights are updated; by default true."),
        Field("train_bias", Flag(), "Whether the bias or threshold is updated; by default true."),
    ),
    "a layer",
)

_SAMPLE = Record(
    (
        Field("inputs", _NUMBERS, "The inputs of this sample.", required=True),
        Field("targets", _NUMBERS, "The wanted outputs for this sample."),
    ),
    "a sample",
)

_NAMING = Record(
    (
        Field("inputs", _NAMES, "The names of the inputs; by default i1, i2 and so on."),
        Field("neurons", ListOf(_NAMES, "layer"), "The names of the neurons, one list per layer."),
        Field(
            "weights",
            Either(
                (
                    Template(("{n}", "{from}", "{to}", "{layer}")),
                    ListOf(ListOf(_NAMES, "row"), "layer"),
                )
            ),
            "How weights are called, such as w{from}{to}; by default w{n}. Or all their names, one list of rows per layer.",
        ),
        Field("biases", _BIAS_NAMES, "How biases are called, by default b{n}; or all their names in order."),
        Field(
            "thresholds", _BIAS_NAMES, "How thresholds are called, by default theta{n}; or all their names in order."
        ),
    ),
    "names",
)

_PENALTY = Record(
    (
        Field("l1", Number(positive=True), "The rate of the sum of absolute values."),
        Field("l2", Number(positive=True), "The rate of half the sum of squares."),
        Field("biases", Flag(), "Whether biases are penalized as weights are; by default false."),
    ),
    "penalty",
)

SPEC = Record(
    (
        Field("title", Text(), "The heading of the worked example."),
        Field("inputs", _NUMBERS, "The inputs of the only sample."),
        Field("targets", _NUMBERS, "The wanted outputs; without them the network is only run forward."),
        Field("samples", ListOf(_SAMPLE, "sample", named=True), "Several samples, in the place of inputs and targets."),
        Field("learning_rate", Number(positive=True), "The step of an update; without it nothing is updated."),
        Field("loss", _LOSS, "The error function; needed where there are targets."),
        Field("penalty", _PENALTY, "What large weights add to the error."),
        Field(
            "over_samples",
            Choice(("sum", "mean")),
            "How the errors of a batch's samples come together; by default sum.",
        ),
        Field(
            "batch", Whole("full"), "How many samples one update is made of, at most all; by default full, all of them."
        ),
        Field("epochs", Whole(), "How many times all samples are gone through; by default 1."),
        Field(
            "optimizer",
            Configured({name: optimizer.constants for name, optimizer in OPTIMIZERS.items()}, INTERVALS),
            "The rule of the update; by default sgd.",
        ),
        Field(
            "update",
            Choice(("simultaneous", "layer_by_layer")),
            "Whether all weights change at once, or errors go back through weights that have just been updated, which is a "
            "mistake worth showing; by default simultaneous.",
        ),
        Field(
            "input_gradients", Flag(), "Whether gradients with respect to the inputs are computed; by default false."
        ),
        Field("gradient_of", Name(), "Without targets, the output neuron whose gradients are computed."),
        Field("names", _NAMING, "How inputs, neurons and parameters are called."),
        Field("parameters", Table(), "Named parameters that weights and biases refer to; those of one name are tied."),
        Field("layers", ListOf(_LAYER, "layer", named=True), "The layers, first to last.", required=True),
    ),
    "a spec",
)
