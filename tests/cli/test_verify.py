"""`bptrace verify` as it is typed."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from bptrace.cli import main


def typed(*words):
    return CliRunner().invoke(main, ["verify", *words])


def test_right_gradients_have_status_0():
    result = typed("mazur")
    assert result.exit_code == 0
    assert "  dE/dw5          0.082167041      0.082167041 " in result.output
    assert result.output.endswith("8 gradients: none differs from its finite difference.\n")


def test_gradients_that_are_none_come_first_with_the_reason_and_status_1():
    result = typed("mazur-layer-by-layer")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert [line.split()[-1] for line in lines if line.startswith("  dE/dw")] == ["differs"] * 4 + ["agrees"] * 4
    assert "Of 8 gradients, 4 differ" in result.output
    assert "errors go back into the hidden" in result.output


def test_all_shows_every_gradient():
    few, every = typed("softmax").output, typed("softmax", "--all").output
    assert few.count("agrees") == 10
    assert "… 11 more, which agree" in few
    assert every.count("agrees") == 21
    assert "more" not in every


def test_an_epoch_may_lie_beyond_those_of_the_file():
    assert "dE/dw5@7 " in typed("mazur", "--epoch", "7").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("xnor",), "there are no gradients to verify; expected targets, or gradient_of with an output"),
        (("lecture-gradients", "--epoch", "2"), "cannot verify epoch 2: without a learning_rate nothing is updated"),
        (("mazur", "--epoch", "0"), "found 0; expected a whole number from 1"),
    ],
)
def test_what_cannot_be_verified_is_refused(words, message):
    result = typed(*words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_somebody_who_waits_is_told_how_far_it_has_come(monkeypatch):
    told = {}

    def progress(what, total):
        return nullcontext(told.setdefault((what, total), []).append)

    monkeypatch.setattr("bptrace.cli.tracing.progress", progress)
    assert typed("mazur").exit_code == 0
    assert told["gradients", 8] == [0]
