"""What is fuzzed: each target draws a case, a command line with its files, from a source of random choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import yaml

from bptrace import examples, sections, spec, training
from bptrace.expr import FUNCTIONS
from tests.fuzz.law import FOLDER, SEARCHING, SECONDS, Case
from tests.fuzz.mutation import JUNK, VALUES, encoded, noise, regrown, spoilt
from tests.shipped import CIRCUITS, SHIPPED

MARKED = ("mazur", "softmax", "two-hidden-layers", "xor", "tied", "lecture-neuron", "mazur-layer-by-layer", "iris")
"""Networks that sheets are for."""

FORMS = ("yaml", "csv", "md")


@cache
def texts() -> dict[str, str]:
    return {name: examples.find(name).read_text(encoding="utf-8") for name in (*SHIPPED, *CIRCUITS)}


@cache
def trees() -> dict[str, Any]:
    return {name: yaml.safe_load(text) for name, text in texts().items()}


@cache
def figures(config: str) -> tuple[tuple[str, str], ...]:
    """Every line of the first round that a sheet may have, with four figures."""
    trace = training.run(spec.load(examples.find(config)), keep=(1,))
    everything = sections.sections(trace.problem, trace.rounds[0], sections.EVERYTHING)
    quantities = [quantity for section in everything for quantity in section.entries][:300]
    return tuple((trace.notation.key(each), f"{trace.rounds[0].value(each):.4g}") for each in quantities)


def _on_spec(choose: Random, content: bytes, *, circuit: bool = False) -> Case:
    """Return a command that reads a spec, which may name a CSV file."""
    files = {
        "spec.yaml": content,
        "points.csv": b"x,y,target_o1\n1,2,0\n0.5,-1,1\n",
        "iris.csv": b"a,b,species\n1,2,u\n3,1,v\n",
    }
    path = f"{FOLDER}spec.yaml"
    rounds = () if circuit else ("--epochs", choose.choice(("1", "2", "3")))
    forms = choose.choice((["json"], ["jsonl"], ["csv"], ["md"]))
    commands: tuple[tuple[str, ...], ...] = (
        ("run", path, *rounds),
        ("run", path, *rounds, "--brief", "--round", choose.choice(("4", "3sf"))),
        (
            "run",
            path,
            *rounds,
            "--brief",
            "--notation",
            choose.choice(("lecture", "matrix")) if not circuit else "mazur",
        ),
        ("export", path, *rounds, "--format", *forms, "-"),
        ("explain", path, choose.choice(("E_total", "w1+", "f", "df/dx"))),
        ("circuit", path),
        ("verify", path),
        ("worksheet", path, "--format", choose.choice(FORMS), "-"),
    )
    return Case(choose.choice((*commands, commands[0], commands[1])), files=files)


def spec_text(choose: Random) -> Case:
    name = choose.choice(list(texts()))
    return _on_spec(choose, encoded(choose, spoilt(choose, texts()[name])), circuit=name in CIRCUITS)


def spec_tree(choose: Random) -> Case:
    name = choose.choice(list(trees()))
    tree = regrown(choose, trees()[name], list(trees().values()))
    text = yaml.safe_dump(
        tree,
        sort_keys=False,
        allow_unicode=choose.random() < 0.5,
        default_flow_style=choose.choice((None, True, False)),
    )
    return _on_spec(choose, text.encode("utf-8", "surrogatepass"), circuit=name in CIRCUITS)


def spec_yaml(choose: Random) -> Case:
    return _on_spec(choose, encoded(choose, _any_yaml(choose, 0)))


def spec_bytes(choose: Random) -> Case:
    return _on_spec(choose, noise(choose))


_FIELDS = (
    "title", "inputs", "targets", "samples", "data", "test", "seed", "learning_rate", "loss", "penalty",
    "over_samples", "batch", "epochs", "optimizer", "update", "input_gradients", "gradient_of", "names",
    "parameters", "layers", "circuit", "gates", "values", "unfold", "name", "activation", "weights", "neurons",
    "bias", "threshold", "train_weights", "init", "std", "out", "slope",
)  # fmt: skip


def _any_yaml(choose: Random, depth: int) -> str:
    """Return a text that is YAML, or nearly so."""
    kind = choose.randrange(8) if depth < 5 else 7
    many = choose.randrange(5)
    mark = choose.choice(("", "", "", "", "&a ", "*a ", "!!str ", "!!map "))
    if kind < 3:
        inner = ", ".join(
            f"{choose.choice((*_FIELDS, choose.choice(JUNK)))}: {_any_yaml(choose, depth + 1)}" for _ in range(many)
        )
        return f"{mark}{{{inner}}}"
    if kind < 5:
        return f"{mark}[{', '.join(_any_yaml(choose, depth + 1) for _ in range(many))}]"
    if kind == 5 and not depth:
        return "\n".join(f"{choose.choice(_FIELDS)}: {_any_yaml(choose, 1)}" for _ in range(many + 2))
    return mark + (choose.choice(JUNK) if kind == 6 else str(choose.choice(VALUES)))


def _sheet(choose: Random, form: str, config: str) -> str:
    """Return a sheet of which lines changed places, and keys and figures are spoilt."""
    rows = list(figures(config))
    if choose.random() < 0.3:
        choose.shuffle(rows)
    for _ in range(choose.randrange(8)):
        at = choose.randrange(len(rows))
        rows[at] = (
            choose.choice((rows[at][0], _key(choose, config))),
            choose.choice((_figure(choose), rows[choose.randrange(len(rows))][1])),
        )
    match form:
        case "yaml":
            return "".join(f'"{key}": {text}\n' for key, text in rows)
        case "csv":
            return "key,value\n" + "".join(f"{key},{text}\n" for key, text in rows)
    return "| Key | Answer |\n| --- | --- |\n" + "".join(f"| `{key}` | {text} |\n" for key, text in rows)


_FIGURES = (
    "?", "", "-", "0", "1e308", "-1e308", "1e-320", "1e999", "1e-999", "9" * 60, "1/0", "1/3", "−0.5", "0,5",
    "1.2·10^-3", "~.5", "nan", "1e99999999999", "1/" + "9" * 90, r"\frac{1}{3}", "½", "٣", "0x1", "1_0", "1 000",
    "0.1250", "-0.1171", "1e-300", "0.5 or 0.6",
)  # fmt: skip


def _figure(choose: Random) -> str:
    if choose.random() < 0.5:
        return choose.choice(_FIGURES)
    return f"{choose.uniform(-1, 1) * 10.0 ** choose.randrange(-4, 3):.{choose.randrange(1, 6)}g}"


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


_CSV_SPEC = """\
data: {file: points.csv%s}
learning_rate: 0.1
loss: mean_squared_error
batch: 1
seed: 1
layers:
  - {neurons: 2, activation: tanh, weights: {init: xavier}, bias: {init: constant}}
  - {neurons: %s, activation: logistic, weights: {init: xavier}}
