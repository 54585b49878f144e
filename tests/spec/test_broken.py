"""Every broken spec of the collection is refused with its own messages, each at its place, and none besides."""

import pytest

from bptrace import spec
from tests.spec.broken import SPEC, cases, matches

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_spec_is_refused_with_these_faults_and_no_others(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case.write(tmp_path)

    with pytest.raises(spec.SpecError) as caught:
        spec.load_any(SPEC)

    found = [(fault.file, fault.line, fault.column, fault.message) for fault in caught.value.faults]
    assert [fault[:3] for fault in found] == [fault[:3] for fault in case.faults], found
    assert all(matches(one[3], other[3]) for one, other in zip(found, case.faults, strict=True)), found


def test_no_two_broken_specs_have_the_same_message():
    messages = [tuple(fault[3] for fault in case.faults) for case in CASES]

    assert len(set(messages)) == len(messages) >= 120


def test_no_two_cases_have_the_same_name():
    assert len({case.name for case in CASES}) == len(CASES)
