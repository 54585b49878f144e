"""An export that is ended at a random moment leaves the old file or the new one; `python -m tests.faults` does so for long."""

import os

import pytest

from tests.faults.killing import SIGNALS, Killing


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_file_is_whole_at_whatever_moment_its_writer_is_ended(tmp_path):
    tally = Killing(tmp_path, seed=1).run(21)

    assert tally.faults == []
    assert set(tally.tried.values()) == {21 // len(SIGNALS)}
    assert tally.old + tally.new == 21
