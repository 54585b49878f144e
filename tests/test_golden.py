"""Golden cases are found, compared and rewritten without code for each."""

import os
import shutil
import sys

import click
import pytest
from click.testing import CliRunner

from bptrace.cli.captured import run_captured
from bptrace.cli.golden import golden
from bptrace.cli.group import Entry, LazyGroup
from bptrace.errors import BptraceError
from bptrace.golden import Case, Outcome, Verdict, compare, create, discover, first_difference, rewrite


def printing(text, status=0):
    return lambda _: Outcome(status, text)


@pytest.fixture
def case(tmp_path):
    """A case that expects `w5 = 0.4`."""
    folder = tmp_path / "golden" / "net"
    folder.mkdir(parents=True)
    (folder / "cmd").write_text("run net.yaml --brief\n")
    (folder / "out.txt").write_text("w5 = 0.4\n")
    return Case(folder)


@pytest.mark.parametrize(
    ("expected", "found", "described"),
    [
        ("a\nb\n", "a\nb\n", None),
        ("a\nb\n", "a\nc\n", [", line 2", "  expected  b", "  found     c"]),
        ("a\n", "a\nb\n", [", line 2", "  expected  (nothing: the text has ended)", "  found     b"]),
        ("a\nb\n", "a\n", [", line 2", "  expected  b", "  found     (nothing: the text has ended)"]),
        (
            "a\n",
            "a",
            [", line 1", "  expected  a", "  found     a", "  only the white space at the end of the line differs"],
        ),
    ],
    ids=["equal", "changed", "longer", "shorter", "no last line end"],
)
def test_the_first_line_that_differs_is_named(expected, found, described):
    assert first_difference(expected, found) == (described and "\n".join(described))


@pytest.mark.parametrize(
    ("expected", "found", "remark"),
    [
        ("E = 0.291027774", "E = 0.291027924", "0.291027774 became 0.291027924, 1.5e-07 more"),
        ("E = 0.3   (1)", "E = 0.25  (1)", "0.3 became 0.25, 0.05 less"),
        ("d = −0.3", "d = −0.2", "−0.3 became −0.2, 0.1 more"),
        ("d = −0.3", "d = 0.3", "−0.3 became 0.3, 0.6 more"),
        ("0.4−0.3 = 0.1", "0.4−0.2 = 0.2", "0.3 became 0.2, 0.1 less (and 1 more in this line)"),
        ("e = 1e-07", "e = 2e-07", "1e-07 became 2e-07, 1e-07 more"),
        ("x = 0.5.", "x = 0.6.", "0.5 became 0.6, 0.1 more"),
        ("x = 0.5", "x = 0.50", "0.5 became 0.50, the same number"),
    ],
)
def test_a_changed_number_is_given_with_its_change(expected, found, remark):
    assert first_difference(expected, found).splitlines()[-1] == f"  {remark}"


@pytest.mark.parametrize(("expected", "found"), [("w5 = 0.4", "w6 = 0.4"), ("h1.2", "h1.3"), ("w5 = 0.4", "b1 = 0.3")])
def test_a_changed_name_is_no_changed_number(expected, found):
    assert len(first_difference(expected, found).splitlines()) == 3


def test_a_case_that_prints_what_is_stored_agrees(case):
    assert compare(case, printing("w5 = 0.4\n")).verdict is Verdict.AGREES


def test_the_command_line_is_run_as_a_shell_splits_it(case):
    (case.folder / "cmd").write_text("run 'my net.yaml'\n")

    assert case.arguments == ("run", "my net.yaml")


def test_missing_output_differs_and_is_written_on_update(case):
    case.transcript.unlink()

    assert compare(case, printing("new\n")).verdict is Verdict.DIFFERS
    assert rewrite(case, printing("new\n")).verdict is Verdict.REWRITTEN
    assert (case.folder / "out.txt").read_text() == "new\n"


def test_update_keeps_the_name_of_the_output_and_says_what_changed(case):
    case.transcript.rename(case.folder / "out.md")

    finding = rewrite(case, printing("w5 = 0.5\n"))

    assert (case.folder / "out.md").read_text() == "w5 = 0.5\n"
    assert "0.4 became 0.5, 0.1 more\n  rewritten" in finding.message


