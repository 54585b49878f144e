"""Commands are found by name, and every failure becomes one message and an exit status."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import bptrace as bptrace_package
from bptrace.cli import COMMANDS, main, welcome
from bptrace.cli.captured import run_captured
from bptrace.cli.group import Entry, LazyGroup
from bptrace.cli.parameters import CONFIG
from bptrace.cli.welcome import FIRST, LINE
from bptrace.errors import BptraceError

ROOT = Path(__file__).resolve().parent.parent


def stop(number):
    """Be stopped within code that passes on another error than it gets."""
    try:
        os.kill(os.getpid(), number)
        time.sleep(10)
    except BaseException as error:
        raise TypeError("cannot compare") from error


FAILURES = {
    "ours": BptraceError("net.yaml: line 3: expected a number"),
    "file": PermissionError(errno.EACCES, "Permission denied", "out.md"),
    "interrupt": KeyboardInterrupt(),
}
STOPS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


@click.command()
@click.argument("failure")
def fail(failure):
    """Fail as asked."""
    click.echo("begun")
    if failure in STOPS:
        stop(getattr(signal, failure))
    raise FAILURES[failure]


@click.command()
@click.argument("config", type=CONFIG)
def take(config):
    """Say which configuration was taken."""
    click.echo(config)


PROGRAM = click.group(
    cls=LazyGroup,
    commands_by_name={name: Entry(f"{__name__}:{name}", f"Do {name}.") for name in ("fail", "take")},
    context_settings={"help_option_names": ["-h", "--help"]},
)(lambda: None)


def invoke(*arguments):
    return CliRunner().invoke(PROGRAM, arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name):
    command = main.get_command(click.Context(main), name)

    assert command is not None
    assert command.name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_to_the_short_option_of_help(name):
    result = CliRunner().invoke(main, [name, "-h"])

    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status", "last_line"),
    [
        (["fail", "ours"], 2, "Error: net.yaml: line 3: expected a number"),
        (["fail", "file"], 2, "Error: out.md: permission denied"),
        (["take", "mazr"], 2, "Error: mazr: no such file; an example that comes with bptrace is called 'mazur'"),
        (["tke"], 2, "Error: no command 'tke'; did you mean take?"),
        (["zzz"], 2, "Error: no command 'zzz'; there are fail, take"),
    ],
)
def test_what_is_at_fault_is_said_in_one_line(arguments, status, last_line):
    result = invoke(*arguments)

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (status, last_line)
    assert "Traceback" not in result.stderr


def test_an_interruption_is_told_by_the_status():
    result = invoke("fail", "interrupt")

    assert (result.exit_code, result.stdout) == (130, "begun\n")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("name", "status"), STOPS.items())
def test_a_stop_is_told_by_the_status_whatever_a_library_makes_of_it(name, status):
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    try:
        result = invoke("fail", name)
        assert (result.exit_code, result.stderr, signal.getsignal(number)) == (status, "", signal.SIG_DFL)
    finally:
        signal.signal(number, before)


def test_the_dash_means_standard_input():
    assert invoke("take", "-").stdout == "-\n"


def test_alone_it_says_what_it_is_what_to_try_first_and_what_else_there_is():
    result = CliRunner().invoke(main, [])
    lines = result.stdout.splitlines()

    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(len, lines)) <= 80
    assert all(any(line.startswith(f"  {command} ") for line in lines) for command, _ in FIRST)
    assert all(any(line.split() == [name, *entry.help.split()] for line in lines) for name, entry in COMMANDS.items())


def test_the_line_that_it_shows_is_one_that_it_prints():
    step = bptrace_package.run(bptrace_package.load(ROOT / "configs" / "mazur.yaml")).step("w5+")
    name, formula, numbers, value = LINE.split(" = ")
    given = eval(numbers.replace("−", "-").replace("·", "*"), {})

    assert (name, formula) == ("w5⁺", "w5 − η·∂E/∂w5")
    assert f"{given:.8f}" == f"{step.value:.8f}" == value


@pytest.mark.parametrize(("command", "_"), FIRST)
def test_what_is_to_be_tried_first_works(command, _, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "check" in command:
        Path("sheet.yaml").write_text("net_h1: 0.3775\n")

    assert run_captured(main, command.split()[1:]).status == 0


@pytest.mark.parametrize("width", [40, 60, 79, 200])
@pytest.mark.parametrize("words", [[], ["examples"]])
def test_what_there_is_fits_a_narrow_terminal(words, width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        main(words)
    narrow = capsys.readouterr().out

    assert max(map(len, narrow.splitlines())) <= width
    assert narrow.split() == CliRunner().invoke(main, words).stdout.split()


@pytest.mark.parametrize(("environment", "bold"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_headings_stand_out_on_a_terminal_that_can_show_it(environment, bold, monkeypatch, capsys):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    welcome.show(COMMANDS)

    assert ("\x1b[1mbptrace\x1b[0m" in capsys.readouterr().out) is bold


@pytest.mark.parametrize("words", [[], ["run"], ["examples"]])
def test_help_is_a_word_too(words):
    asked, usual = CliRunner().invoke(main, ["help", *words]), CliRunner().invoke(main, [*words, "--help"])

    assert (asked.exit_code, asked.stdout) == (0, usual.stdout)
    assert asked.stdout.startswith("Usage: ")


def test_the_table_gives_the_help_without_the_commands():
    assert "  take  Do take." in invoke("-h").stdout


def bptrace(*arguments, **streams):
    return subprocess.Popen(
        [sys.executable, "-m", "bptrace", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **streams,
    )


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [["--help"], ["run", "mazur"]])
def test_a_reader_that_goes_away_is_no_error(arguments):
    read, write = os.pipe()
    os.close(read)
    with bptrace(*arguments, stdout=write) as process:
        os.close(write)
        _, said = process.communicate()

    assert (process.returncode, said) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", [["--help"], ["run", "mazur"]])
def test_a_full_disk_is_said_in_one_line(arguments):
    with Path("/dev/full").open("w") as full, bptrace(*arguments, stdout=full) as process:
        _, said = process.communicate()

    assert (process.returncode, said) == (2, "Error: no space left on device\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_stream_of_any_encoding_can_be_written_to(encoding):
    done = subprocess.run(
        [sys.executable, "-m", "bptrace", "run", "mazur"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )

    assert done.stderr == b""
    assert "0.291027774" in done.stdout.decode(encoding)
