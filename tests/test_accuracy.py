"""Which targets stand for classes, and how many samples are assigned to theirs."""

from dataclasses import replace

import numpy as np
import pytest

from bptrace import examples, spec
from bptrace.accuracy import accuracy, classifies

MAZUR = spec.load(examples.find("mazur"))


@pytest.mark.parametrize(
    ("targets", "stand_for_classes"),
    [
        ([[0, 1, 0]], True),
        ([[0, 0, 0]], False),  # one output that is never 1 tells nothing apart
        ([[1, 1, 1]], False),
        ([[0, 1, 0.5]], False),
        ([[0, 1, 2]], False),
        ([[1, 0, 0], [0, 1, 1]], True),
        ([[1, 0, 0], [0, 1, 0]], False),  # the third sample is of no class
        ([[1, 0, 1], [0, 1, 1]], False),  # the third sample is of two
        ([[0.5, 0, 1], [0.5, 1, 0]], False),
        ([[0], [1]], False),  # a single sample is an example, not a class
        ([[1, 1], [0, 0]], True),  # of several outputs each is a class, though none is of the second here
    ],
)
def test_targets_of_0_and_1_stand_for_classes_where_each_sample_has_one(targets, stand_for_classes):
    columns = np.array(targets, dtype=float)
    problem = replace(MAZUR, inputs=np.zeros((2, columns.shape[1])), targets=columns)
    assert classifies(problem) is stand_for_classes


def test_without_targets_there_are_no_classes():
    assert not classifies(replace(MAZUR, inputs=np.zeros((2, 3)), targets=None, loss=None))


@pytest.mark.parametrize(
    ("outputs", "targets", "share"),
    [
        ([[0.5, 0.500001]], [[0, 1]], 1),  # 1 is said above a half only
        ([[0.5, 0.500001]], [[1, 0]], 0),
        ([[0.9, 0.2, 0.6, 0.1]], [[1, 0, 0, 0]], 3 / 4),
        ([[-2.0, 3.0]], [[0, 1]], 1),  # not every output is a probability
        ([[0.2, 0.4, 0.3], [0.1, 0.5, 0.3], [0.1, 0.6, 0.3]], [[1, 0, 1], [0, 1, 0], [0, 0, 0]], 2 / 3),
        ([[0.3], [0.3]], [[0], [1]], 0),  # of equal outputs the first counts
        ([[0.3, 0.1], [0.3, 0.7]], [[1, 0], [0, 1]], 1),
    ],
)
def test_accuracy_is_the_share_of_samples_whose_class_the_outputs_say(outputs, targets, share):
    assert accuracy(np.array(outputs), np.array(targets, dtype=float)) == share
