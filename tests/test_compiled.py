"""Compiled training where float arithmetic has no answer."""

import pytest

from bptrace import readings, spec
from bptrace.compiled import compile_trainer
from bptrace.rounding import Rounding

ROOT_OF_A_NEGATIVE_NUMBER = """
inputs: [-2]
targets: [1]
loss: half_squared_error
learning_rate: 0.5
layers:
  - activation: {out: x**0.5, slope: 0.5 / x**0.5}
    weights: [[1]]
"""


@pytest.mark.parametrize("rounding", [None, Rounding(4)])
def test_a_power_that_is_not_real_is_a_value_error_as_elsewhere(rounding):
    problem = spec.loads(ROOT_OF_A_NEGATIVE_NUMBER)
    with pytest.raises(ValueError, match="not a real number"):
        compile_trainer(problem, rounding)(readings.begin(problem), 1)
