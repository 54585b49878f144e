"""What stands in the place of a list, and how it is written as one: `0.05 0.10`, `(1, 2)`, a mapping in the place of items."""

from __future__ import annotations

import re

from yaml.nodes import MappingNode, Node, ScalarNode

from bptrace.spec.words import short

_NUMBER = r"[-+]?[0-9]*[.,]?[0-9]+([eE][-+]?[0-9]+)?"
_SQUARE = str.maketrans("()", "[]")


def is_list(node: Node) -> bool:
    """Whether a text is a list that is only written in another way, such as `1, 2`."""
    if not isinstance(node, ScalarNode):
        return False
    text = node.value.strip()
    return (text.startswith(("[", "(")) and text.endswith(("]", ")")) and "," in text) or len(_cells(text)) > 1


def of_text(node: Node, depth: int) -> str:
    """Return how a text is written as a list, or as a list of lists where `depth` is 2; nothing for a text that is none."""
    text = node.value.strip()
    if not text or (depth > 1 and not re.match(r"[-+.0-9(\[]", text)):
        return ""
    if text.startswith("["):
        return "leave the quotes out"
    if text.startswith("("):
        meant = text.translate(_SQUARE)
        meant = meant if meant.startswith("[" * depth) else f"[{meant}]"
        return f"write square brackets, {short(meant)}"
    cells, lines = _cells(text), node.end_mark.line - node.start_mark.line + 1
    if depth > 1 and lines > 1 and len(cells) % lines == 0:  # one row in each line, which the reader of YAML has joined
        size = len(cells) // lines
        rows = [f"[{', '.join(cells[start : start + size])}]" for start in range(0, len(cells), size)]
        return f"write it in brackets, [{short(', '.join(rows))}]"
    return f"write it in brackets, {'[' * depth}{short(', '.join(cells))}{']' * depth}"


def of_mapping(node: MappingNode, noun: str) -> str:
    """Return how a mapping in lines is written as a list of items."""
    names = [str(key.value) for key, _ in node.value]
    if all(name.startswith("-") for name in names):
        return "write a space after each dash"
    first = node.value[0][1]
    named = isinstance(first, MappingNode) and noun == "layer"
    return f"begin each {noun} with a dash, as in - {f'name: {short(names[0])}' if named else f'{short(names[0])}: ..'}"


def _cells(text: str) -> list[str]:
    """Return what a text has between commas, or between other signs where numbers are all that there is."""
    cells = re.split(r"\s*;\s*|,?\s+", text)
    if all(re.fullmatch(_NUMBER, cell) for cell in cells):
        return [cell.replace(",", ".") for cell in cells]
    return re.split(r",\s+", text)
