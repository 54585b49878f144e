"""Rooms stand in an order, and each imports only from rooms below it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "bptrace"

# Bottom to top. A folder is one room, whose modules may import one another as long as there is no cycle.
ROOMS = (
    "dataclass",
    "later",
    "errors",
    "words",
    "unread",
    "signs",
    "files",
    "examples",
    "rounding",
    "lazy",
    "expr",
    "tokens",
    "grammar",
    "indexing",
    "symbolic",
    "matrix_form",
    "dependence",
    "elementwise",
    "differences",
    "tape",
    "printing",
    "functions",
    "network",
    "problem",
    "quantities",
    "accuracy",
    "spelling",
    "notation",
    "places",
    "whole_arrays",
    "suffixes",
    "keys",
    "distinct",
    "circuit",
    "spec",
    "slices",
    "program",
    "rules",
    "engine",
    "readings",
    "flat",
    "float_formulas",
    "compiled",
    "trace",
    "as_circuit",
    "byhand",
    "course",
    "divergence",
    "training",
    "verification",
    "marking",
    "selection",
    "extent",
    "sections",
    "report",
    "golden",
    "cli",
)
LIBRARIES = {  # a library: the rooms that may import it
    "click": ("cli",),
    "rich": ("report.terminal", "cli"),
    "yaml": ("spec", "marking.sheet_yaml", "marking.yaml_nodes", "marking.yaml_lines"),
    "torch": (),
    "sympy": (),
}


def module_name(file):
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = {module_name(file): file for file in sorted(PACKAGE.rglob("*.py"))}
MODULES = [name for name in FILES if name not in ("", "__main__")]


@cache
def tree(name):
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


@cache
def imported_by(name):
    """Return the absolute name of everything a module imports, modules and names alike, at once or later."""
    return frozenset({*imports_in(tree(name)), *imported_later(tree(name))})


@cache
def homes(package):
    """Return where the names are that a package imports when they are used: for each, the absolute name of its module."""
    stub = FILES[package].with_suffix(".pyi") if package in FILES else None
    if stub is None or not stub.exists():
        return {}
    nodes = ast.parse(stub.read_text(encoding="utf-8")).body
    pairs = [(node.module, alias.name) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
    return {name: f"{module}.{name}" if module == f"bptrace.{package}" else module for module, name in pairs}


def imported_later(module):
    """Yield the modules that a tree uses through a package which imports them later, or names as `module:attribute`."""
    packages = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            packages |= {alias.asname or alias.name: alias.name for alias in node.names if node.module == "bptrace"}
            found = homes(node.module.removeprefix("bptrace."))
            yield from (found[alias.name] for alias in node.names if alias.name in found)
        elif isinstance(node, ast.Constant) and re.fullmatch(r"bptrace[.\w]*:\w+", str(node.value)):
            yield node.value.partition(":")[0]
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in packages:
            found = homes(packages[node.value.id])
            yield from (found[node.attr],) if node.attr in found else ()


def imports_in(node):
    """Yield the absolute name of everything a tree imports, modules and names alike."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"line {child.lineno}: imports are absolute"
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)


def own_imports(name):
    """Return the modules of this package that one imports, without the package that merely contains another of them."""
    found = {imported.removeprefix("bptrace.") for imported in imported_by(name) if imported.startswith("bptrace.")}
    modules = {imported for imported in found if imported in FILES} - {name}
    return {module for module in modules if not _is_only_the_way_to(module, modules, name)}


def _is_only_the_way_to(package, modules, importer):
    """Tell whether a package is named just because one of its modules is imported, as in `from package import module`."""
    if not any(module.startswith(f"{package}.") for module in modules):
        return False
    for node in ast.walk(tree(importer)):
        if isinstance(node, ast.ImportFrom) and node.module == f"bptrace.{package}":
            return all(f"{package}.{alias.name}" in FILES for alias in node.names)
    return True


def room(name):
    return name.split(".")[0]


def level(name):
    return ROOMS.index(room(name)) if room(name) in ROOMS else -1


def is_in(name, rooms):
    return any(name == place or name.startswith(f"{place}.") for place in rooms)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_stands_in_a_room(name):
    assert room(name) in ROOMS, f"give {room(name)} its place in ROOMS"


@pytest.mark.parametrize("name", MODULES)
def test_a_room_imports_only_from_rooms_below(name):
    above = {other for other in own_imports(name) if level(other) > level(name)}

    assert not above


def test_there_are_no_cycles():
    below = {name: own_imports(name) for name in MODULES}
    while loose := {name for name, others in below.items() if not others & below.keys()}:
        below = {name: others for name, others in below.items() if name not in loose}

    assert not below, f"these import one another: {', '.join(below)}"


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) != "cli"])
def test_imports_stand_at_the_top(name):
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(tree(name))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not inside


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_for_the_type_checker_alone(name):
    assert "TYPE_CHECKING" not in FILES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize(("library", "places"), LIBRARIES.items(), ids=LIBRARIES)
def test_a_library_is_imported_where_it_is_at_home(library, places):
    users = {name for name in MODULES for imported in imported_by(name) if imported.split(".")[0] == library}

    assert {name for name in users if not is_in(name, places)} == set()
