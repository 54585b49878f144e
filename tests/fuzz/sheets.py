"""Sheets of answers, mark schemes and what is typed in a quiz."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import yaml

from tests.fuzz.good import MARKED, figures
from tests.fuzz.keys import FIGURES, figure, key
from tests.fuzz.law import FOLDER, Case
from tests.fuzz.mutation import JUNK, encoded, noise, regrown, spoilt


def _sheet(choose: Random, form: str, config: str) -> str:
    """Return a sheet of which lines changed places, and keys and figures are spoilt."""
    rows = list(figures(config))
    if choose.random() < 0.3:
        choose.shuffle(rows)
    for _ in range(choose.randrange(8)):
        at = choose.randrange(len(rows))
        rows[at] = (
            choose.choice((rows[at][0], key(choose, config))),
            choose.choice((figure(choose), rows[choose.randrange(len(rows))][1])),
        )
    match form:
        case "yaml":
            return "".join(f'"{key}": {text}\n' for key, text in rows)
        case "csv":
            return "key,value\n" + "".join(f"{key},{text}\n" for key, text in rows)
    return "| Key | Answer |\n| --- | --- |\n" + "".join(f"| `{key}` | {text} |\n" for key, text in rows)


def sheets(form: str) -> Callable[[Random], Case]:
    """Return what draws sheets of one format."""

    def sheet(choose: Random) -> Case:
        config = choose.choice(MARKED)
        text = _sheet(choose, form, config)
        content = (
            encoded(choose, spoilt(choose, text) if choose.random() < 0.6 else text)
            if choose.random() < 0.95
            else noise(choose)
        )
        looks = (
            (),
            ("--brief",),
            ("--round", "4"),
            ("--required", "4sf"),
            ("--json", "-"),
            ("--md", "-"),
            ("--ask", "w1,E_total"),
        )
        return Case(("check", config, "-", "--format", form, *choose.choice(looks)), content)

    return sheet


_SCHEME = """\
ask: [net_h1, out_h1, net_o1, delta_o1, dE/dw5, w5+]
lines:
  delta_*: 2
  dE/dout_h1: 2
points: 1
follows: 0.5
method: 0.5
truncated: 0.5
too_coarse: 0.25
digits: {required: 4sf, mark: 1}
"""


def scheme(choose: Random) -> Case:
    if choose.random() < 0.5:
        text = spoilt(choose, _SCHEME)
    else:
        text = yaml.safe_dump(regrown(choose, yaml.safe_load(_SCHEME), [yaml.safe_load(_SCHEME)]), allow_unicode=True)
    files = {
        "scheme.yaml": encoded(choose, text),
        "a.csv": _sheet(choose, "csv", "mazur").encode("utf-8", "surrogatepass"),
        "b.yaml": b"w5+: 0.3589\n",
    }
    looks = choose.choice(((), ("--json", "-"), ("--csv", "-"), ("--md", "-")))
    return Case(
        (
            "check",
            "mazur",
            f"{FOLDER}a.csv",
            f"{FOLDER}b.yaml",
            "--scheme",
            f"{FOLDER}scheme.yaml",
            "--jobs",
            "1",
            *looks,
        ),
        files=files,
    )


def quiz(choose: Random) -> Case:
    words = ("?", "skip", "quit", "", "help", "0.3775", "0.5933", "1/3", "e", *FIGURES)
    answers = "\n".join(
        choose.choice((choose.choice(words), figure(choose), choose.choice(JUNK))) for _ in range(choose.randrange(30))
    )
    return Case(("quiz", choose.choice(MARKED), "--first", "12"), encoded(choose, answers))
