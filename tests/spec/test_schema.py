"""The JSON Schema is made from the same fields as the reader."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from bptrace import spec
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))


def test_the_schema_allows_no_field_but_those_declared():
    schema = spec.schema()["else"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["layers"]
    assert set(schema["properties"]["layers"]["items"]["properties"]) == {
        "name", "activation", "neurons", "weights", "bias", "threshold", "train_weights", "train_bias",
    }  # fmt: skip


def test_the_schema_names_every_entry_of_every_catalogue():
    properties = spec.schema()["else"]["properties"]
    assert properties["loss"]["anyOf"][0]["enum"] == list(LOSSES)
    assert properties["optimizer"]["anyOf"][0]["enum"] == list(OPTIMIZERS)
    activations = properties["layers"]["items"]["properties"]["activation"]["anyOf"]
    assert list(ACTIVATIONS) in [choice.get("enum") for choice in activations]


def meanings(schema):
    """Yield every list of names in a schema with what is said of them."""
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            yield from meanings(part)
    if isinstance(schema, dict) and "enum" in schema:
        yield schema["enum"], schema.get("enumDescriptions")


def test_every_name_of_a_catalogue_says_what_it_means_beside_it():
    said = {
        name: text for names, texts in meanings(spec.schema()) if texts for name, text in zip(names, texts, strict=True)
    }

    assert set(said) == {*ACTIVATIONS, *LOSSES, *OPTIMIZERS}
    assert said["logistic"] == "out = 1 / (1 + e^−net); its slope is out·(1 − out)."
    assert said["leaky_relu"].endswith("its slope is 1 if net > 0 else negative_slope.")
    assert (
        said["softmax"]
        == "out = e^net_1 / (e^net_1 + e^net_2), of two neurons; all outputs of the layer together are 1."
    )
    assert said["step"] == "out = 1 if net >= 0 else 0; it has no slope to learn by."
    assert said["mean_squared_error"] == "E = (target − out)² of one output; the mean over the outputs."
    assert said["sgd"] == "The update goes a step against the slope: the learning rate times the gradient."
    for names, texts in meanings(spec.schema()):
        assert (texts is not None) == (names[0] in said), names


def test_every_field_is_described_in_a_sentence():
    properties = spec.schema()["else"]["properties"]
    for field in [*properties.values(), *properties["layers"]["items"]["properties"].values()]:
        assert field["description"].endswith(".")


def test_the_schema_accepts_functions_of_formulas_and_losses_with_settings():
    layer = {"activation": {"out": "2*x", "slope": 2, "range": [0, 1]}, "weights": [[1]]}
    jsonschema.validate({"layers": [layer], "loss": {"error": "abs(out)", "slope": "sign(out)"}}, spec.schema())
    jsonschema.validate({"layers": [layer], "loss": {"name": "huber", "delta": 0.5}}, spec.schema())
    for wrong in ({"error": "abs(out)"}, {"name": "huber", "delta": 0}, {"name": "huber", "alpha": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"layers": [layer], "loss": wrong}, spec.schema())


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_the_schema_accepts_every_shipped_spec(path):
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), spec.schema())