def test_update_leaves_alone_what_agrees(case):
    before = case.transcript.stat().st_mtime_ns

    assert rewrite(case, printing("w5 = 0.4\n")).verdict is Verdict.AGREES
    assert case.transcript.stat().st_mtime_ns == before


def test_another_exit_status_differs_and_is_never_written(case):
    run = printing("w5 = 0.5\n", status=2)

    assert "expected exit status 0, got 2" in compare(case, run).message
    assert rewrite(case, run).verdict is Verdict.DIFFERS
    assert case.transcript.read_text() == "w5 = 0.4\n"


def test_an_expected_exit_status_agrees(case):
    (case.folder / "exit").write_text("1\n")

    assert compare(case, printing("w5 = 0.4\n", status=1)).verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("cmd", "", "expected one line"),
        ("cmd", "run a\nrun b\n", "got 2"),
        ("cmd", "run 'a\n", "expected a command line, got no closing quotation"),
        ("exit", "one", "expected an exit status, got 'one'"),
        ("out.md", "", "expected one file out.*, got out.md, out.txt"),
    ],
)
def test_a_case_that_is_not_well_formed_is_an_error(case, file, text, message):
    (case.folder / file).write_text(text)

    with pytest.raises(BptraceError, match=message.replace("*", r"\*")):
        compare(case, printing("w5 = 0.4\n"))


def test_a_folder_without_a_command_is_an_error(case):
    (case.folder / "cmd").unlink()

    with pytest.raises(BptraceError, match="cmd: missing"):
        compare(case, printing(""))


def test_cases_are_found_by_their_folders(case):
    (case.folder.parent / "empty").mkdir()
    (case.folder.parent / "notes.txt").write_text("no case")

    assert [found.folder.name for found in discover(case.folder.parent)] == ["net"]


