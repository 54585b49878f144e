"""Marking a sheet opens the network's files and the sheet, and nothing that a sheet names; nothing is started or asked for."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.commands import ROOT

WATCH = """
import json, os, sys, sysconfig

own = (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), sys.argv.pop(1))
seen = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if not path.startswith(own):
            seen.append(path)
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.")):
        seen.append(event)

sys.addaudithook(watch)
from bptrace.cli import main
try:
    main.main(sys.argv[1:], prog_name="bptrace")
finally:
    print(json.dumps(seen), file=sys.stderr)
"""

SECRET = "secret.csv"
SHEETS = {
    "tag.yaml": f"net_h1: !include {SECRET}\nnet_h2: 0.39\n",
    "python.yaml": f"net_h1: !!python/object/apply:builtins.open ['{SECRET}']\n",
    "merge.yaml": f"<<: *{SECRET}\nnet_h1: 0.3775\n",
    "document.yaml": f"%TAG ! tag:{SECRET},2000:\n---\nnet_h1: 1\n---\ndata: {SECRET}\n",
    "fields.yaml": f"data: {SECRET}\nconfig: {SECRET}\ninclude: {SECRET}\nname: {SECRET}\nnet_h1: {SECRET}\n",
    "data.yaml": f"answers:\n  data: {SECRET}\n  file: /etc/passwd\n  net_h1: file:///etc/passwd\n",
    "cells.csv": f'key,value\nnet_h1,{SECRET}\n{SECRET},1\nnet_h2,=WEBSERVICE("http://localhost")\n@{SECRET},0\n',
    "table.md": f"![x]({SECRET}) [x](file:///etc/passwd)\n\n| Key | Answer |\n| - | - |\n| net_h1 | [0.3775]({SECRET}) |\n"
    f"| {SECRET} | !INCLUDE {SECRET} |\n\n<img src={SECRET}>\n",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "net.yaml").write_text(
        "data: points.csv\nloss: squared_error\nlearning_rate: 0.5\nnames: {neurons: [[h1, h2], [o1]]}\n"
        "layers: [{activation: tanh, weights: [[1, 2], [3, 4]]}, {activation: identity, weights: [[1, 2]]}]\n"
    )
    (tmp_path / "points.csv").write_text("x,y,target_o1\n1,2,3\n")
    (tmp_path / SECRET).write_text("net_h1,0\n")
    (tmp_path / "class").mkdir()
    for name, text in SHEETS.items():
        (tmp_path / "class" / name).write_text(text)
    (tmp_path / "class" / "linked.csv").symlink_to("/etc/passwd")
    (tmp_path / "class" / "up").symlink_to("/etc")
    return tmp_path


def opened(folder, *arguments):
    """Return what was opened, by its name within the folder, and what was printed and said."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(ROOT), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said, _, seen = done.stderr.strip().rpartition("\n")
    assert "Traceback" not in said
    names = {os.path.relpath(path, folder) if path.startswith("/") else path for path in json.loads(seen)}
    return (
        {name for name in names if not name.endswith((".so", os.path.relpath(os.devnull, folder)))},
        done.stdout,
        said,
    )


@pytest.mark.slow
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_names_files_in_vain(folder, sheet):
    found, printed, said = opened(folder, "check", "net.yaml", f"class/{sheet}")

    assert found == {"net.yaml", "points.csv", f"class/{sheet}"}
    assert "root:" not in printed + said


def test_a_class_is_its_files_and_no_links(folder):
    found, printed, said = opened(folder, "check", "net.yaml", "class", "--jobs", "1")

    assert found == {"net.yaml", "points.csv", *(f"class/{sheet}" for sheet in SHEETS)}
    assert "skipped class/linked.csv: a link" in said
    assert "root:" not in printed + said


def test_a_link_that_is_named_is_followed(folder):
    """A link that is named is followed, unlike one in a folder: the person who types it asks for it."""
    (folder / "named.csv").symlink_to(folder / SECRET)

    assert opened(folder, "check", "net.yaml", "named.csv")[0] == {"net.yaml", "points.csv", "named.csv"}
