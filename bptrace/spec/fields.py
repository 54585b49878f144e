"""All fields of a spec file, declared once: reading, messages and the JSON Schema are made from this."""

from __future__ import annotations

from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import INTERVALS, OPTIMIZERS
from bptrace.spec.compounds import Either, Field, ListOf, Record
from bptrace.spec.configured import Configured
from bptrace.spec.custom import (
    FormulaText,
    Interval,
    Own,
    activation_formulas,
    loss_formulas,
    own_activation,
    own_loss,
)
from bptrace.spec.drawing import drawn, setting_fields
from bptrace.spec.named import Table
from bptrace.spec.scalars import Choice, Entry, Flag, Name, Number, Template, Text, Variable, Whole
from bptrace.spec.variants import Alternatives, Formula, Variant

_OWN_ACTIVATION = Own(
    (
        Field("out", FormulaText(), "The output, a formula of x (or net).", required=True),
        Field("slope", FormulaText(), "Its derivative, a formula of x (or net) and out.", required=True),
        Field("range", Interval(), "The interval in which outputs lie; by default all numbers."),
        Field("name", Name(), "What it is called; by default custom."),
    ),
    "an activation",
    own_activation,
    activation_formulas,
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
    loss_formulas,
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
_BIAS = Either((_ENTRIES, drawn(weights=False), Entry()))
_VARIABLES = ListOf(Variable(), "name")
_BIAS_NAMES = Either((Template(("{n}", "{to}", "{layer}")), _VARIABLES))

_SAMPLE = Record(
    (
        Field("inputs", _NUMBERS, "The inputs of this sample.", required=True),
        Field("targets", _NUMBERS, "The wanted outputs for this sample."),
    ),
    "a sample",
)

_NAMING = Record(
    (
        Field("inputs", _VARIABLES, "The names of the inputs; by default i1, i2 and so on."),
        Field("neurons", ListOf(_NAMES, "layer"), "The names of the neurons, one list per layer."),
        Field(
            "weights",
            Either(
                (
                    Template(("{n}", "{from}", "{to}", "{layer}")),
                    ListOf(ListOf(_VARIABLES, "row"), "layer"),
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
    example="{inputs: [x1, x2]}",
)

_PENALTY = Record(
    (
        Field("l1", Number(positive=True), "The rate of the sum of absolute values."),
        Field("l2", Number(positive=True), "The rate of half the sum of squares."),
        Field("biases", Flag(), "Whether biases are penalized as weights are; by default false."),
    ),
    "penalty",
    example="{l2: 0.01}",
)

_TEXTS = ListOf(Text(), "name")
_FILE = Record(
    (
        Field("file", Text(), "The path of a CSV file, seen from the folder of the spec.", required=True),
        Field("inputs", _TEXTS, "The columns of the inputs; by default all but those of the targets."),
        Field("targets", _TEXTS, "The columns of the targets; by default target_o1 and so on, if there are any."),
        Field(
            "label", Text(), "The column of the classes, which become targets of 1 for the class and 0 for the others."
        ),
        Field("classes", _TEXTS, "The classes in the order of the outputs; by default in the order of the file."),
        Field("shuffle", Flag(), "Whether the samples are put in random order once; by default false."),
    ),
    "data from a file",
)


def _generated(scheme: str) -> Record:
    """Return the fields of points that are drawn from a distribution."""
    return Record(
        (
            Field("generate", Choice((scheme,)), "The distribution that every input is drawn from.", required=True),
            *setting_fields(scheme),
            Field("count", Whole(), "How many samples are drawn.", required=True),
            Field(
                "inputs",
                Either((_VARIABLES, Whole(most=5000))),
                "How many inputs there are, or their names.",
                required=True,
            ),
            Field("targets", ListOf(Formula(), "formula"), "A formula in the inputs for each output."),
            Field(
                "label", Formula(condition=True), "The number of the class, from 0, or a condition that class 1 meets."
            ),
        ),
        "generated data",
    )


_GENERATED = Variant("generate", {scheme: _generated(scheme) for scheme in ("uniform", "normal")})
_DATA = Either((Alternatives({"file": _FILE, "generate": _GENERATED}), Text()))

_FIELDS = (
    Field("title", Text(), "The heading of the worked example."),
    Field("inputs", _NUMBERS, "The inputs of the only sample."),
    Field("targets", _NUMBERS, "The wanted outputs; without them the network is only run forward."),
    Field("samples", ListOf(_SAMPLE, "sample", named=True), "Several samples, in the place of inputs and targets."),
    Field("data", _DATA, "The samples as columns of a CSV file, or drawn at random."),
    Field("test", Whole(), "How many samples, the last ones, are not learned from but measured on."),
    Field(
        "seed",
        Whole(least=0, most=2**63),
        "Makes random numbers the same in every run; needed where any are drawn.",
    ),
    Field("learning_rate", Number(positive=True), "The step of an update; without it nothing is updated."),
    Field("loss", _LOSS, "The error function; needed where there are targets."),
    Field("penalty", _PENALTY, "What large weights add to the error."),
    Field(
        "over_samples",
        Choice(("sum", "mean")),
        "How the errors of a batch's samples come together; by default sum.",
    ),
    Field("batch", Whole("full"), "How many samples one update is made of, at most all; by default full, all of them."),
    Field("epochs", Whole(), "How many times all samples are gone through; by default 1."),
    Field(
        "optimizer",
        Configured(
            {name: optimizer.constants for name, optimizer in OPTIMIZERS.items()},
            INTERVALS,
            others={"learning_rate": "in a line of its own, outside of the optimizer"},
        ),
        "The rule of the update; by default sgd.",
    ),
    Field(
        "update",
        Choice(("simultaneous", "layer_by_layer")),
        "Whether all weights change at once, or errors go back through weights that have just been updated, which is a "
        "mistake worth showing; by default simultaneous.",
    ),
    Field("input_gradients", Flag(), "Whether gradients with respect to the inputs are computed; by default false."),
    Field("gradient_of", Name(), "Without targets, the output neuron whose gradients are computed."),
    Field("names", _NAMING, "How inputs, neurons and parameters are called."),
    Field("parameters", Table(), "Named parameters that weights and biases refer to; those of one name are tied."),
)

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
            Either((ListOf(_ENTRIES, "row"), drawn(weights=True))),
            "One row per neuron, in it the weight of each source: a number, or the name of one of the parameters. Or how they "
            "are drawn, such as {init: normal, std: 0.5}.",
            required=True,
        ),
        Field(
            "neurons",
            Either((_NAMES, Whole(most=5000))),
            "How many neurons there are, or their names; needed only where the weights are drawn.",
        ),
        Field(
            "bias",
            _BIAS,
            "One bias shared by the layer, a list with that of each neuron, or how each is drawn, such as {init: constant}.",
        ),
        Field(
            "threshold",
            _BIAS,
            "Written in the place of a bias: it is subtracted from the net input.",
        ),
        Field("train_weights", Flag(), "Whether the weights are updated; by default true."),
        Field("train_bias", Flag(), "Whether the bias or threshold is updated; by default true."),
    ),
    "a layer",
    {one.name: "in a line of its own, outside of the layers" for one in _FIELDS},
)

SPEC = Record(
    (*_FIELDS, Field("layers", ListOf(_LAYER, "layer", named=True), "The layers, first to last.", required=True)),
    "a spec",
    {one.name: "within a layer" for one in _LAYER.fields if one.name != "name"}
    | {one.name: f"within penalty, such as penalty: {_PENALTY.example}" for one in _PENALTY.fields}
    | {
        constant: f"within optimizer, such as optimizer: {{name: {name}, {constant}: {value:g}}}"
        for name, optimizer in reversed(OPTIMIZERS.items())
        for constant, value in optimizer.constants.items()
    }
    | {option: f"on the command line, as the option --{option}" for option in ("digits", "round", "notation", "brief")},
)
