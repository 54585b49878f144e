"""Tab completes what may come next: by what is answered to a shell, and in the shells themselves."""

import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bptrace
from bptrace import examples
from bptrace.cli import COMMANDS, main
from bptrace.cli.captured import run_captured
from bptrace.cli.export import WRITERS
from bptrace.cli.shells import SHELLS, VARIABLE
from bptrace.functions.activations import ACTIVATIONS

ROOT = Path(__file__).parents[2]
CIRCUIT = "circuit: (x + y) * z\nvalues: {x: -2, y: 5, z: -4}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with specs, another folder, and files that are no specs."""
    shutil.copy(ROOT / "configs" / "mazur.yaml", tmp_path / "own.yaml")
    shutil.copy(ROOT / "configs" / "xor.yaml", tmp_path / "other.yml")
    (tmp_path / "circuit.yaml").write_text(CIRCUIT)
    (tmp_path / "broken.yaml").write_text("layers: 3\n")
    (tmp_path / "data.csv").write_text("a,b\n")
    (tmp_path / ".hidden.yaml").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(line, shell="bash"):
    """Return what is offered for the last word of a line, which may be empty."""
    *words, last = line.split(" ")
    return [item.value for item in SHELLS[shell](main, {}, "bptrace", VARIABLE).get_completions(words, last)]


def test_commands_are_offered_with_what_they_do():
    found = SHELLS["fish"](main, {}, "bptrace", VARIABLE).get_completions([], "")

    assert {item.value: item.help for item in found} == {name: entry.help for name, entry in COMMANDS.items()}
    assert offered("ex") == ["explain", "export", "examples"]
    assert offered("examples ") == ["copy", "list", "show"]


@pytest.mark.parametrize("name", COMMANDS)
def test_options_of_every_command_are_offered(name):
    assert "--help" in offered(f"{name} --")


def test_a_config_is_an_example_or_a_spec_and_nothing_else(folder):
    assert offered("run ma") == [name for name in examples.names() if name.startswith("ma")]
    assert offered("run o") == ["or", "other.yml", "own.yaml"]
    assert offered("run d") == []
    assert offered("run f") == ["folder/"]
    assert offered("run folder/") == ["folder/inner.yaml"]
    assert offered("run .h") == [".hidden.yaml"]
    assert ".hidden.yaml" not in offered("run ")
    assert offered("run ./o") == ["./other.yml", "./own.yaml"]
    assert offered("run nowhere/") == []


def test_every_example_and_every_sheet_can_be_shown_and_copied():
    assert offered("examples show ") == [*examples.names(), "mazur-answers.csv"]
    assert offered("examples copy mazur-a") == ["mazur-answers.csv"]


def test_keys_are_those_of_the_config_that_the_line_names(folder):
    trace = bptrace.run(bptrace.load("own.yaml"))
    found = offered("explain own.yaml ")

    assert {"net_h1", "dE/dout_h1:o2", "w8+", "E_total+"} <= set(found)
    assert all(isinstance(trace.value(key), float) for key in found)
    assert offered("explain own.yaml delta_") == ["delta_o1", "delta_o2", "delta_h1", "delta_h2"]
    assert offered("explain own.yaml --brief dE/dw8") == ["dE/dw8"]
    assert offered("explain other.yml out_h1") == [
        f"out_h1{after}[{sample}]" for after in ("", "+") for sample in range(1, 5)
    ]


