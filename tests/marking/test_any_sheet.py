"""Whatever a sheet holds, `bptrace check` answers: with a report, or with what is wrong with the file."""

from __future__ import annotations

import random
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, sections, spec, training
from bptrace.cli import main

FORMS = ("yaml", "csv", "md")
CONFIGS = ("mazur", "softmax", "two-hidden-layers", "xor")


def checked(config: str, form: str, content: bytes) -> str:
    """Return what is printed about a sheet on standard input."""
    result = CliRunner().invoke(main, ["check", config, "-", "--format", form], input=content)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    assert result.output.strip()
    return result.output


@cache
def figures(config: str) -> tuple[tuple[str, str], ...]:
    """Every line of the first round, with four figures."""
    trace = training.run(spec.load(examples.find(config)), keep=(1,))
    everything = sections.sections(trace.problem, trace.rounds[0], sections.EVERYTHING)
    quantities = [quantity for section in everything for quantity in section.entries]
    return tuple((trace.notation.key(each), f"{trace.rounds[0].value(each):.4g}") for each in quantities)


def written(form: str, rows: tuple[tuple[str, str], ...]) -> str:
    match form:
        case "yaml":
            return "".join(f'"{key}": {text}\n' for key, text in rows)
        case "csv":
            return "key,value\n" + "".join(f"{key},{text}\n" for key, text in rows)
    return "| Key | Answer |\n| --- | --- |\n" + "".join(f"| `{key}` | {text} |\n" for key, text in rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("config", CONFIGS)
def test_a_good_sheet_is_right_in_every_format(config, form):
    assert "are right. Well done!" in checked(config, form, written(form, figures(config)).encode())


@pytest.mark.parametrize("form", FORMS)
@given(content=st.one_of(st.text(), st.text(alphabet='w51+_/:,;|-#"\'{}[]&*!%@ \n\t=0.δ⁺\\$`')).map(
    lambda text: text.encode("utf-8", "surrogatepass")
))  # fmt: skip
@settings(max_examples=40)
def test_any_text_is_answered(form, content):
    checked("mazur", form, content)


@pytest.mark.parametrize("form", FORMS)
@given(content=st.binary())
@settings(max_examples=40)
def test_any_bytes_are_answered(form, content):
    checked("mazur", form, content)


@pytest.mark.parametrize("config", CONFIGS)
def test_a_wrong_figure_of_a_late_round_is_not_sought_for_in_the_runs_of_all_mistakes(config):
    assert "@100000" in checked(config, "csv", b"E_total@100000,0.987654321\nw1+@100000,0.987654321\n")


JUNK = st.one_of(
    st.sampled_from(
        (
            "",
            "?",
            "nan",
            "-inf",
            "1e999",
            "1e-999",
            "9" * 60,
            "1/0",
            "1/3",
            "−0.5",
            "0,5",
            "1.2·10^-3",
            "0",
            "1e308",
            "~.5",
        )
    ),
    st.floats().map(repr),
    st.text(max_size=12),
)

KEYS = st.one_of(
    st.sampled_from(
        (
            "w5+@2",
            "E_total@12",
            "E_total@9999999",
            "net_h1[9]",
            "@",
            "+",
            "w5++",
            "dE/d",
            "δ_{o1}",
            "out_o1+@3",
            "net_h1@0",
        )
    ),
    st.text(max_size=12),
)


@st.composite
def spoilt(draw: st.DrawFn, form: str) -> tuple[str, bytes]:
    """Draw a sheet that was good: lines changed places, keys and figures were spoilt, characters got into it."""
    config = draw(st.sampled_from(CONFIGS))
    rows = list(figures(config))
    places = st.integers(0, len(rows) - 1)
    if draw(st.booleans()):
        random.Random(draw(st.integers(0, 99))).shuffle(rows)
    for at in draw(st.lists(places, max_size=8)):
        rows[at] = (rows[at][0], draw(JUNK))
    for at in draw(st.lists(places, max_size=4)):
        rows[at] = (draw(KEYS), rows[at][1])
    for at, factor in draw(st.lists(st.tuples(places, st.sampled_from((-1, 2, 0.5, 10, 1e-9, 1e9))), max_size=8)):
        try:
            rows[at] = (rows[at][0], f"{float(rows[at][1]) * factor:.4g}")
        except ValueError:
            continue
    text = written(form, tuple(rows[: draw(st.integers(1, len(rows)))]))
    for character in draw(st.lists(st.characters(), max_size=3)) if draw(st.booleans()) else "":
        at = draw(st.integers(0, len(text)))
        text = text[:at] + character + text[at:]
    return config, text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@settings(max_examples=12)
def test_a_sheet_that_was_good_and_was_spoilt_is_answered(form, data):
    config, content = data.draw(spoilt(form))

    checked(config, form, content)
