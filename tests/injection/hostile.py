"""Texts that would do something if anything took them for more than text, and files with one wherever a text may stand."""

import json

TEXTS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "<!-- <b>bold</b> --> <?php ?> <![CDATA[x]]>",
    "entities": "&lt;script&gt; &#60;b&#62; &amp;",
    "link": "[x](javascript:alert(1)) ![x](http://example.invalid/x.png) [x]: javascript:alert(1)",
    "address": "https://example.invalid/x www.example.invalid <javascript:alert(1)> somebody@example.invalid",
    "code": "`x` ``` ~~~ <code>",
    "formula": "$$\\input{/etc/passwd}$$ $x$ \\(y\\) \\write18{id} % _ } ^ \\end{bmatrix}",
    "table": "a | b || c \\| d",
    "emphasis": "**bold** __bold__ *x* _x_ ~~x~~ ==x==",
    "heading": "# heading",
    "list": "- item",
    "number": "1. one",
    "quote": "> quoted",
    "rule": "---",
    "fence": "```mermaid",
    "escapes": "\\ \\\\ \\<b> \\`",
    "flowchart": '"]; click n1_0 "javascript:alert(1)" %%{init: {}}%% end subgraph',
    "template": "{{x}} {% x %} ${x} %s {0}",
    "markup": "[red]x[/red] [/] [link=http://example.invalid]x[/link] [[bold]]",
    "cell": '=cmd|"/c calc"!A1',
    "plus": "+1+cmd()",
    "minus": "-1+cmd()",
    "at": "@SUM(1)",
    "wide": "＝cmd()",
    "semicolon": "x;=cmd(); +1; 2",
    "yaml": "a: b, {c: d} [e] # f !g &h *i 'j' \"k\"",
    "combining": "e\u0301\u0301\u0301\u0301 日本 ｗｉｄｅ",
    "shell": "$(id) `id` ; id",
}
"""Each is made of signs that print, and may be a title."""

STEERING = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "bell": "a\x07b\x08\x08c\x7f",
    "return": "right\rwrong",
    "c1": "a\x9b31mb\x90c\x85d",
    "bidi": "abc\u202edef\u2066ghi\u2069",
    "hidden": "a\u200bb\u200dc\ufeffd\u00ade",
    "separators": "a\u2028b\u2029c",
    "line": "first\nError: second",
    "tab": "\t=cmd()",
    "private": "a\ue000b\U000e0041c",
}
"""Each has signs that do not print: no title, but the name of a file, and of somebody."""


def config(text):
    """Return a spec with a text wherever a text may stand."""
    return {
        "title": text,
        "inputs": [0.05, 0.1],
        "targets": [0.01, 0.99],
        "learning_rate": 0.5,
        "loss": "half_squared_error",
        "epochs": 3,
        "layers": [
            {"name": text, "activation": "logistic", "weights": [[0.15, 0.2], [0.25, 0.3]], "bias": 0.35},
            {"name": f"x {text}", "activation": "logistic", "weights": [[0.4, 0.45], [0.5, 0.55]], "bias": 0.6},
        ],
    }


def file_name(text):
    """Return a text as the name of a file, without a suffix."""
    return text.replace("/", "∕")[:80].strip() or "x"


def furnish(folder, text, *, in_spec=True):
    """Put a network, a circuit and a class into a folder, with a text wherever one may stand; return the network's name.

    Parameters
    ----------
    folder
        An empty one.
    text
        What stands there.
    in_spec
        Whether it may be the title of a spec; if not, it is the names of files and of students.
    """
    spec = config(text if in_spec else "x")
    name = file_name(text)
    if not in_spec:
        del spec["title"]  # it is then the name of the file
    config_name = "net.yaml" if in_spec else f"{name}.yaml"
    circuit = {"title": text if in_spec else "x", "circuit": "x*y", "values": {"x": 2, "y": 3}}
    quoted, cell, row = json.dumps(text), text.replace('"', '""'), " ".join(text.replace("|", "\\|").split())
    sheets = {
        f"{name}.csv": "key,value\nnet_h1,0.3775\n",
        "named.yaml": f"name: {quoted}\nnet_h1: {quoted}\nnet_h2: 0.5\n{quoted}: {quoted}\nout_h1: {quoted}\n",
        "cells.csv": f'key,value\nnet_h1,"{cell}"\n"{cell}",1\nnet_h2,5\n',
        "table.md": f"| Key | Answer |\n| - | - |\n| net_h1 | {row} |\n",
        f"{name}.txt": "",
    }
    (folder / config_name).write_text(json.dumps(spec))
    (folder / "circuit.yaml").write_text(json.dumps(circuit))
    (folder / "class").mkdir()
    for file, content in sheets.items():
        (folder / "class" / file).write_text(content, encoding="utf-8")
    _furnish_others(folder, quoted, cell)
    return config_name


def _furnish_others(folder, quoted, cell):
    """Put in what is read beside a spec, and specs that are at fault."""
    learning = "loss: categorical_cross_entropy\nlearning_rate: 0.1\n"
    layer = "activation: softmax, weights: [[1, 2], [3, 4]]"
    (folder / "points.csv").write_text(f'x,"{cell}",kind\n1,2,"{cell}"\n2,1,other\n', encoding="utf-8")
    specs = {
        "classes": f"data: {{file: points.csv, label: kind}}\n{learning}layers: [{{{layer}}}]\n",
        "no-class": f"data: {{file: points.csv, label: kind, classes: [a, b]}}\n{learning}layers: [{{{layer}}}]\n",
        "no-data": f"data: {quoted}\n{learning}layers: [{{{layer}}}]\n",
        "no-name": f"inputs: [1, 2]\nnames: {{inputs: [{quoted}, x]}}\nlayers: [{{{layer}}}]\n",
        "no-field": f"inputs: [1, 2]\n{quoted}: 1\nlayers: [{{{layer}}}]\n",
        "no-formula": f"circuit: {quoted}\nvalues: {{x: 1}}\n",
        "no-yaml": f"inputs: [1, 2\n{quoted}: {{\n",
        "scheme": f"lines: {{{quoted}: 1}}\n",
    }
    for name, content in specs.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    (folder / "golden" / "case").mkdir(parents=True)
    (folder / "golden" / "case" / "cmd").write_text("run circuit.yaml\n")
    (folder / "golden" / "case" / "out.txt").write_text(json.loads(quoted) + "\n", encoding="utf-8")