@pytest.mark.parametrize("config", ["mazur", "xor", "softmax", "tied", "and", "lecture-gradients", "circuit-neuron"])
@pytest.mark.parametrize("notation", ["mazur", "lecture", "matrix"])
def test_every_key_that_is_offered_is_understood(config, notation):
    if config == "circuit-neuron" and notation != "mazur":
        return
    chosen = [] if notation == "mazur" else ["--notation", notation]
    found = offered(" ".join(["explain", config, *chosen, ""]))

    assert found
    for key in found[:: max(len(found) // 8, 1)]:
        done = run_captured(main, ["explain", config, key, "--brief", *chosen])
        assert (done.status, done.stderr) == (0, ""), key


def test_keys_are_offered_in_the_notation_that_was_chosen():
    names = [f"z{unit}^({layer}){after}" for after in ("", "+") for layer in (2, 3) for unit in (1, 2)]

    assert offered("explain mazur --notation lecture z") == names
    assert offered("explain mazur --notation matrix net1") == ["net1^(1)", "net1^(2)", "net1^(1)+", "net1^(2)+"]
    assert "dE/da1^(2)" in offered("explain mazur --notation lecture d")


@pytest.mark.parametrize("option", ["run own.yaml --only", "check own.yaml --ask", "quiz own.yaml --ask",
                                    "worksheet own.yaml --ask", "circuit own.yaml --only"])  # fmt: skip
def test_of_several_keys_the_last_is_completed(folder, option):
    assert offered(f"{option} w5,delta_h") == ["w5,delta_h1", "w5,delta_h2"]
    assert {"h1", "o2", "w3"} <= set(offered(f"{option} "))


def test_an_option_may_stand_before_the_value_in_one_word():
    assert offered("run mazur --only=w5,delta_h", "zsh") == ["--only=w5,delta_h1", "--only=w5,delta_h2"]
    assert offered("run mazur --only=w5,delta_h", "bash") == ["w5,delta_h1", "w5,delta_h2"]


def test_keys_of_a_circuit_are_offered(folder):
    assert offered("explain circuit.yaml df/d") == ["df/df", "df/dg1", "df/dz", "df/dx", "df/dy"]


@pytest.mark.parametrize("config", ["broken.yaml", "nowhere.yaml", "-"])
def test_what_cannot_be_read_offers_nothing_and_says_nothing(folder, config, capsys):
    assert offered(f"explain {config} ") == []
    assert offered(f"run {config} --only ") == []
    assert capsys.readouterr().err == ""


def test_epochs_are_those_at_which_a_run_is_looked_at(folder):
    assert offered("run other.yml --show ") == ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"]
    assert offered("run other.yml --show 1,5") == ["1,5", "1,50", "1,500"]
    assert offered("run mazur --epochs 30 --show ") == ["1", "2", "5", "10", "20", "30"]
    assert offered("explain xor w1+@1") == ["w1+@1", "w1+@10", "w1+@100", "w1+@1000"]


def test_choices_and_functions_are_offered():
    assert [f".{form}" for form in offered("export mazur x --format ")] == list(WRITERS)
    assert offered("run mazur --notation ") == ["mazur", "lecture", "matrix"]
    assert offered("new x.yaml --activation tanh,") == [f"tanh,{name}" for name in ACTIVATIONS]
    assert offered("new x.yaml --loss h") == ["half_squared_error", "huber"]
    assert offered("completion ") == ["bash", "zsh", "fish"]


def test_words_are_taken_apart_as_bash_does_it(monkeypatch):
    shell = SHELLS["bash"](main, {}, "bptrace", VARIABLE)
    for line, wanted in {
        "bptrace run ": (["run"], ""),
        "bptrace run ma": (["run"], "ma"),
        "bptrace explain 'a b.yaml' dE/dout_h1:o": (["explain", "a b.yaml"], "dE/dout_h1:o"),
        r"bptrace explain x z1\^\(": (["explain", "x"], "z1^("),
        "bptrace explain x 'delta_h1[": (["explain", "x"], "delta_h1["),
    }.items():
        monkeypatch.setenv("COMP_LINE", line)
        assert shell.get_completion_args() == wanted, line


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed(shell, monkeypatch):
    done = run_captured(main, ["completion", shell])
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")

    assert (done.status, done.stderr) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in done.stdout
    assert run_captured(main, ["completion"]) == done


@pytest.mark.parametrize(("shell", "found"), [("/bin/tcsh", "the shell tcsh"), ("", "no shell")])
def test_of_another_shell_it_is_said_which_there_are(shell, found, monkeypatch):
    monkeypatch.setenv("SHELL", shell)
    done = run_captured(main, ["completion"])

    assert (done.status, done.stderr) == (2, f"Error: found {found}; expected bash, zsh or fish\n")


@pytest.fixture
def environment(folder):
    """Surroundings in which the program can be called by its name."""
    program = folder / "bin" / "bptrace"
    program.parent.mkdir()
    call = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m bptrace"
    program.write_text(f'#!/bin/sh\n{call} "$@"\n')
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "TERM": "dumb",
        "PS1": "> ",
        "HOME": str(folder),
    }


START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], ""),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -u -D; "),
}
TYPED = [
    ("bptrace exam\tsh\tsoft\t", "bptrace examples show softmax"),
    ("bptrace run ow\t--dig\t3", "bptrace run own.yaml --digits 3"),
    ("bptrace run fol\tin\t", "bptrace run folder/inner.yaml"),
    ("bptrace explain own.yaml E_t\t", "bptrace explain own.yaml E_total"),
    ("bptrace explain own.yaml dE/dout_h2:\t2", "bptrace explain own.yaml dE/dout_h2:o2"),
    ("bptrace run own.yaml --only w5,dE/dw8\t", "bptrace run own.yaml --only w5,dE/dw8"),
    ("bptrace run own.yaml --only=w5,dE/dw8\t", "bptrace run own.yaml --only=w5,dE/dw8"),
    (
        "bptrace explain own.yaml --notation lecture dE/dw21^\\(2\t",
        "bptrace explain own.yaml --notation lecture dE/dw21^(2)",
    ),
    ("bptrace explain other.yml delta_h2\\[4\t", "bptrace explain other.yml delta_h2[4]"),
]
UNQUOTED = [
    ("bptrace explain other.yml delta_h2[4\t", "bptrace explain other.yml delta_h2[4]"),
    ("bptrace explain other.yml delta_h2[\t4\t", "bptrace explain other.yml delta_h2[4]"),
]
"""Brackets without a sign before them, which zsh takes for a pattern whatever is completed."""


