"""Specs, and the CSV files that they read."""

from __future__ import annotations

from random import Random

import yaml

from tests.fuzz.good import FORMS, texts, trees
from tests.fuzz.law import FOLDER, Case
from tests.fuzz.mutation import JUNK, VALUES, encoded, noise, regrown, spoilt
from tests.shipped import CIRCUITS


def _on_spec(choose: Random, content: bytes, *, circuit: bool = False) -> Case:
    """Return a command that reads a spec, which may name a CSV file."""
    files = {
        "spec.yaml": content,
        "points.csv": b"x,y,target_o1\n1,2,0\n0.5,-1,1\n",
        "iris.csv": b"a,b,species\n1,2,u\n3,1,v\n",
    }
    path = f"{FOLDER}spec.yaml"
    rounds = () if circuit else ("--epochs", choose.choice(("1", "2", "3")))
    forms = choose.choice((["json"], ["jsonl"], ["csv"], ["md"]))
    commands: tuple[tuple[str, ...], ...] = (
        ("run", path, *rounds),
        ("run", path, *rounds, "--brief", "--round", choose.choice(("4", "3sf"))),
        (
            "run",
            path,
            *rounds,
            "--brief",
            "--notation",
            choose.choice(("lecture", "matrix")) if not circuit else "mazur",
        ),
        ("export", path, *rounds, "--format", *forms, "-"),
        ("explain", path, choose.choice(("E_total", "w1+", "f", "df/dx"))),
        ("circuit", path),
        ("verify", path),
        ("worksheet", path, "--format", choose.choice(FORMS), "-"),
    )
    return Case(choose.choice((*commands, commands[0], commands[1])), files=files)


def spec_text(choose: Random) -> Case:
    name = choose.choice(list(texts()))
    return _on_spec(choose, encoded(choose, spoilt(choose, texts()[name])), circuit=name in CIRCUITS)


def spec_tree(choose: Random) -> Case:
    name = choose.choice(list(trees()))
    tree = regrown(choose, trees()[name], list(trees().values()))
    text = yaml.safe_dump(
        tree,
        sort_keys=False,
        allow_unicode=choose.random() < 0.5,
        default_flow_style=choose.choice((None, True, False)),
    )
    return _on_spec(choose, text.encode("utf-8", "surrogatepass"), circuit=name in CIRCUITS)


def spec_yaml(choose: Random) -> Case:
    return _on_spec(choose, encoded(choose, _any_yaml(choose, 0)))


def spec_bytes(choose: Random) -> Case:
    return _on_spec(choose, noise(choose))


_FIELDS = (
    "title", "inputs", "targets", "samples", "data", "test", "seed", "learning_rate", "loss", "penalty",
    "over_samples", "batch", "epochs", "optimizer", "update", "input_gradients", "gradient_of", "names",
    "parameters", "layers", "circuit", "gates", "values", "unfold", "name", "activation", "weights", "neurons",
    "bias", "threshold", "train_weights", "init", "std", "out", "slope",
)  # fmt: skip


def _any_yaml(choose: Random, depth: int) -> str:
    """Return a text that is YAML, or nearly so."""
    kind = choose.randrange(8) if depth < 5 else 7
    many = choose.randrange(5)
    mark = choose.choice(("", "", "", "", "&a ", "*a ", "!!str ", "!!map "))
    if kind < 3:
        inner = ", ".join(
            f"{choose.choice((*_FIELDS, choose.choice(JUNK)))}: {_any_yaml(choose, depth + 1)}" for _ in range(many)
        )
        return f"{mark}{{{inner}}}"
    if kind < 5:
        return f"{mark}[{', '.join(_any_yaml(choose, depth + 1) for _ in range(many))}]"
    if kind == 5 and not depth:
        return "\n".join(f"{choose.choice(_FIELDS)}: {_any_yaml(choose, 1)}" for _ in range(many + 2))
    return mark + (choose.choice(JUNK) if kind == 6 else str(choose.choice(VALUES)))


_CSV_SPEC = """\
data: {file: points.csv%s}
learning_rate: 0.1
loss: mean_squared_error
batch: 1
seed: 1
layers:
  - {neurons: 2, activation: tanh, weights: {init: xavier}, bias: {init: constant}}
  - {neurons: %s, activation: logistic, weights: {init: xavier}}
"""
_POINTS = "x,y,target_o1,kind\n0.5,-1,1,a\n2,1e-3,0,b\n0,0.25,0.5,a\n3,4,1,c\n"


_COLUMNS = (
    "",
    ", label: kind",
    ", inputs: [x, y]",
    ", targets: [x], inputs: [y]",
    ", shuffle: true, label: kind",
    ", label: kind, classes: [a, b, c]",
    ", label: y, inputs: [x]",
)


def data_csv(choose: Random) -> Case:
    more = choose.choice(_COLUMNS)
    text = _CSV_SPEC % (more, choose.choice((1, 2, 3)))
    points = encoded(choose, spoilt(choose, _POINTS)) if choose.random() < 0.9 else noise(choose)
    files = {"spec.yaml": text.encode(), "points.csv": points}
    return Case((choose.choice(("run", "verify")), f"{FOLDER}spec.yaml"), files=files)
