"""What is fuzzed: each target draws a case, a command line with its files, from a source of random choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.fuzz.formulas import circuit, label_formula, own_functions
from tests.fuzz.keys import keys
from tests.fuzz.law import Case
from tests.fuzz.sheets import quiz, scheme, sheets
from tests.fuzz.specs import data_csv, spec_bytes, spec_text, spec_tree, spec_yaml

TARGETS: Mapping[str, Callable[[Random], Case]] = {
    "spec-text": spec_text,
    "spec-tree": spec_tree,
    "spec-yaml": spec_yaml,
    "spec-bytes": spec_bytes,
    "sheet-yaml": sheets("yaml"),
    "sheet-csv": sheets("csv"),
    "sheet-md": sheets("md"),
    "scheme": scheme,
    "data-csv": data_csv,
    "circuit": circuit,
    "own-functions": own_functions,
    "label-formula": label_formula,
    "keys": keys,
    "quiz": quiz,
}
"""Every target by its name."""
