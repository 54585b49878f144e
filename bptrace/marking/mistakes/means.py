"""Mistakes of sums and means (E3): over the outputs of a sample, and over the samples of a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from bptrace.functions.losses import Loss
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back, Rules
from bptrace.symbolic import Array

Change = Callable[[Problem], Variant]


def _otherwise(loss: Loss) -> Loss:
    return replace(loss, mean=not loss.mean)


def _error_otherwise(loss: Loss, terms: Array) -> Array:
    return _otherwise(loss).over_outputs(terms)


def _with_loss_otherwise(problem: Problem, rules: Rules = RIGHT) -> Variant:
    assert problem.loss is not None
    return Variant("", replace(problem, loss=_otherwise(problem.loss)), rules)


def _outputs(problem: Problem) -> Variant:
    return _with_loss_otherwise(problem)


def _outputs_in_error(problem: Problem) -> Variant:
    return Variant("", problem, replace(RIGHT, error_over_outputs=_error_otherwise))


def _outputs_in_derivative(problem: Problem) -> Variant:
    return _with_loss_otherwise(problem, replace(RIGHT, error_over_outputs=_error_otherwise))


def _averaged(out: Array, target: Array, back: Back) -> Array:
    return (out - target) / out.shape[0]


def _delta_averaged(problem: Problem) -> Variant:
    return Variant("", problem, replace(RIGHT, output_delta=_averaged))


def _all_averaged(problem: Problem) -> Variant:
    return _with_loss_otherwise(problem, replace(RIGHT, output_delta=_averaged))


def _of_outputs(change: Change, *, mean: bool, simplified: bool | None = None) -> Variants:
    """Return a mistake of problems with several outputs that are summed, or averaged, with a simplified delta or without."""

    def variants(problem: Problem) -> Iterator[Variant]:
        loss, fits = problem.loss, simplified in (None, problem.simplified)
        if loss is not None and loss.mean == mean and len(problem.network.outputs) > 1 and fits:
            yield change(problem)

    return variants


def _with_samples_otherwise(problem: Problem) -> Problem:
    return replace(problem, mean_over_samples=not problem.mean_over_samples)


def _error_of_batch_otherwise(problem: Problem, samples: Array) -> Array:
    return RIGHT.error_over_samples(_with_samples_otherwise(problem), samples)


def _gradient_otherwise(problem: Problem, block: int, gradient: Array, count: int) -> Array:
    return RIGHT.gradient_over_samples(_with_samples_otherwise(problem), block, gradient, count)


def _bias_gradient_otherwise(problem: Problem, block: int, gradient: Array, count: int) -> Array:
    is_bias = all(bias for _, bias, _ in problem.network.places(block))
    return (_gradient_otherwise if is_bias else RIGHT.gradient_over_samples)(problem, block, gradient, count)


def _of_samples(rules: Rules, *, mean: bool) -> Variants:
    """Return a mistake by some rules, of problems with batches that are summed, or averaged."""

    def variants(problem: Problem) -> Iterator[Variant]:
        if problem.batch > 1 and problem.mean_over_samples == mean:
            yield Variant("", problem, rules)

    return variants


_IN_ERROR = replace(RIGHT, error_over_samples=_error_of_batch_otherwise)
_IN_GRADIENTS = replace(RIGHT, gradient_over_samples=_gradient_otherwise)
_IN_BOTH = replace(_IN_ERROR, gradient_over_samples=_gradient_otherwise)
_IN_BIASES = replace(RIGHT, gradient_over_samples=_bias_gradient_otherwise)

_SUM_OF_OUTPUTS = "In this task the errors of the outputs are added up, and nothing is divided by their number."
_MEAN_OF_OUTPUTS = "In this task the error of a sample is the mean over its outputs: their sum divided by their number."
_SUM_OF_SAMPLES = "In this task the samples of a batch are added up, and nothing is divided by their number."
_MEAN_OF_SAMPLES = "In this task the mean over the samples of a batch is taken: their sum divided by their number."
_MEAN, _SUM = "mean over the outputs instead of the sum", "sum over the outputs instead of the mean"
_MEAN_S, _SUM_S = "mean over the samples instead of the sum", "sum over the samples instead of the mean"
_DIVIDED = "node deltas divided by the number of outputs"

MEANS = (
    Mistake("E3", _MEAN, _SUM_OF_OUTPUTS, _of_outputs(_outputs, mean=False)),
    Mistake("E3", _SUM, _MEAN_OF_OUTPUTS, _of_outputs(_outputs, mean=True)),
    Mistake("E3", f"{_MEAN}, in the error alone", _SUM_OF_OUTPUTS, _of_outputs(_outputs_in_error, mean=False)),
    Mistake("E3", f"{_SUM}, in the error alone", _MEAN_OF_OUTPUTS, _of_outputs(_outputs_in_error, mean=True)),
    Mistake("E3", f"{_MEAN}, in ∂E/∂out alone", _SUM_OF_OUTPUTS, _of_outputs(_outputs_in_derivative, mean=False)),
    Mistake("E3", f"{_SUM}, in ∂E/∂out alone", _MEAN_OF_OUTPUTS, _of_outputs(_outputs_in_derivative, mean=True)),
    Mistake("E3", _DIVIDED, _SUM_OF_OUTPUTS, _of_outputs(_delta_averaged, mean=False, simplified=True)),
    Mistake("E3", _DIVIDED, _SUM_OF_OUTPUTS, _of_outputs(_all_averaged, mean=False, simplified=True)),
    Mistake("E3", _MEAN_S, _SUM_OF_SAMPLES, _of_samples(_IN_BOTH, mean=False)),
    Mistake("E3", _SUM_S, _MEAN_OF_SAMPLES, _of_samples(_IN_BOTH, mean=True)),
    Mistake("E3", f"{_MEAN_S}, in the error alone", _SUM_OF_SAMPLES, _of_samples(_IN_ERROR, mean=False)),
    Mistake("E3", f"{_SUM_S}, in the error alone", _MEAN_OF_SAMPLES, _of_samples(_IN_ERROR, mean=True)),
    Mistake("E3", f"{_MEAN_S}, in the gradients alone", _SUM_OF_SAMPLES, _of_samples(_IN_GRADIENTS, mean=False)),
    Mistake("E3", f"{_SUM_S}, in the gradients alone", _MEAN_OF_SAMPLES, _of_samples(_IN_GRADIENTS, mean=True)),
    Mistake("E3", f"{_MEAN_S}, for the biases alone", _SUM_OF_SAMPLES, _of_samples(_IN_BIASES, mean=False)),
    Mistake("E3", f"{_SUM_S}, for the biases alone", _MEAN_OF_SAMPLES, _of_samples(_IN_BIASES, mean=True)),
)
"""Mistakes of how errors, and the gradients of samples, come together."""
