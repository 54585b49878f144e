"""`bptrace quiz` as it is typed: at a terminal, and through pipes."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bptrace import examples
from bptrace.cli import main
from bptrace.marking.quiz import POINTS
from bptrace.report.lines import columns

ROOT = Path(__file__).resolve().parent.parent.parent
MAZUR = (  # the figures of the article, as far as it prints them
    *("0.3775", "0.3925", "0.593269992", "0.596884378", "1.105905967", "1.224921404", "0.75136507", "0.772928465"),
    *("0.274811083", "0.023560026", "0.298371109", "0.74136507", "0.186815602", "0.138498562", "0.082167041"),
)


def typed(*words, answers=()):
    return CliRunner().invoke(main, ["quiz", *words], input="".join(f"{answer}\n" for answer in answers))


def asked(output):
    """Return the prompts of a transcript, without what was answered."""
    return re.findall(r"^\d+ of \d+   \S+ =", output, re.MULTILINE)


def test_the_givens_come_first_and_then_line_by_line():
    result = typed("mazur", answers=["0.3775", "0.3925"])

    assert result.exit_code == 0
    assert result.output.index("w1 = 0.15") < result.output.index("1 of 54   net_h1 = ")
    assert asked(result.output) == ["1 of 54   net_h1 =", "2 of 54   net_h2 =", "3 of 54   out_h1 ="]


def test_the_article_is_right_line_for_line():
    result = typed("mazur", answers=MAZUR)

    assert (
        f"{POINTS * len(MAZUR)} of {POINTS * len(MAZUR)} points. Of 54 lines: 15 right at once, 39 left."
        in result.output
    )
    assert "What went wrong" not in result.output


def test_a_quiz_that_is_finished_ends_with_its_score():
    result = typed("mazur", "--ask", "net_h1,net_h2", answers=["0.3775", "0.4", "0.39", "0.5"])

    assert result.exit_code == 0
    assert result.output.endswith("8 of 8 points. Of 2 lines: 2 right at once.\n")


def test_hints_lead_from_the_reason_to_the_line():
    shown = typed("mazur", "--ask", "out_h2", answers=["?", "", "?", "?"]).output
    places = [
        shown.index(text)
        for text in (
            "weighted sum of the inputs",
            "out_h2 = 1 / (1 + e^−net_h2)",
            "out_h2 = 1 / (1 + e^−0.3925)",
            "1 / (1 + e^−net_h2)   1 / (1 + e^−0.3925)   0.596884378",
            "0 of 4 points. Of 1 line: 1 missed.",
        )
    ]

    assert places == sorted(places)


def test_the_numbers_of_a_hint_are_ones_own():
    shown = typed("mazur", "--ask", "net_h1,out_h1", answers=["0.5", "skip", "?", "?"]).output

    assert "out_h1 = 1 / (1 + e^−0.5)" in typed("mazur", "--ask", "h1", answers=["0.5", "skip", *"???"]).output
    assert "e^−0.5" not in shown


def test_a_number_nobody_was_asked_for_follows_from_ones_own():
    """net_o1 is not asked: from out_h1 = 0.6, it is 0.4*0.6 + 0.45*0.596884378 + 0.6 = 1.10859797."""
    shown = typed("mazur", "--ask", "out_h1,out_o1", answers=["0.60000", "skip", *"???"]).output

    assert "out_o1 = 1 / (1 + e^−1.10859797)" in shown


def test_the_sentence_of_the_mistake_comes_with_a_wrong_answer():
    shown = typed("mazur", "--ask", "net_h1", answers=["0.0275", "0.3775"]).output

    assert "Wrong.\n\nLikely mistake: bias left out. " in shown
    assert "  bias left out   in net_h1\n" in shown
    assert "  net_h1        0.3775   0.3775        3\n" in shown


def test_a_second_wrong_answer_brings_a_hint():
    shown = typed("mazur", "--ask", "net_h1", answers=["5", "5"]).output

    assert shown.count("Wrong.") == 2
    assert shown.count("weighted sum of the inputs") == 1


def test_an_answer_that_cannot_be_read_says_why():
    shown = typed("mazur", "--ask", "net_h1", answers=["1/0", "0,3775"]).output

    assert "Not read: found '1/0': divides by zero. That costs nothing." in shown
    assert "4 of 4 points" in shown


@pytest.mark.parametrize("words", [["quit"], ["QUIT"], []])
def test_leaving_gives_the_score_and_status_0(words):
    result = typed("mazur", answers=["0.3775", *words])

    assert result.exit_code == 0
    assert result.output.endswith("4 of 4 points. Of 54 lines: 1 right at once, 53 left.\n")


def test_leaving_amid_a_line_with_wrong_answers_counts_it_in_the_score():
    output = typed("mazur", answers=["0.3775", "9", "8", "7", "quit"]).output

    assert "4 of 8 points. Of 54 lines: 1 right at once, 1 missed, 52 left." in output
    assert re.search(r"net_h2 +7 +0\.3925 +0\n", output)


def test_without_a_single_answer_there_is_no_score():
    assert typed("mazur").output.endswith("No line was worked out.\n")


def test_from_tells_what_comes_before():
    result = typed("mazur", "--from", "E_o1", answers=["0.274811"])

    assert asked(result.output)[0] == "1 of 46   E_o1 ="
    assert "0.75136507" in result.output.split("1 of 46")[0]
    assert "Right" in result.output


def test_first_cuts_a_quiz_short():
    shown = typed("xor", "--first", "3").output

    assert "The first 3 lines, each worth 4 points." in shown
    assert asked(shown) == ["1 of 3   net_h1[1] ="]


def test_the_updates_of_an_epoch_stand_under_their_titles():
    shown = typed("iris", "--ask", "b1", answers=["skip", "skip"]).output

    assert "── Epoch 1, update 1 of 120: sample 1 ──" in shown.split("1 of 40")[0]
    assert "── Epoch 1, update 2 of 120: sample 2 ──" in shown.split("2 of 40")[1]


def test_the_words_of_a_batch_stay_though_later_updates_are_not_computed():
    shown = typed("iris", "--ask", "E_total", "--first", "1", answers=["?"]).output

    assert "The total is that of this batch alone." in " ".join(shown.split())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--notation", "lecture"), "z1⁽²⁾"),
        (("--notation", "matrix"), "net1⁽¹⁾"),
        ((), "net_h1"),
    ],
)
def test_names_are_those_of_the_notation(words, name):
    assert asked(typed("mazur", *words).output) == [f"1 of 54   {name} ="]


@pytest.mark.parametrize("width", [40, 57, 80, 120])
def test_nothing_is_wider_than_the_page(width):
    shown = typed("mazur", "--width", str(width), answers=[*MAZUR[:11], *"??????", "0.5", "0.5", "0.5", "0.5"]).output

    assert max(map(columns, shown.splitlines())) <= width


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["circuit-neuron"], "Error: circuit-neuron: this is a circuit; expected a network"),
        (["-"], "the answers come from standard input"),
        (["mazur", "--ask", "w77"], "--ask: nothing here is called w77"),
        (["mazur", "--ask", ","], "--ask: found no key"),
        (["mazur", "--from", "net_h7"], "--from: no quantity is called net_h7; did you mean net_h2?"),
        (["mazur", "--from", "w5"], "--from: this is not a line that is asked"),
        (["mazur", "--ask", "net_h1", "--from", "net_o1"], "--from: this is not a line that is asked"),
        (["mazur", "--first", "0"], "found 0; expected a whole number from 1 to 1,000"),
        (["mazr"], "an example that comes with bptrace is called 'mazur'"),
    ],
)
def test_what_cannot_be_asked_is_refused(words, message):
    result = typed(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize("name", [name for name in examples.names() if not name.startswith("circuit")])
def test_every_example_can_be_asked(name):
    result = typed(name, answers=["?", "9.9", "skip", *"????", "1.5"])

    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output


def start(*words, stdin, environment=None, **streams):
    return subprocess.Popen(
        [sys.executable, "-m", "bptrace", "quiz", *words],
        cwd=ROOT,
        stdin=stdin,
        env={**os.environ, "TERM": "xterm", **(environment or {})},
        **streams,
    )


def piped(content, *words, environment=None):
    process = start(
        *words, stdin=subprocess.PIPE, environment=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    written, said = process.communicate(content, timeout=30)
    return process.returncode, written, said


def test_an_encoding_with_nothing_but_ascii_gets_that():
    status, written, said = piped(
        b"?\n" * 3 + b"0.138\n9\n9\n", "mazur", "--ask", "delta_o1", environment={"PYTHONIOENCODING": "ascii"}
    )

    assert (status, said) == (0, b"")
    assert written.isascii()
    assert b"delta_o1 = dE/dout_o1*dout_o1/dnet_o1" in written


def test_bytes_that_are_no_text_are_no_number():
    content = b"\xff\xfe\x00\n\x1b[2J\n" + b"9" * 5000 + b"\n0.3775\n"
    status, written, said = piped(content, "mazur", "--ask", "net_h1", environment={"PYTHONIOENCODING": "utf-8"})

    assert (status, said) == (0, b"")
    assert written.count(b"Not read: ") == 3
    assert b"\x1b" not in written
    assert b"4 of 4 points" in written


def test_windows_line_ends_and_a_last_line_without_one_are_read():
    assert b"8 of 8 points" in piped(b"0.3775\r\n0.3925", "mazur", "--ask", "net_h1,net_h2")[1]


def test_a_byte_order_mark_belongs_to_no_answer():
    written = piped(b"\xef\xbb\xbfquit\r\n", "mazur", environment={"PYTHONIOENCODING": "utf-8"})[1]

    assert b"Not read" not in written


@pytest.mark.skipif(os.name != "posix", reason="the end of a stream that is closed from the start")
def test_a_standard_input_that_is_closed_has_ended():
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m bptrace quiz mazur <&-'], cwd=ROOT, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")


class Terminal:
    """A pseudo-terminal with a quiz at its other end."""

    def __init__(self, *words, **environment):
        main_end, other = os.openpty()
        self.end = main_end
        self.process = start(
            *words, stdin=other, stdout=other, stderr=other, environment=environment, start_new_session=True,
            preexec_fn=self._adopt,
        )  # fmt: skip
        os.close(other)
        self.seen = ""

    @staticmethod
    def _adopt():
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches the quiz as a signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in the background

    def until(self, text):
        """Read until a text has been written, and return all that was since the last time."""
        limit = time.monotonic() + 20
        while text not in self.seen:
            assert time.monotonic() < limit, self.seen
            self.seen += os.read(self.end, 65536).decode()
        found, self.seen = self.seen, ""
        return found

    def type(self, text):
        os.write(self.end, text.encode())

    def ended_by(self, key):
        """Type a key, again after a silence, until the quiz has ended, and return as `rest` does."""
        self.type(key)
        limit = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < limit:
            if not select.select([self.end], [], [], 3)[0]:
                self.type(key)
                continue
            try:
                self.seen += os.read(self.end, 65536).decode()
            except OSError:  # how Linux says that the other end is closed
                break
        return self.rest()

    def rest(self):
        """Read to the end, and return that and the exit status."""
        try:
            while piece := os.read(self.end, 65536):
                self.seen += piece.decode()
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(self.end)
        return self.seen.replace("\r", ""), self.process.wait(20)


@pytest.fixture
def terminal():
    pytest.importorskip("pty", reason="a pseudo-terminal")
    opened = []

    def open_terminal(*words, **environment):
        opened.append(Terminal(*words, **environment))
        return opened[-1]

    yield open_terminal
    for one in opened:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGKILL)
            one.process.wait()


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_key_that_ends_the_quiz_leaves_with_the_score(terminal, key):
    one = terminal("mazur", NO_COLOR="1")
    one.until("1 of 54   net_h1 = ")
    one.type("0.3775\n")
    assert "Right. 4 points." in one.until("2 of 54   net_h2 = ")
    shown, status = one.ended_by(key)

    assert status == 0
    assert "Traceback" not in shown
    assert shown.endswith("4 of 4 points. Of 54 lines: 1 right at once, 53 left.\n")


def test_what_was_typed_before_ctrl_c_does_not_count(terminal):
    one = terminal("mazur", NO_COLOR="1")
    one.until("net_h1 = ")
    one.type("0.37")
    one.until("0.37")
    one.type("\x03")

    assert one.rest()[0].endswith("No line was worked out.\n")


def test_an_answer_is_not_written_a_second_time_on_a_terminal(terminal):
    one = terminal("mazur", NO_COLOR="1")
    one.until("net_h1 = ")
    one.type("0.5123\n")

    assert one.until("net_h1 = ").count("0.5123") == 1


@pytest.mark.parametrize(("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_they_are_not_wanted(terminal, environment, colored):
    one = terminal("mazur", **{"NO_COLOR": "", **environment})

    assert ("\x1b[" in one.until("net_h1 = ")) is colored
