"""The spec of a circuit: what is read, and every fault with its line and column."""

import jsonschema
import pytest
import yaml

from bptrace import examples, spec
from bptrace.circuit.model import Circuit
from bptrace.circuit.trace import run
from bptrace.expr import Product, Sum, Symbol
from bptrace.problem import Problem
from bptrace.spec import SpecError
from tests.shipped import CIRCUITS

X, Y, Z = map(Symbol, "xyz")


def refused(text):
    with pytest.raises(SpecError) as error:
        spec.loads_any(text, "c.yaml")
    return str(error.value)


def test_a_formula_is_the_output_f():
    circuit = spec.loads_any("circuit: (x + y) * z\nvalues: {x: -2, y: 5, z: -4}")

    assert isinstance(circuit, Circuit)
    assert circuit.definitions == (("f", Product((Sum((X, Y)), Z))),)
    assert dict(circuit.inputs) == {"x": -2, "y": 5, "z": -4}


def test_gates_have_the_names_that_they_are_given_and_may_use_those_before():
    circuit = spec.loads_any("gates: {q: x + y, f: q * z - q}\nvalues: {x: -2, y: 5, z: -4}")

    assert [node.name for node in circuit.nodes] == ["q", "g1", "f"]


def test_an_input_may_be_called_f():
    assert spec.loads_any("circuit: f * f\nvalues: {f: 3}").output == "out"


def test_unfold_takes_functions_apart():
    text = "circuit: sigmoid(x)\nvalues: {x: 1}\nunfold: "

    assert len(spec.loads_any(text + "false").nodes) == 1
    assert len(spec.loads_any(text + "true").nodes) == 4


def test_a_network_is_read_as_ever():
    assert isinstance(spec.load_any(examples.find("mazur")), Problem)


@pytest.mark.parametrize("name", CIRCUITS)
def test_a_shipped_circuit_is_what_its_spec_says_again(name):
    circuit = spec.load_any(examples.find(name))
    again = spec.loads_any(yaml.safe_dump(spec.circuit_document(circuit), sort_keys=False))

    assert (again.title, again.inputs, again.unfolded) == (circuit.title, circuit.inputs, circuit.unfolded)
    assert again.definitions == circuit.definitions
    assert run(again).values == run(circuit).values


@pytest.mark.parametrize("name", CIRCUITS)
def test_a_network_is_asked_for_and_a_circuit_given(name):
    with pytest.raises(SpecError, match=rf"{name}.yaml:1:1: found a circuit; expected a network with layers"):
        spec.load(examples.find(name))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "circuit: (x + y) * w\nvalues: {x: 1, y: 2}",
            "c.yaml:1:20: circuit: found 'w', which has no value; expected it under values, such as w: 1\n",
        ),
        (
            "circuit: '(x + w)'\nvalues: {x: 1}",
            "c.yaml:1:16: circuit: found 'w', which has no value; expected it under values, such as w: 1\n",
        ),
        ("circuit: >\n  x +\n  * y\nvalues: {x: 1}", "c.yaml:1:10: circuit: column 5: found '*'; expected a number"),
        ("circuit: x +\nvalues: {x: 1}", "c.yaml:1:13: circuit: found the end; expected a number"),
        ("circuit: tahn(x)\nvalues: {x: 1}", "c.yaml:1:10: circuit: found the function 'tahn'; expected exp, "),
        ("circuit: x * 2\nvalues: {x: 1, w: 3}", "c.yaml:2:16: values, w: found w, on which f does not rest"),
        ("gates: {q: x * 3, f: x * 2}\nvalues: {x: 1}", "c.yaml:1:8: gates: found q, on which f does not rest"),
        (
            "gates: {x: x * 3}\nvalues: {x: 1}",
            "c.yaml:1:12: gates, x: found x, which is an input; expected another name",
        ),
        (
            "gates: {f: q + 1, q: x + 1}\nvalues: {x: 1}",
            "c.yaml:1:12: gates, f: found 'q', a gate that comes later; expected it above f\n",
        ),
        ("circuit: x * 2", "c.yaml:1:1: found no values; expected a mapping from names to numbers"),
        (
            "circuit: x\ngates: {f: x}\nvalues: {x: 1}",
            "c.yaml:2:8: gates: found both circuit and gates; expected one of them",
        ),
        ("gates: {}\nvalues: {x: 1}", "c.yaml:1:8: gates: found an empty mapping; expected at least one gate"),
        ("circuit: [x]\nvalues: {x: 1}", "c.yaml:1:10: circuit: found a list; expected a formula such as (x + y) * z"),
        ("circuit: x * 2\nvalues: {x: one}", "c.yaml:2:13: values, x: found 'one'; expected a number"),
        (
            "circuit: 2 + 3\nvalues: {x: 1}",
            "c.yaml:1:10: circuit: f is the constant 5.0; expected a formula with names",
        ),
        (
            "circuit: exp + 1\nvalues: {exp: 1}",
            "c.yaml:2:10: values, exp: found the name 'exp'; expected one that begins",
        ),
        (
            "circuit: 1 / x\nvalues: {x: 0}",
            "c.yaml:1:10: circuit: gate f = 1 / x = 1 / 0 has no finite value: a division",
        ),
        ("circuit: ln(x)\nvalues: {x: -1}", "c.yaml:1:10: circuit: gate f = ln(x) = ln(-1) has no finite value"),
        (
            "circuit: x\nvalues: {x: 1}\nunfld: true",
            "c.yaml:3:1: found the unknown field 'unfld'; expected a field of a cir",
        ),
        (
            "circuit: x + θ + theta\nvalues: {x: 1, θ: 1, theta: 2}",
            "c.yaml:1:10: circuit: θ and theta would both be called",
        ),
    ],
)
def test_faults_are_said_where_they_stand(text, message):
    assert message in refused(text)


def test_a_circuit_that_could_not_be_read_is_refused():
    assert "more than 150 gates one after another" in refused(f"circuit: {'+'.join('x' * 900)}\nvalues: {{x: 1}}")


@pytest.mark.parametrize(
    ("document", "good"),
    [
        ({"circuit": "x * y", "values": {"x": 1, "y": 2.5}}, True),
        ({"gates": {"q": "x * y"}, "values": {"x": 1, "y": 2}, "unfold": True, "title": "t"}, True),
        ({"circuit": "x * y"}, False),
        ({"circuit": "x * y", "values": {"x": "one"}}, False),
        ({"circuit": ["x"], "values": {"x": 1}}, False),
        ({"circuit": "x", "values": {"x": 1}, "batch": 1}, False),
        ({"values": {"x": 1}}, False),
    ],
)
def test_the_schema_covers_circuits(document, good):
    validator = jsonschema.Draft202012Validator(spec.schema())

    assert validator.is_valid(document) is good