def test_a_case_concerns_the_configuration_in_any_spelling(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text("")

    assert case.concerns("net.yaml")
    assert case.concerns("./net.yaml")
    assert case.concerns(str(tmp_path / "net.yaml"))
    assert not case.concerns("other.yaml")


def test_create_adds_a_case_named_after_the_file(tmp_path):
    create(tmp_path / "golden", "some/xor.yaml", printing("out\n"))

    assert (tmp_path / "golden" / "xor" / "cmd").read_text() == "run some/xor.yaml\n"
    assert (tmp_path / "golden" / "xor" / "out.txt").read_text() == "out\n"


def test_create_adds_nothing_for_a_command_that_fails(tmp_path):
    assert create(tmp_path, "xor.yaml", printing("", status=2)).verdict is Verdict.DIFFERS
    assert list(tmp_path.iterdir()) == []


def test_create_does_not_touch_a_case_of_that_name(case):
    with pytest.raises(BptraceError, match="with another command"):
        create(case.folder.parent, "other/net.yaml", printing(""))


# ---- the command, with a small program in the place of bptrace -----------------------------------------------------------


@click.command()
@click.argument("config")
@click.option("--brief", is_flag=True)
@click.pass_context
def run(context, config, brief):
    """Print what a case should not depend on."""
    if config == "crash.yaml":
        raise RuntimeError("broken")
    click.echo(click.style("w5 = 0.5", fg="red"))
    columns = shutil.get_terminal_size().columns
    click.echo(f"∂E {columns} {os.environ.get('FORCE_COLOR')} {sys.stdout.isatty()} {sys.stdin.read()!r}")
    context.exit(config == "no.yaml")


COMMANDS = {"run": Entry(f"{__name__}:run", ""), "golden": Entry("bptrace.cli.golden:golden", "")}
PRINTED = "w5 = 0.5\n∂E 80 None False ''\n"


@pytest.fixture
def call(case, tmp_path, monkeypatch):
    """Call `golden` of a small program, in the folder of the case."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / "net.yaml").write_text("")
    program = click.group(cls=LazyGroup, commands_by_name=COMMANDS)(lambda: None)
    return lambda *arguments: CliRunner().invoke(program, ["golden", *arguments])


def test_the_surroundings_do_not_matter(monkeypatch):
    for name, value in {"COLUMNS": "200", "FORCE_COLOR": "1", "NO_COLOR": ""}.items():
        monkeypatch.setenv(name, value)

    assert run_captured(run, ["net.yaml"]) == Outcome(0, PRINTED)
    assert run_captured(run, ["no.yaml"]).status == 1
    assert run_captured(run, []).status == 2


def test_the_surroundings_are_as_before_afterwards(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("NO_COLOR", raising=False)
    before = (sys.stdin, sys.stdout)

    run_captured(run, ["net.yaml"])

    assert (sys.stdin, sys.stdout) == before
    assert (os.environ["COLUMNS"], os.environ.get("NO_COLOR")) == ("200", None)


def test_a_difference_gives_status_1_and_a_count(call):
    result = call()

    assert result.exit_code == 1
    assert "golden/net/out.txt, line 1" in result.stdout
    assert "0.4 became 0.5, 0.1 more" in result.stdout
    assert result.stderr == "1 case: 1 differs\n"


def test_update_rewrites_and_then_all_agree(call, case):
    assert call("--update").stderr == "1 case: 1 rewritten, 0 unchanged\n"
    assert case.transcript.read_text(encoding="utf-8") == PRINTED

    result = call()

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 case: all agree\n")


def test_update_is_refused_in_ci(call, case, monkeypatch):
    monkeypatch.setenv("CI", "true")

    result = call("--update")

    assert (result.exit_code, case.transcript.read_text()) == (2, "w5 = 0.4\n")
    assert "refused where CI is set" in result.stderr


def test_a_config_selects_its_cases(call, tmp_path):
    (tmp_path / "other.yaml").write_text("")
    create(tmp_path / "golden", "other.yaml", printing("never run\n"))

    assert call("net.yaml", "--update").stderr == "1 case: 1 rewritten, 0 unchanged\n"


def test_a_config_without_a_case_differs_until_update_makes_one(call, tmp_path):
    (tmp_path / "new.yaml").write_text("")

    assert "new.yaml: no case in golden names it" in call("new.yaml").stdout
    assert call("--update", "new.yaml").exit_code == 0
    assert (tmp_path / "golden" / "new" / "cmd").read_text() == "run new.yaml\n"
    assert call("new.yaml").exit_code == 0


def test_update_makes_the_folder_for_the_first_case(call, tmp_path):
    assert call("--dir", "elsewhere", "--update", "net.yaml").exit_code == 0
    assert (tmp_path / "elsewhere" / "net" / "out.txt").read_text(encoding="utf-8") == PRINTED


def test_update_makes_the_first_case_in_an_empty_folder(call, tmp_path):
    (tmp_path / "elsewhere").mkdir()

    assert call("--dir", "elsewhere", "--update", "net.yaml").exit_code == 0
    assert (tmp_path / "elsewhere" / "net" / "cmd").exists()


@pytest.mark.parametrize("arguments", [[], ["--update"], ["net.yaml"]])
@pytest.mark.parametrize(("folder", "message"), [("none", "no such folder"), ("empty", "no case in it")])
def test_no_case_at_all_is_an_error(call, tmp_path, arguments, folder, message):
    (tmp_path / "empty" / "case").mkdir(parents=True)

    result = call("--dir", folder, *arguments)

    assert result.exit_code == 2
    assert f"{folder}: {message}; expected" in result.stderr


def test_a_name_that_no_file_has_is_an_error(call):
    assert call("mazzur").exit_code == 2


def test_a_case_of_the_command_itself_is_refused(call, case):
    (case.folder / "cmd").write_text("golden --update\n")

    result = call()

    assert result.exit_code == 2
    assert "cmd: expected a command that a case can hold, got golden itself" in result.stderr


def test_a_crash_hides_no_other_case(call, case):
    (case.folder / "cmd").write_text("run crash.yaml\n")

    result = call("--update")

    assert result.exit_code == 1
    assert "RuntimeError: broken" in result.stdout
    assert case.transcript.read_text() == "w5 = 0.4\n"


def test_help_of_golden_says_what_a_case_is():
    assert "cmd" in CliRunner().invoke(golden, ["--help"]).stdout
