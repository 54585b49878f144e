"""Our dataclasses are the standard ones, but for what is assigned to a frozen one: the type checker refuses that."""

import dataclasses
import pickle
import subprocess
import sys
from dataclasses import field, replace
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pytest

from bptrace.dataclass import dataclass


@dataclass(frozen=True)
class Value:
    """Compared by what it holds."""

    left: int
    right: object = None
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Slotted:
    """Without room for anything else."""

    only: object


@dataclass(frozen=True, slots=True)
class Other:
    """Like another, and not equal to it."""

    only: object


@dataclass(frozen=True)
class Nothing:
    """Without fields."""


@dataclass(frozen=True, eq=False)
class Thing:
    """Compared by identity."""

    items: list[int] = field(default_factory=list)
    secret: int = field(default=0, repr=False)

    @dataclass
    class Part:
        """A class of its own, within."""

        text: str


@dataclass
class Draft:
    """May change, so that it cannot be looked up."""

    text: str


@dataclass(frozen=True)
class Named(Value):
    """Says itself what it is called, and has one field more."""

    name: str = ""

    def __repr__(self) -> str:
        return self.name


def test_values_are_equal_when_what_is_compared_is():
    assert Value(1, (2, 3)) == Value(1, (2, 3), note="a note")
    assert Value(1) != Value(2)
    assert Value(1) != Named(1)
    assert Value(1) != (1, None)
    assert Slotted(1) != Slotted(2)
    assert Slotted(1) != Other(1)
    assert Nothing() == Nothing()
    assert Draft("a") == Draft("a")
    assert Draft("a") != Draft("b")
    assert Named(1, name="a") != Named(1, name="b")


def test_what_knows_more_of_equality_is_asked_too():
    assert Value(1) == mock.ANY
    assert Slotted(1) == mock.ANY


def test_equal_values_are_one_key():
    assert len({Value(1), Value(1, note="a note"), Value(2), Slotted(1), Slotted(1), Nothing(), Nothing()}) == 4


def test_a_value_that_holds_a_list_is_no_key():
    with pytest.raises(TypeError, match="list"):
        hash(Value(1, []))


def test_what_may_change_is_no_key():
    with pytest.raises(TypeError, match="Draft"):
        hash(Draft("a"))


def test_things_are_themselves_only():
    one = Thing()

    assert one == one
    assert one != Thing()
    assert len({one, Thing(), one}) == 2


def test_a_representation_names_the_fields():
    assert repr(Value(1, "two", note="n")) == "Value(left=1, right='two', note='n')"
    assert repr(Thing([1], 2)) == "Thing(items=[1])"
    assert repr(Nothing()) == "Nothing()"
    assert repr(Named(1, name="own")) == "own"
    assert repr(Thing.Part("a")) == "Thing.Part(text='a')"


def test_the_standard_library_takes_them_for_dataclasses():
    assert [each.name for each in dataclasses.fields(Named)] == ["left", "right", "note", "name"]
    assert replace(Value(1, 2), right=3) == Value(1, 3)
    match Value(4, 5):
        case Value(left, right):
            assert (left, right) == (4, 5)


def test_slots_leave_no_room():
    assert not hasattr(Slotted(1), "__dict__")
    assert vars(Value(1)) == {"left": 1, "right": None, "note": ""}


@pytest.mark.parametrize("one", [Value(1, (2,)), Slotted("a"), Nothing(), Draft("b"), Named(1, name="c")])
def test_they_are_sent_between_processes(one):
    assert pickle.loads(pickle.dumps(one)) == one


def test_an_own_method_is_kept():
    @dataclass(frozen=True)
    class Loose:
        text: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loose) and other.text.lower() == self.text.lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

    assert len({Loose("a"), Loose("A"), Loose("b")}) == 2


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mypy") is None, reason="the type checker is not here")
def test_the_type_checker_refuses_to_assign_to_a_frozen_one(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "from bptrace.dataclass import dataclass\n"
        "@dataclass(frozen=True)\nclass A:\n    x: int\n"
        "a = A(1)\na.x = 2\nA('1')\n"
    )

    done = subprocess.run([sys.executable, "-m", "mypy", program], capture_output=True, text=True, check=False)

    assert 'Property "x" defined in "A" is read-only' in done.stdout
    assert 'incompatible type "str"' in done.stdout


FROZEN = """
import dataclasses, sys, pytest
import bptrace.dataclass
bptrace.dataclass.dataclass = dataclasses.dataclass
sys.exit(pytest.main(["-q", "tests/marking/test_marker.py", "tests/report", "tests/circuit", "tests/test_trace.py",
                      "tests/test_training.py"]))
"""


@pytest.mark.slow
def test_nothing_is_assigned_to_a_frozen_one_while_the_program_runs():
    done = subprocess.run(
        [sys.executable, "-c", FROZEN], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-2000:]
