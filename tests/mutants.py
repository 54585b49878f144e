"""Mutation testing: `python -m tests.mutants expr` makes small changes of a module and says which of them its tests miss.

mutmut makes the changes and runs the tests. It is told here, module by module, which tests those are: with all of them a
change that is missed would take as long as the whole suite. Everything happens in a copy of the checkout that is thrown away.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SHEETS = ("tests/marking/test_judge.py", "tests/marking/test_marker.py", "tests/marking/test_precision.py")
READ = ("tests/marking/test_sheet_formats.py", "tests/marking/test_sheet.py")
SLIPS = ("tests/marking/test_apart.py", "tests/marking/test_ties.py", "tests/marking/test_catalogue.py")
ABOUT = {
    "expr": ("tests/test_expr.py", "tests/printing"),
    "tokens": ("tests/test_grammar.py",),
    "grammar": ("tests/test_grammar.py",),
    "printing/precedence": ("tests/printing",),
    "printing/text": ("tests/printing",),
    "printing/written": ("tests/printing",),
    "printing/latex": ("tests/printing/test_latex.py",),
    "printing/python": ("tests/printing/test_python.py",),
    "rules": ("tests/test_rules.py", "tests/test_engine.py"),
    "engine": ("tests/test_engine.py", "tests/sources"),
    "symbolic": ("tests/test_symbolic.py",),
    "tape": ("tests/test_tape.py",),
    "program": ("tests/test_program.py",),
    "readings": ("tests/test_readings.py",),
    "flat": ("tests/test_flat.py",),
    "float_formulas": ("tests/test_float_formulas.py",),
    "compiled": ("tests/test_compiled.py",),
    "byhand": ("tests/test_byhand.py",),
    "divergence": ("tests/test_divergence.py",),
    "course": ("tests/test_course.py",),
    "trace": ("tests/test_trace.py",),
    "training": ("tests/test_passage.py",),
    "matrix_form": ("tests/test_matrix_form.py",),
    "dependence": ("tests/test_dependence.py",),
    "elementwise": ("tests/test_elementwise.py", "tests/test_dependence.py"),
    "slices": ("tests/test_slices.py",),
    "rounding": ("tests/test_rounding.py",),
    "accuracy": ("tests/test_accuracy.py",),
    "unread": ("tests/test_unread.py",),
    "keys": ("tests/test_keys.py",),
    "suffixes": ("tests/test_keys.py",),
    "marking/figure": ("tests/marking/test_figure.py",),
    "marking/interval": ("tests/marking/test_interval.py",),
    "marking/powers": ("tests/marking/test_powers.py",),
    "marking/slopes": ("tests/marking/test_slopes.py",),
    "marking/boxes": ("tests/marking/test_boxes.py",),
    "marking/ranges": ("tests/marking/test_ranges.py",),
    "marking/succession": ("tests/marking/test_succession.py",),
    "marking/drift": ("tests/marking/test_drift.py",),
    "marking/digits": ("tests/marking/test_digits.py",),
    "marking/finder": ("tests/marking/test_finder.py",),
    "marking/method": ("tests/marking/test_method.py",),
    "marking/diagnosis": ("tests/marking/test_diagnosis.py", "tests/marking/test_by_method.py"),
    "marking/judge": SHEETS,
    "marking/verdicts": SHEETS,
    "marking/precision": ("tests/marking/test_precision.py",),
    "marking/marker": (*SHEETS, "tests/marking/test_handed_on.py"),
    "marking/fewest": ("tests/marking/test_fewest.py",),
    "marking/apart": ("tests/marking/test_apart.py", "tests/marking/test_ties.py"),
    "marking/evidence": (*SLIPS, "tests/marking/test_evidence.py"),
    "marking/by_line": ("tests/marking/test_by_line.py", "tests/marking/test_ties.py"),
    "marking/by_method": ("tests/marking/test_by_method.py", "tests/marking/test_apart.py"),
    "marking/sheet_yaml": ("tests/marking/test_sheet.py",),
    "marking/yaml_nodes": ("tests/marking/test_sheet.py",),
    "marking/yaml_lines": ("tests/marking/test_sheet.py",),
    "marking/entries": READ,
    "marking/headings": READ,
    "marking/sheet": READ,
    "marking/sheet_csv": READ,
    "marking/sheet_markdown": READ,
    "marking/folder": ("tests/marking/test_folder.py",),
    "marking/claim": ("tests/marking/test_claim.py",),
    "marking/candidates": ("tests/marking/test_candidates.py",),
    "marking/passage": ("tests/marking/test_passage.py",),
    "marking/rerun": ("tests/marking/test_rerun_by_hand.py", "tests/marking/test_rerun.py"),
    "marking/reruns": ("tests/marking/test_reruns.py",),
    "marking/scheme": ("tests/marking/test_scheme.py",),
    "marking/scheme_words": ("tests/marking/test_scheme.py",),
    "marking/scheme_yaml": ("tests/marking/test_scheme.py",),
    "functions/activation": ("tests/functions/test_activations.py",),
    "functions/activations": ("tests/functions/test_activations.py", "tests/functions/test_stable.py"),
    "functions/gates": ("tests/functions/test_gates.py",),
    "functions/losses": ("tests/functions/test_losses.py",),
    "functions/optimizers": ("tests/functions/test_optimizers.py",),
    "functions/custom": ("tests/functions/test_custom.py",),
    "functions/schemes": ("tests/data/test_schemes.py",),
}
"""The tests that are about a module."""

MISSED = ("survived", "no tests", "suspicious", "segfault", "not checked")
_CONFIGURATION = """
[tool.mutmut]
source_paths = ["bptrace"]
only_mutate = ["bptrace/{module}.py"]
also_copy = ["configs", "golden", "README.md"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "tests.deep_calls", "-o",
    "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"]
"""
"""Collected again in the same process, names of tests that are escaped would be escaped twice, and none would be found: every
mutant would seem to be noticed."""


def _mutmut(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def _change(folder: Path, mutant: str) -> str:
    """Return the lines that a mutant takes out and puts in."""
    lines = _mutmut(folder, "show", mutant).splitlines()
    return "\n".join(line for line in lines if re.match(r"[-+](?![-+]{2} )", line))


def measure(module: str, folder: Path) -> Iterator[str]:
    """Run the mutants of a module in a copy of the checkout; yield what becomes of them, then those that are missed."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "mutants", "node_modules"))
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_CONFIGURATION.format(module=module, tests=list(ABOUT[module])))
    _mutmut(folder, "run", "--max-children", "1")
    found = re.findall(r"^ *(\S+): (.+)$", _mutmut(folder, "results", "--all", "true"), re.MULTILINE)
    counts = Counter(result for _, result in found)
    yield f"{module}: {len(found)} mutants, {', '.join(f'{count} {result}' for result, count in counts.items())}"
    for mutant, result in found:
        if result in MISSED:
            yield f"  {mutant}: {result}\n{_change(folder, mutant)}"


def main() -> None:
    """Measure the modules that are named, or else all of them."""
    for module in sys.argv[1:] or ABOUT:
        if module not in ABOUT:
            raise SystemExit(f"no tests are named for {module}; the modules are {', '.join(ABOUT)}")
        with tempfile.TemporaryDirectory() as scratch:
            for line in measure(module, Path(scratch) / "checkout"):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
