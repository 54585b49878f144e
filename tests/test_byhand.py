"""Hand precision where a line as it is printed cannot be computed."""

import pytest

from bptrace import spec, training
from bptrace.byhand import UncomputableError
from bptrace.rounding import Rounding

FAR = """
inputs: [800]
targets: [1]
learning_rate: 0.5
loss: {loss}
layers:
  - {{activation: {activation}, weights: [[{weight}]]}}
  - {{activation: {last}, weights: [[1]], bias: 0}}
"""


@pytest.mark.parametrize("activation", ["silu", "softplus", "logistic", "elu", "gelu", "[silu]"])
def test_a_slope_whose_printed_form_overflows_is_that_of_its_stable_body(activation):
    text = FAR.format(loss="squared_error", activation=activation, weight=-1, last="identity")
    trace = training.run(spec.loads(text), rounding=Rounding.parse("4"))

    assert trace.value("dout_h1/dnet_h1") == 0  # so near 0, all of these curves are flat to hundreds of decimals
    assert trace.value("w1+") == -1


def test_what_rounds_to_a_number_that_has_no_logarithm_is_said():
    text = FAR.format(loss="binary_cross_entropy", activation="identity", weight=-0.1, last="logistic")

    with pytest.raises(
        UncomputableError, match=r"^rounded to 4 decimals, E_o1 has no finite value; more digits may help$"
    ):
        training.run(spec.loads(text), rounding=Rounding.parse("4"))
