"""What is typed on the command line: keys, figures, and numbers of epochs."""

from __future__ import annotations

from random import Random

from tests.fuzz.good import MARKED, figures
from tests.fuzz.law import SEARCHING, SECONDS, Case
from tests.fuzz.mutation import JUNK, spoilt

FIGURES = (
    "?", "", "-", "0", "1e308", "-1e308", "1e-320", "1e999", "1e-999", "9" * 60, "1/0", "1/3", "−0.5", "0,5",
    "1.2·10^-3", "~.5", "nan", "1e99999999999", "1/" + "9" * 90, r"\frac{1}{3}", "½", "٣", "0x1", "1_0", "1 000",
    "0.1250", "-0.1171", "1e-300", "0.5 or 0.6",
)  # fmt: skip


def figure(choose: Random) -> str:
    if choose.random() < 0.5:
        return choose.choice(FIGURES)
    return f"{choose.uniform(-1, 1) * 10.0 ** choose.randrange(-4, 3):.{choose.randrange(1, 6)}g}"


_KEY_PIECES = (
    "net_", "out_", "delta_", "E_", "E", "dE/d", "dE_total/d", "∂E/∂", "d", "/d", "w", "b", "h1", "o1", "i1", "1",
    "2", "99", "+", "@", "@1", "@2.1", "@0", "@999999999999", "[1]", "[2]", "[0]", "[", "]", ":", ":o1", "'",
    "_new", "δ", "\\delta_{", "}", "{", "^", "(2)", "^{(1)", "₁", "⁺", "⁽²⁾", "z", "a", "_", ".", "total", "data",
    "penalty", "m_", "vhat_", "=", "=0.5", "=0.291027924", "=1e400", "=x", ",", " ", "*", "?", "-", "é", "\u200b",
    "θ", "W", "x", "f",
)  # fmt: skip


def key(choose: Random, config: str) -> str:
    known = [key for key, _ in figures(config)]
    if choose.random() < 0.4:
        return spoilt(choose, choose.choice(known), 3000)
    if choose.random() < 0.3:
        return choose.choice(known) + choose.choice(_KEY_PIECES)
    return "".join(choose.choice(_KEY_PIECES) for _ in range(choose.randrange(1, 7)))


def _typed(text: str) -> str:
    """Return a text as a command line can hold it: without the sign that ends a word there, nor what is no character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def keys(choose: Random) -> Case:
    config = choose.choice((*MARKED, "circuit", "circuit-neuron"))
    known = config if config in MARKED else "mazur"
    one = _typed(key(choose, known))
    listed = ",".join(_typed(key(choose, known)) for _ in range(choose.randrange(1, 4)))
    numbers = _typed(spoilt(choose, choose.choice(("1", "1-3", "1,2,3", "2-2", "4sf", "4", "100-1")), 300))
    notation = choose.choice((("--notation", "lecture"), ("--notation", "matrix"), (), ()))
    commands: tuple[tuple[str, ...], ...] = (
        ("explain", config, *notation, "--", one),
        ("explain", config, *notation, "--", f"{choose.choice(figures(known))[0]}={_typed(figure(choose))}"),
        ("explain", config, "--", f"{one}={_typed(figure(choose))}"),
        ("run", config, *notation, f"--only={listed}"),
        ("circuit", config, f"--only={listed}"),
        ("run", config, f"--show={numbers}"),
        ("run", config, f"--round={numbers}"),
        ("run", config, "--epochs", numbers, "--every", choose.choice(("1", "2", numbers))),
        ("worksheet", config, f"--ask={listed}", "--format", "yaml", "-"),
        ("run", config, f"--digits={numbers}", f"--width={numbers}"),
        ("export", config, "-", "--format", choose.choice(("md", "json", numbers)), f"--only={listed}"),
        ("quiz", config, f"--ask={listed}", f"--from={one}"),
        tuple(_typed(word) for word in (one, config, listed)),
        ("run", _typed(choose.choice(JUNK))),
        (choose.choice(("run", "explain", "verify")), config, _typed(choose.choice(JUNK)), _typed(choose.choice(JUNK))),
    )
    command = choose.choice((*commands, *commands[:6]))
    return Case(command, seconds=SEARCHING if "explain" in command and "=" in command[-1] else SECONDS)
