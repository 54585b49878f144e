"""Every document that the program writes, and all that it says, about files with a hostile text in them."""

from bptrace.cli import COMMANDS, main
from bptrace.cli.captured import run_captured
from bptrace.cli.export import WRITERS
from bptrace.notation import NOTATIONS
from bptrace.report import worksheet_formats

SHOWN = [
    *(("run", "NET", "--notation", notation) for notation in NOTATIONS),
    ("run", "NET", "--round", "4", "--brief"),
    ("run", "circuit.yaml"),
    ("explain", "NET", "w5+"),
    ("explain", "NET", "E_total=0.3"),
    ("circuit", "NET"),
    ("circuit", "circuit.yaml"),
    ("verify", "NET"),
    ("quiz", "NET", "--first", "1"),
    ("check", "NET", "class"),
    ("check", "NET", "class", "--brief", "--width", "60"),
    ("check", "NET", "class/named.yaml"),
    ("check", "NET", "class/cells.csv"),
    ("check", "NET", "class/table.md"),
    ("run", "classes.yaml"),
    ("golden", "--dir", "golden"),
]
"""Command lines whose output is for people; NET is the network."""

DOCUMENTS = [
    *((suffix, ("export", "NET", "--format", suffix[1:], "-")) for suffix in WRITERS),
    *((suffix, ("export", "circuit.yaml", "--format", suffix[1:], "-")) for suffix in WRITERS),
    *((suffix, ("worksheet", "NET", "--hints", "--format", suffix[1:], "-")) for suffix in worksheet_formats.WRITERS),
    *(
        (".svg", (*line, "--svg", "-"))
        for line in SHOWN
        if line[0] in ("run", "explain", "circuit") and "=" not in line[-1]
    ),
    *((f".{form}", ("check", "NET", "class", f"--{form}", "-")) for form in ("md", "json", "csv")),
    *(
        (f".{form}", ("check", "NET", f"class/{sheet}", f"--{form}", "-"))
        for sheet in ("named.yaml", "cells.csv", "table.md")
        for form in ("md", "json")
    ),
]
"""Command lines whose output is a document, each with the suffix of its format."""

REFUSED = [
    ("run", "NET", "--only", "TEXT"),
    ("explain", "NET", "TEXT"),
    ("check", "NET", "class", "--ask", "TEXT"),
    ("check", "NET", "none/TEXT"),
    ("run", "none/TEXT"),
    ("export", "NET", "none/TEXT"),
    ("run", "NET", "--notation", "TEXT"),
    ("run", "NET", "--x=TEXT"),
    ("TEXT",),
    ("examples", "show", "TEXT"),
    ("golden", "--dir", "none/TEXT"),
    *(("run", f"no-{fault}.yaml") for fault in ("class", "data", "name", "field", "formula", "yaml")),
    ("check", "NET", "class", "--scheme", "scheme.yaml"),
]
"""Command lines that are at fault, and say so with a text in the message."""

TOLD = [
    ("schema", "./NAME.json"),
    ("new", "./NAME-new.yaml", "--layers", "2,2,1"),
    ("examples", "copy", "mazur", "./NAME-copy.yaml"),
]
"""Command lines that say what they have written; NAME is a text as the name of a file."""

READ_NOTHING = {"completion"}
"""Commands that show nothing that stands in a file, nor its name."""

TRIED = {line[0] for line in [*SHOWN, *TOLD, *REFUSED, *(line for _, line in DOCUMENTS)]} & set(COMMANDS)
"""The commands that are tried."""


def outcome(line, **words):
    """Run a command line, with what stands for its words in capitals."""
    return run_captured(main, [_filled(word, words) for word in line])


def _filled(word, words):
    for name, text in words.items():
        word = word.replace(name, text)
    return word
