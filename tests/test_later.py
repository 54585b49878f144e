"""What a package imports later is there when it is used, has a type, and is where the types say."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bptrace.later import Later, later

ROOT = Path(__file__).resolve().parent.parent
STUBS = {
    ".".join(stub.relative_to(ROOT).parent.parts): stub
    for stub in sorted((ROOT / "bptrace").rglob("__init__.pyi"))
    if stub.parent.name != "bptrace"  # which tests/test_public.py looks at
}
OFFERED = [
    (package, node.module, alias.name)
    for package, stub in STUBS.items()
    for node in ast.parse(stub.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
]


@pytest.mark.parametrize(("package", "module", "name"), OFFERED, ids=[f"{one[0]}.{one[2]}" for one in OFFERED])
def test_a_name_is_what_its_type_says(package, module, name):
    asked = import_module(package).__getattr__(name)

    assert asked is (import_module(f"{package}.{name}") if module == package else getattr(import_module(module), name))


@pytest.mark.parametrize("package", STUBS)
def test_every_name_has_a_type(package):
    names, modules = (cell.cell_contents for cell in closure(package, "names", "modules"))

    assert {*names, *modules} == {name for home, _, name in OFFERED if home == package}


def closure(package, *variables):
    """Return cells of the function that finds the names of a package."""
    find = import_module(package).__getattr__
    cells = dict(zip(find.__code__.co_freevars, find.__closure__, strict=True))
    return [cells[variable] for variable in variables]


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"module 'bptrace.spec' has no attribute 'save'"):
        import_module("bptrace.spec").save  # noqa: B018


def test_a_module_is_imported_when_it_is_used(tmp_path, monkeypatch):
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "__init__.py").touch()
    (tmp_path / "shelf" / "tome.py").write_text("TITLE = 'Sums'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    find = later("shelf", {"TITLE": "tome"}, ("tome",))
    table = Later[str]({"first": "shelf.tome:TITLE"})

    assert (list(table), len(table), "first" in table) == (["first"], 1, True)
    assert "shelf.tome" not in sys.modules
    assert (find("TITLE"), find("tome"), table["first"]) == ("Sums", sys.modules["shelf.tome"], "Sums")


def test_a_table_has_no_other_entries():
    table = Later[str]({})

    assert table.get("first") is None
    with pytest.raises(KeyError):
        table["first"]
