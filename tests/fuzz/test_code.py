"""No code from a file ever runs: not in formulas, not by tags of YAML, not through names that are compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.law import FOLDER, Case, judged

CODE: dict[str, int | tuple[int, int, int]] = {
    "__import__('os').system('touch owned')": 0,
    "x.__class__": (0, 0, -1),
    "x.__init__.__globals__": (0, 0, -1),
    "().__class__": 2,
    "lambda: x": 6,
    "(lambda x: x)(x)": 9,
    "[x for x in x]": 0,
    "{x}": 0,
    "'x'": 0,
    '"x"': -1,
    "f'{x}'": 1,
    "(x := 1)": 3,
    "x[0]": 1,
    "x; x": 1,
    "x\nimport os": -1,
    "open(x)": 0,
    "eval(x)": 0,
    "exec(x)": 0,
    "getattr(x, x)": 0,
    "print(x)": 0,
    "x if x else x": 7,
    "x and x": 2,
    "not x": (0, 0, 4),
    "await x": (0, 0, 6),
    "yield x": (0, 0, 6),
    "*x": 0,
    "**x": 0,
    "x = x": 2,
    "x == x": 2,
    "x < x < x": 2,
    "x // x": 3,
    "x % x": 2,
    "x @ x": 2,
    "x << 2": 2,
    "~x": 0,
    "0x10": 1,
    "1_000": 1,
    "1j": 1,
    "x.y()": 0,
    "exp.x": (0, 0, -1),
    "None": (0, 0, -1),
    "__debug__": 0,
    "x\\\nx": -1,
    "# x": 0,
    "`x`": 0,
    "$x": 0,
}
"""Code, and where in it the fault is said to be: in a circuit, an activation and a target, where these differ.

-1 is the quote before it: for what YAML writes otherwise than it reads it, and for a target that has no such name.
"""

FORMULAS = (
    ('circuit: "', '"\nvalues: {x: 1}\n'),
    ('inputs: [1]\nlayers:\n  - {activation: {out: "', '", slope: "1"}, weights: [[1]]}\n'),
    ('data: {generate: uniform, count: 2, inputs: [x], targets: ["', '"]}\nseed: 1\n'
     "loss: squared_error\nlayers:\n  - {neurons: 1, activation: tanh, weights: {init: he}}\n"),
)  # fmt: skip
"""What stands before a formula in a spec, and behind it."""


@pytest.mark.parametrize("code", CODE)
def test_code_in_a_formula_is_refused_at_its_place(code: str) -> None:
    quoted = code.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    offset = CODE[code]
    offsets = offset if isinstance(offset, tuple) else 3 * (offset,)
    for (before, behind), place in zip(FORMULAS, offsets, strict=True):
        answer = judged(Case(("run", "-"), f"{before}{quoted}{behind}".encode()))

        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1 + place
        assert answer.status == 2
        assert answer.err.startswith(f"Error: standard input:{line}:{column}: ")
    assert not Path("owned").exists()


TAGS = (
    "!!python/object/apply:os.system ['touch owned']",
    "!!python/object/new:os.system ['touch owned']",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/tuple [1, 2]",
    "!!binary aGk=",
    "!!set {a}",
    "!owned x",
)


@pytest.mark.parametrize("tag", TAGS)
def test_no_tag_of_yaml_makes_anything(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec = f"title: {tag}\ninputs: [{tag}]\nlayers: {tag}\n".encode()
    for args, files in (
        (("run", "-"), {}),
        (("run", f"{FOLDER}spec.yaml"), {"spec.yaml": spec}),
        (("check", "mazur", f"{FOLDER}s.yaml"), {"s.yaml": f"w5+: {tag}\n".encode()}),
        (("check", "mazur", f"{FOLDER}s.yaml"), {"s.yaml": f"{tag}: 1\n".encode()}),
        (("check", "mazur", f"{FOLDER}a.csv", f"{FOLDER}a.csv", "--scheme", f"{FOLDER}s.yaml"),
         {"s.yaml": f"points: {tag}\n".encode(), "a.csv": b"w5+,1\n"}),
    ):  # fmt: skip
        judged(Case(args, spec, files))
    assert not list(tmp_path.iterdir())


NAMES = (
    "__import__",
    "import",
    "lambda",
    "exit()",
    "os.system",
    "x;y",
    "x\\ny",
    "{x}",
    "'",
    '"',
    "go",
    "state",
    "pack",
    "power",
    "exec",
    "epochs",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_and_titles_never_get_into_what_is_compiled(name: str) -> None:
    # 300 epochs of a small network are gone through by a compiled function.
    quoted = name.replace("'", "''")
    text = (
        f"title: '{quoted}'\ninputs: [0.5]\ntargets: [0.1]\nlearning_rate: 0.5\nloss: squared_error\nepochs: 300\n"
        f"names: {{inputs: ['{quoted}'], weights: [[['{quoted}1']]]}}\n"
        "layers:\n  - {activation: tanh, weights: [[0.3]]}\n"
    )
    named = judged(Case(("export", "-", "--format", "csv", "-", "--show", "300"), text.encode()))
    plain = judged(Case(("export", "-", "--format", "csv", "-", "--show", "300"), text.replace("names:", "#").encode()))

    assert plain.status == 0
    if named.status == 0:
        assert named.out.count("\n") == plain.out.count("\n")
    else:
        assert "expected a name" in named.err
