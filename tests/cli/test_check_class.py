"""`bptrace check` for a class, as it is typed."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from bptrace.cli import main, tracing
from bptrace.cli.captured import run_captured
from bptrace.marking import many
from bptrace.training import silent
from tests.faults.screen import Screen

ROOT = Path(__file__).resolve().parent.parent.parent
RIGHT = "net_h1,0.3775\nout_h1,0.5933\nout_o1,0.7514\ndelta_o1,0.1385\ndE/dw5,0.08217\n"  # the article's figures
DOUBLED = RIGHT.replace("0.1385", "0.2770").replace("0.08217", "0.1643")  # 0.277·0.5933 = 0.16434 follows


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for name, text in {"s10": RIGHT, "s9": DOUBLED, "bad": "net_h1,1,2,3\n"}.items():
        (sheets / f"{name}.csv").write_text(text, encoding="utf-8")
    (sheets / "notes.txt").write_text("", encoding="utf-8")
    return tmp_path


def check(*words):
    return run_captured(main, ["check", "mazur", *map(str, words)])


def test_a_folder_is_a_table_with_a_row_for_each_sheet(folder):
    done = check("sheets")

    assert done.status == 1
    assert done.stdout.splitlines()[3:8] == [
        "  Student  Marks  Right  Follow  Wrong  First wrong  Mistakes",
        "  bad      cannot be marked: line 1: found 4 cells; expected 2; with decimal",
        "           commas, write semicolons between the columns",
        "  s9         4/5      3       1      1  delta_o1     E2",
        "  s10        5/5      5",
    ]
    assert "3 sheets: 1 wholly right, 1 not, 1 that cannot be marked. Marks from 4 to 5, 4.5 on average." in " ".join(
        done.stdout.split("\n")
    )
    assert done.stderr == "skipped sheets/notes.txt: no sheet by its suffix\n"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_fits_the_page_with_long_names(folder, width):
    name = "Anna-Katharina Wolkenstein von Hohenberg-Sonnenschein, Gruppe 3"
    (folder / "sheets" / f"{name}.csv").write_text(DOUBLED, encoding="utf-8")
    done = check("sheets", "--width", width)

    assert max(map(len, done.stdout.splitlines())) <= width
    assert all(word in done.stdout for word in ("Wolkenstein", "Gruppe"))


def test_all_right_is_exit_status_0(folder):
    assert check("sheets/s10.csv", "sheets/../sheets/s10.csv").status == 0
    assert check("sheets/s10.csv", "sheets/s9.csv").status == 1


def test_somebody_who_waits_is_told_how_many_sheets_have_been_marked(folder, monkeypatch):
    told = {}

    def progress(what, total, least):
        return nullcontext(told.setdefault((what, total, least), []).append)

    monkeypatch.setattr(tracing, "progress", progress)
    check("sheets")

    assert told == {("sheets", 3, 300): [1, 2, 3]}


@pytest.mark.parametrize(("count", "terminal", "shown"), [(299, True, False), (300, True, True), (300, False, False)])
def test_progress_is_shown_on_a_terminal_where_there_is_much_to_do(count, terminal, shown, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)

    with tracing.progress("sheets", count, 300) as advance:
        assert (advance is not silent) is shown


def test_csv_has_a_row_for_each_student(folder):
    (folder / "sheets" / "=cmd()|x.csv").write_text(DOUBLED, encoding="utf-8")
    done = check("sheets", "--csv", "-")
    rows = list(csv.DictReader(done.stdout.splitlines()))

    assert [row["student"] for row in rows] == ["'=cmd()|x", "bad", "s9", "s10"]
    assert [row["marks"] for row in rows] == ["4", "", "4", "5"]
    assert rows[2] | {"file": ""} == {
        "student": "s9", "file": "", "marks": "4", "out_of": "5", "right": "no", "not_asked": "0", "missing": "0",
        "unreadable": "0", "correct": "3", "too_coarse": "0", "carried_rounding": "0", "follows": "1", "truncated": "0",
        "wrong": "1", "unknown": "0", "few_digits": "0", "first_wrong": "delta_o1", "first_wrong_line": "4",
        "codes": rows[2]["codes"], "mistakes": rows[2]["mistakes"], "unexplained": "", "fault": "",
    }  # fmt: skip
    assert rows[1]["fault"].startswith("line 1: found 4 cells")


def test_words_stand_at_the_left_of_a_markdown_table_and_numbers_at_the_right(folder):
    lines = check("sheets/s9.csv", "sheets/s10.csv", "--md", "-").stdout.splitlines()

    assert lines[2:4] == [
        "| Student | Marks | Right | Follow | Wrong | First wrong | Mistakes |",
        "| :--- | ---: | ---: | ---: | ---: | :--- | :--- |",
    ]


def test_json_has_everything_line_by_line(folder):
    done = check("sheets", "--json", "-", "--required", "4sf")
    found = json.loads(done.stdout)
    bad, doubled, right = found["sheets"]

    assert bad == {"sheet": "bad", "file": "sheets/bad.csv", "fault": bad["fault"]}
    assert (right["right"], right["marks"], right["findings"]) == (True, 5, [])
    assert [line["verdict"] for line in doubled["lines"]] == ["correct", "correct", "correct", "wrong", "follows"]
    assert doubled["lines"][3] == {
        "key": "delta_o1", "line": 4, "written": "0.2770", "exact": pytest.approx(0.138498562, abs=1e-9), "verdict": "wrong",
        "marks": 0, "out_of": 1, "reason": None, "enough_digits": True,
    }  # fmt: skip
    assert found["lines_wrong"] == [{"key": "delta_o1", "sheets": 1}]
    assert found["mistakes"][0]["sheets"] == ["sheets/s9.csv"]


def test_files_are_written_beside_the_table(folder):
    done = check("sheets", "--csv", "marks.csv", "--json", "marks.json", "--md", "marks.md")

    assert done.stdout.startswith("Marks: ")
    assert (folder / "marks.csv").read_text(encoding="utf-8").startswith("student,file,marks,out_of,right,")
    assert len(json.loads((folder / "marks.json").read_text(encoding="utf-8"))["sheets"]) == 3
    assert "| s10 | 5/5 |" in (folder / "marks.md").read_text(encoding="utf-8")


def test_nothing_is_written_among_the_sheets(folder):
    before = (folder / "sheets" / "s9.csv").read_bytes()
    for target in ("sheets/marks.csv", "sheets/s9.csv", "./sheets/../sheets/s9.csv"):
        done = check("sheets", "--csv", target)

        assert (done.status, done.stdout) == (2, "")
        assert "stands among the sheets; expected a file in another folder" in done.stderr
    assert (folder / "sheets" / "s9.csv").read_bytes() == before
    assert check("sheets/s9.csv", "sheets/s10.csv", "--csv", "sheets/s9.csv").status == 2


def test_two_students_of_one_name_are_two_rows_with_their_files(folder):
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text("name: Ann\nnet_h1: 0.3775\n", encoding="utf-8")
    done = check("one.yaml", "two.yaml", "--width", "120")

    assert "Ann (one.yaml)" in done.stdout
    assert "Ann (two.yaml)" in done.stdout


def test_a_scheme_says_what_a_line_is_worth(folder):
    (folder / "scheme.yaml").write_text("lines: {delta_o1: 2}\nfollows: 0.5\n", encoding="utf-8")
    done = check("sheets", "--scheme", "scheme.yaml")

    assert "3.5/6" in done.stdout
    assert "6/6" in done.stdout


def test_the_scheme_and_the_network_are_no_sheets(folder):
    (folder / "sheets" / "scheme.yaml").write_text("points: 2\n", encoding="utf-8")
    (folder / "sheets" / "net.yaml").write_bytes((ROOT / "configs" / "mazur.yaml").read_bytes())
    done = run_captured(main, ["check", "sheets/net.yaml", "sheets", "--scheme", "sheets/scheme.yaml"])

    assert "10/10" in done.stdout
    assert "3 sheets:" in done.stdout
    assert "skipped sheets/net.yaml: not a sheet, but what it is marked by" in done.stderr


def test_what_is_asked_for_is_missed(folder):
    done = check("sheets/s10.csv", "sheets/s9.csv", "--ask", "delta_o1,delta_o2")

    assert "1/2" in done.stdout
    assert "0/2" in done.stdout
    done = check("sheets/s10.csv", "sheets/s9.csv", "--ask", r"z^{(2)}_1", "--notation", "lecture")  # net_h1
    assert done.stdout.count("1/1") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["empty"], "empty: found no sheet; expected .yaml, .yml, .csv or .md files"),
        (["sheets", "--scheme", "no.yaml"], "no.yaml: no such file\n"),
        (["sheets", "--scheme", "bad.yaml"], "bad.yaml:1:1: found the unknown field 'pionts'"),
        (
            ["sheets", "--scheme", "word.yaml"],
            "word.yaml:1:9: lines: nothing here is called dlta_o1; did you mean delta_o1?",
        ),
        (["-", "sheets"], "-: the sheets of a class are files; expected files or folders"),
        (["sheets", "--jobs", "0"], "found 0; expected a whole number from 1"),
        (["sheets", "--ask", "nothing"], "nothing here is called nothing"),
    ],
)
def test_a_fault_of_the_request_is_exit_status_2(folder, words, said):
    (folder / "empty").mkdir()
    (folder / "bad.yaml").write_text("pionts: 1\n", encoding="utf-8")
    (folder / "word.yaml").write_text("lines: {dlta_o1: 1}\n", encoding="utf-8")
    done = check(*words)

    assert (done.status, done.stdout) == (2, "")
    assert said in done.stderr


def test_names_of_files_are_data(folder):
    try:
        (folder / "sheets" / "\x1b[31m|$x$.csv").write_text(DOUBLED, encoding="utf-8")
    except OSError:
        pytest.skip("no such name on this system")

    for words in ([], ["--csv", "-"], ["--json", "-"], ["--md", "-"]):
        done = check("sheets", *words)
        assert "\x1b" not in done.stdout + done.stderr
        assert "[31m" in done.stdout.replace("\\", "")
    assert r"\|" in done.stdout


def test_more_jobs_change_nothing(folder, monkeypatch):
    monkeypatch.setattr(many, "WORTH", 2)
    for number in range(3):
        (folder / "sheets" / f"t{number}.csv").write_text(DOUBLED if number % 3 else RIGHT, encoding="utf-8")

    assert check("sheets", "--jobs", "2") == check("sheets", "--jobs", "1")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT as POSIX has it")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_quietly(folder, jobs):
    for number in range(4000):
        (folder / "sheets" / f"t{number}.csv").write_text(DOUBLED, encoding="utf-8")
    screen = Screen()
    words = [sys.executable, "-m", "bptrace", "check", "mazur", "sheets", "--csv", "out.csv", "--jobs", jobs]
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=screen.end,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "TERM": "xterm"},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored where the tests run in the background
    ) as process:
        screen.wait_for(r"[1-9]%", process)  # so many of the sheets are marked
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        said = screen.close()
        written = process.stdout.read()

    assert (process.returncode, written) == (130, b"")
    assert re.fullmatch(r"(sheets [━╸╺ ]*\d+% [-:\d]+\s*)+", said)
    assert " 100%" not in said
    assert not (folder / "out.csv").exists()
