"""Formulas: of circuits, of functions of the user's own, and of labels."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import yaml

from bptrace.expr import FUNCTIONS
from tests.fuzz.law import Case
from tests.fuzz.mutation import spoilt

_NAMES = ("x", "y", "out", "net", "target", "z", "w", "q1")
_SPLINTERS = (
    "(", ")", "+", "-", "*", "/", "**", ",", "if", "else", ">", ">=", "<", "<=", "==", "!=", "and", "not", "0", "1",
    "2", "0.5", "1e3", "1e308", "1e-308", ".", "..", "e", "x.y", "x.__class__", "__import__", "lambda", ":", "[",
    "]", "{", "}", "'a'", '"', "`", ":=", "=", "@", "%", "//", "^", "~", "|", "&", "!", "\\", "for", "in", "yield",
    "await", "None", "True", "é", "²", "−", "·", "√", "x²", "\n", "\t", "#", ";", *FUNCTIONS, "log", "sigmoid",
    "relu", "softmax", "gelu", "elu", "eval(", "open(", "exp(", "max(", "ln(",
)  # fmt: skip


def formula(choose: Random, names: Sequence[str], depth: int = 0, *, wild: bool | None = None) -> str:
    """Return a formula, or, every other time, what nearly is one."""
    wild = choose.random() < 0.5 if wild is None else wild
    if depth > choose.randrange(2, 8):
        return choose.choice((*(_NAMES if wild else names), *names, "1", "2", "0.5", "1e3", "1e308", "1e-9", "0", "9"))
    one, other = (formula(choose, names, depth + 1, wild=wild) for _ in range(2))
    match choose.randrange(12 if wild else 9):
        case 0 | 1:
            return f"{one} {choose.choice('+-*/')} {other}"
        case 2:
            return f"({one}){choose.choice(('**2', '**', '*', '/'))}({other})"
        case 3 | 4:
            return f"{choose.choice((*FUNCTIONS, 'sigmoid', 'softplus', 'elu', 'gelu', 'silu', 'leaky_relu'))}({one})"
        case 5:
            return f"max({one}, {other})"
        case 6:
            return f"({one} if {other} > {choose.choice(names)} else {one})"
        case 7:
            return f"-{one}"
        case 8:
            return f"({one})**{other}"
        case 9:
            return one + choose.choice(_SPLINTERS) + other
        case 10:
            return " ".join(choose.choice(_SPLINTERS) for _ in range(choose.randrange(6)))
    return one


def circuit(choose: Random) -> Case:
    gates, text = choose.random() < 0.3, formula(choose, _NAMES)
    values = {
        name: choose.choice((0, 1, -1, 0.5, 2, -3, 1e-3, 1e3, 1e308, -1e308, 1e-308, 40, -40, 1000))
        for name in _NAMES
        if name in text or gates
    }
    body: dict[str, Any] = {"gates": {"q": text, "f": formula(choose, ("q", "x"), 4)}} if gates else {"circuit": text}
    content = yaml.safe_dump(
        {**body, "values": values, **({"unfold": True} if choose.random() < 0.3 else {})}, allow_unicode=True
    )
    command = choose.choice((("run", "-"), ("verify", "-"), ("circuit", "-"), ("export", "-", "--format", "json", "-"),
                             ("export", "-", "--format", "md", "-"), ("run", "-", "--round", "3")))  # fmt: skip
    return Case(command, content.encode("utf-8", "surrogatepass"))


_GOOD = (
    ("x", "1"),
    ("x**3", "3*x**2"),
    ("tanh(x)", "1-out**2"),
    ("1/(1+exp(-x))", "out*(1-out)"),
    ("abs(x)", "sign(x)"),
    ("sqrt(x)", "1/(2*out)"),
    ("x if x > 0 else exp(x)-1", "1 if x > 0 else out+1"),
    ("ln(1+exp(x))", "1/(1+exp(-x))"),
    ("exp(x)", "out"),
    ("1/x", "-1/x**2"),
)


def own_functions(choose: Random) -> Case:
    out, slope = choose.choice(_GOOD)
    match choose.randrange(4):
        case 0:
            out, slope = formula(choose, ("x", "net")), formula(choose, ("x", "out"))
        case 1:
            out = f"({out})*1 + 0*({formula(choose, 'x', 4)})"
        case 2:
            slope = spoilt(choose, slope, 3000)
    big = choose.choice((0.5, 1, 100, 1e6, 1e300, -800, 0))
    losses: tuple[Any, ...] = (
        "squared_error",
        {"error": formula(choose, ("target", "out"), 3), "slope": formula(choose, ("target", "out"), 3)},
        {"error": "(target-out)**4", "slope": "4*(out-target)**3"},
    )
    tree: dict[str, Any] = {
        "inputs": [big, -0.3], "targets": [0.2], "learning_rate": choose.choice((0.1, 1e9)),
        "loss": choose.choice(losses),
        "layers": [{"activation": {"out": out, "slope": slope}, "weights": [[1.0, 2.0]]}],
    }  # fmt: skip
    content = yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass")
    return Case(
        choose.choice((("run", "-", "--epochs", "3"), ("verify", "-"), ("export", "-", "--format", "csv", "-"))),
        content,
    )


def label_formula(choose: Random) -> Case:
    text = (
        f"{formula(choose, 'xy', 3)} > {formula(choose, 'xy', 4)}"
        if choose.random() < 0.5
        else formula(choose, "xy", 3)
    )
    data = {
        "generate": "uniform",
        "count": choose.choice((1, 5, 30)),
        "inputs": ["x", "y"],
        choose.choice(("label", "targets")): text,
    }
    if "targets" in data:
        data["targets"] = [data["targets"], "x"]
    tree = {"data": data, "seed": 3, "loss": "mean_squared_error", "learning_rate": 0.1,
            "layers": [{"neurons": 2, "activation": "tanh", "weights": {"init": "he"}}]}  # fmt: skip
    return Case(("run", "-", "--brief"), yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))
