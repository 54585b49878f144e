"""What `import bptrace` offers: every name works, has a type, and is loaded when it is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bptrace
from bptrace.cli import main
from bptrace.cli.captured import run_captured

ROOT = Path(__file__).resolve().parent.parent
STUB = ast.parse((ROOT / "bptrace" / "__init__.pyi").read_text(encoding="utf-8"))


def test_all_is_what_is_visible_in_order():
    assert bptrace.__all__ == dir(bptrace) == sorted(bptrace.__all__)


@pytest.mark.parametrize("name", bptrace.__all__)
def test_every_name_works(name):
    assert getattr(bptrace, name).__class__.__module__


def test_every_name_has_a_type_and_is_where_the_types_say():
    homes = {alias.name: node.module for node in STUB.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    listed = next(ast.literal_eval(node.value) for node in STUB.body if isinstance(node, ast.Assign))
    typed = {node.target.id for node in STUB.body if isinstance(node, ast.AnnAssign)}

    assert listed == bptrace.__all__
    assert {name: f"bptrace.{home}" for name, home in bptrace._HOMES.items()} == homes
    assert set(listed) == homes.keys() | typed


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'bptrace' has no attribute 'backpropagate'"):
        bptrace.backpropagate  # noqa: B018


def test_a_problem_is_read_run_and_asked():
    trace = bptrace.run(bptrace.load(ROOT / "configs" / "mazur.yaml"))

    assert isinstance(trace, bptrace.Trace)
    assert trace.value("w5+") == pytest.approx(0.35891648, abs=5e-9)


def test_a_fault_is_one_of_this_package():
    with pytest.raises(bptrace.SpecError) as caught:
        bptrace.loads("inputs: [1]\n")

    assert isinstance(caught.value, bptrace.BptraceError)


def test_importing_loads_nothing():
    code = (
        "import sys, importlib; before = {*sys.modules}; import bptrace; dir(bptrace); print(*{*sys.modules} - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["bptrace"]


def test_the_version_on_the_command_line_is_that_of_the_package():
    assert run_captured(main, ["--version"]).stdout == f"bptrace {bptrace.__version__}\n"