"""
_POINTS = "x,y,target_o1,kind\n0.5,-1,1,a\n2,1e-3,0,b\n0,0.25,0.5,a\n3,4,1,c\n"


_COLUMNS = (
    "",
    ", label: kind",
    ", inputs: [x, y]",
    ", targets: [x], inputs: [y]",
    ", shuffle: true, label: kind",
    ", label: kind, classes: [a, b, c]",
    ", label: y, inputs: [x]",
)


def data_csv(choose: Random) -> Case:
    more = choose.choice(_COLUMNS)
    text = _CSV_SPEC % (more, choose.choice((1, 2, 3)))
    points = encoded(choose, spoilt(choose, _POINTS)) if choose.random() < 0.9 else noise(choose)
    files = {"spec.yaml": text.encode(), "points.csv": points}
    return Case((choose.choice(("run", "verify")), f"{FOLDER}spec.yaml"), files=files)


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


_KEY_PIECES = (
    "net_", "out_", "delta_", "E_", "E", "dE/d", "dE_total/d", "∂E/∂", "d", "/d", "w", "b", "h1", "o1", "i1", "1",
    "2", "99", "+", "@", "@1", "@2.1", "@0", "@999999999999", "[1]", "[2]", "[0]", "[", "]", ":", ":o1", "'",
    "_new", "δ", "\\delta_{", "}", "{", "^", "(2)", "^{(1)", "₁", "⁺", "⁽²⁾", "z", "a", "_", ".", "total", "data",
    "penalty", "m_", "vhat_", "=", "=0.5", "=0.291027924", "=1e400", "=x", ",", " ", "*", "?", "-", "é", "\u200b",
    "θ", "W", "x", "f",
)  # fmt: skip


def _key(choose: Random, config: str) -> str:
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
    key = _typed(_key(choose, known))
    listed = ",".join(_typed(_key(choose, known)) for _ in range(choose.randrange(1, 4)))
    numbers = _typed(spoilt(choose, choose.choice(("1", "1-3", "1,2,3", "2-2", "4sf", "4", "100-1")), 300))
    notation = choose.choice((("--notation", "lecture"), ("--notation", "matrix"), (), ()))
    commands: tuple[tuple[str, ...], ...] = (
        ("explain", config, *notation, "--", key),
        ("explain", config, *notation, "--", f"{choose.choice(figures(known))[0]}={_typed(_figure(choose))}"),
        ("explain", config, "--", f"{key}={_typed(_figure(choose))}"),
        ("run", config, *notation, f"--only={listed}"),
        ("circuit", config, f"--only={listed}"),
        ("run", config, f"--show={numbers}"),
        ("run", config, f"--round={numbers}"),
        ("run", config, "--epochs", numbers, "--every", choose.choice(("1", "2", numbers))),
        ("worksheet", config, f"--ask={listed}", "--format", "yaml", "-"),
        ("run", config, f"--digits={numbers}", f"--width={numbers}"),
        ("export", config, "-", "--format", choose.choice(("md", "json", numbers)), f"--only={listed}"),
        ("quiz", config, f"--ask={listed}", f"--from={key}"),
        tuple(_typed(word) for word in (key, config, listed)),
        ("run", _typed(choose.choice(JUNK))),
        (choose.choice(("run", "explain", "verify")), config, _typed(choose.choice(JUNK)), _typed(choose.choice(JUNK))),
    )
    command = choose.choice((*commands, *commands[:6]))
    return Case(command, seconds=SEARCHING if "explain" in command and "=" in command[-1] else SECONDS)


def quiz(choose: Random) -> Case:
    words = ("?", "skip", "quit", "", "help", "0.3775", "0.5933", "1/3", "e", *_FIGURES)
    answers = "\n".join(
        choose.choice((choose.choice(words), _figure(choose), choose.choice(JUNK))) for _ in range(choose.randrange(30))
    )
    return Case(("quiz", choose.choice(MARKED), "--first", "12"), encoded(choose, answers))


TARGETS: Mapping[str, Callable[[Random], Case]] = {
    "spec-text": spec_text,
    "spec-tree": spec_tree,
    "spec-yaml": spec_yaml,
    "spec-bytes": spec_bytes,
    "sheet-yaml": sheets("yaml"),
    "sheet-csv": sheets("csv"),
    "sheet-md": sheets("md"),
    "scheme": scheme,
    "data-csv": data_csv,
    "circuit": circuit,
    "own-functions": own_functions,
    "label-formula": label_formula,
    "keys": keys,
    "quiz": quiz,
}
"""Every target by its name."""