@pytest.mark.parametrize("shell", START)
def test_a_shell_completes_what_is_typed(shell, environment, folder):
    if shutil.which(shell) is None or os.name != "posix":
        pytest.skip(f"needs {shell} and a pseudo-terminal")
    command, before = START[shell]
    with Terminal(command, environment, folder) as terminal:
        terminal.type(f'{before}eval "$(bptrace completion {shell})"; echo "rea""dy"\n')
        terminal.wait_for("ready")
        for typed, wanted in [*TYPED, *(UNQUOTED if shell == "bash" else ())]:
            terminal.type(f"{typed}\x01echo '=''='; echo \n")  # before the line, which the shell then only prints
            assert terminal.wait_for("==\n").split("==\n")[1] == "", terminal.seen
            assert terminal.line() == wanted, terminal.seen
            assert "\\," not in terminal.seen, "a comma needs no sign before it"


def test_fish_completes_what_is_typed(environment, folder):
    if shutil.which("fish") is None:
        pytest.skip("needs fish")

    def completed(line):
        script = f"bptrace completion fish | source; complete -C {shlex.quote(line)}"
        done = subprocess.run(
            ["fish", "--no-config", "-c", script],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return [row.split("\t")[0] for row in done.stdout.splitlines()]

    assert completed("bptrace exam") == ["examples"]
    assert completed("bptrace run o") == ["or", "other.yml", "own.yaml"]
    assert completed("bptrace explain own.yaml dE/dout_h2:") == ["dE/dout_h2:o1", "dE/dout_h2:o2"]
    assert completed("bptrace run own.yaml --only w5,delta_h") == ["w5,delta_h1", "w5,delta_h2"]
    assert completed("bptrace run own.yaml --only=w5,delta_h") == ["--only=w5,delta_h1", "--only=w5,delta_h2"]
    assert completed("bptrace run own.yaml --dig") == ["--digits"]


class Terminal:
    """An interactive shell."""

    def __init__(self, command, environment, folder):
        import pty

        self.seen = ""
        self._process, self._end = pty.fork()
        if self._process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        os.close(self._end)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def type(self, text):
        self.seen = ""
        os.write(self._end, text.encode())

    def _read(self, seconds):
        if select.select([self._end], [], [], seconds)[0]:
            self.seen += os.read(self._end, 65536).decode(errors="replace").replace("\r\n", "\n")

    def wait_for(self, text):
        until = time.monotonic() + 60
        while text not in self.seen and time.monotonic() < until:
            self._read(0.2)
        assert text in self.seen, self.seen
        return self.seen[: self.seen.index(text) + len(text)]

    def line(self):
        """Return the line that is printed behind the sign that has been waited for."""
        until = time.monotonic() + 60
        while "\n" not in self.seen.split("==\n")[1] and time.monotonic() < until:
            self._read(0.2)
        return self.seen.split("==\n")[1].split("\n")[0]
