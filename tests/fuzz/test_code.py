"""No code from a file ever runs: not in formulas, not by tags of YAML, not through names that are compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.law import FOLDER, Case, judged

CODE = (
    "__import__('os').system('touch owned')",
    "x.__class__",
    "x.__init__.__globals__",
    "().__class__",
    "lambda: x",
    "(lambda x: x)(x)",
    "[x for x in x]",
    "{x}",
    "'x'",
    '"x"',
    "f'{x}'",
    "(x := 1)",
    "x[0]",
    "x; x",
    "x\nimport os",
    "open(x)",
    "eval(x)",
    "exec(x)",
    "getattr(x, x)",
    "print(x)",
    "x if x else x",
    "x and x",
    "not x",
    "await x",
    "yield x",
    "*x",
    "**x",
    "x = x",
    "x == x",
    "x < x < x",
    "x // x",
    "x % x",
    "x @ x",
    "x << 2",
    "~x",
    "0x10",
    "1_000",
    "1j",
    "x.y()",
    "exp.x",
    "None",
    "__debug__",
    "x\\\nx",
    "# x",
    "`x`",
    "$x",
)  # fmt: skip


@pytest.mark.parametrize("code", CODE)
def test_code_in_a_formula_is_refused_at_its_place(code: str) -> None:
    quoted = code.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    specs = (
        f'circuit: "{quoted}"\nvalues: {{x: 1}}\n',
        f'inputs: [1]\nlayers:\n  - {{activation: {{out: "{quoted}", slope: "1"}}, weights: [[1]]}}\n',
        f'data: {{generate: uniform, count: 2, inputs: [x], targets: ["{quoted}"]}}\nseed: 1\n'
        "loss: squared_error\nlayers:\n  - {neurons: 1, activation: tanh, weights: {init: he}}\n",
    )
    for text in specs:
        answer = judged(Case(("run", "-"), text.encode()))
        assert answer.status == 2
        assert answer.err.startswith("Error: standard input:")
        assert "column" in answer.err or "found" in answer.err
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
    for args, files in (
        (("run", "-"), {}),
        (("run", "-"), {}),
        (("check", "mazur", f"{FOLDER}s.yaml"), {"s.yaml": f"w5+: {tag}\n".encode()}),
        (("check", "mazur", f"{FOLDER}s.yaml"), {"s.yaml": f"{tag}: 1\n".encode()}),
        (("check", "mazur", f"{FOLDER}a.csv", f"{FOLDER}a.csv", "--scheme", f"{FOLDER}s.yaml"),
         {"s.yaml": f"points: {tag}\n".encode(), "a.csv": b"w5+,1\n"}),
    ):  # fmt: skip
        judged(Case(args, f"title: {tag}\ninputs: [{tag}]\nlayers: {tag}\n".encode(), files))
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
