"""A sheet as YAML: a mapping of keys to figures, read as text so that 0.10 keeps its last digit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bptrace.marking.entries import MOST, Content, Entry, Format, Sheet, SheetError
from bptrace.marking.figure import UnreadableError, read_figure
from bptrace.marking.yaml_lines import by_line, with_signs_quoted
from bptrace.marking.yaml_nodes import ANSWERS, EXAMPLE, NAME, Place, Placed, answers, composed, is_blank, placed
from bptrace.spec.decoding import BREAK
from bptrace.spec.faults import MOST as MOST_FAULTS
from bptrace.spec.kinds import OF_CIRCUITS, OF_NETWORKS
from bptrace.spec.syntax import slip
from bptrace.words import nearest


def read_yaml(content: Content, name: str) -> Sheet:
    """Return the sheet of a YAML text: figures stand at the top, or below `answers:`; `name:` says whose it is.

    A line that is no key and figure costs only itself: where the text is not YAML, or not of the right shape, every line is
    read alone. Where there is `answers:`, what stands beside it is a remark unless it is a figure or has the key of a line.

    Raises
    ------
    SheetError
        If there are several documents or several `answers:`, it is a spec, or there is no line with a key and a figure; it
        has the faults of all lines then.
    """
    whole = _composed(content)
    if whole is None:
        return _sheet(content, name, _by_line(content))
    text, root = whole
    if is_blank(root):
        return Sheet(name, ())
    if isinstance(root, SequenceNode):
        raise _fault(content, root, f"found no keys; expected {EXAMPLE}")
    if not isinstance(root, MappingNode) or any(_is_text(block) for block in answers(root)):
        return _sheet(content, name, _by_line(content))
    _check_blocks(content, root)
    return _sheet(content, name, list(placed(content, text, root)))


def _composed(content: Content) -> tuple[str, Node | None] | None:
    """Return the text as it was read, and its root; or None where it cannot be read as a whole."""
    with suppress(yaml.YAMLError):
        return content.text, composed(content.text)
    text = with_signs_quoted(content)
    try:
        return text, composed(text)
    except yaml.YAMLError as error:
        _check_single(content, error)
        return None


def _is_text(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not is_blank(node)


def _check_single(content: Content, error: yaml.YAMLError) -> None:
    """Refuse several documents, which may be the sheets of several people."""
    if isinstance(error, ComposerError) and error.problem == "but found another document":
        line, column, message = slip(error, content.lines)
        raise content.fault(line + 1, column + 1, message)


def _check_blocks(content: Content, root: MappingNode) -> None:
    """Refuse a block that is nearly called `answers`, in which all lines would be lost, and a spec."""
    for key, value in root.value if not answers(root) else ():
        if isinstance(value, MappingNode) and isinstance(key, ScalarNode) and nearest(key.value, (ANSWERS,)):
            raise _fault(content, key, f"found the unknown block {key.value!r}; did you mean {ANSWERS}?")
        if key.value in OF_NETWORKS + OF_CIRCUITS:
            raise _fault(content, key, f"found {key.value}, a field of a spec; expected a sheet with {EXAMPLE}")


def _fault(content: Content, node: Node, message: str) -> SheetError:
    return content.fault(node.start_mark.line + 1, node.start_mark.column + 1, message)


def _by_line(content: Content) -> Sequence[Placed]:
    """Return the lines of a text that is not YAML.

    Raises
    ------
    SheetError
        With the faults of all lines, if all are at fault.
    """
    found = list(islice(by_line(content), MOST + 1))
    if len(found) > MOST:
        raise content.too_many(found[MOST].entry)
    lines = [one for one in found if one.place is not Place.ANSWERS and not _is_name(one.entry)]
    if lines and all(one.entry.fault for one in lines):
        raise content.faults((one.entry.line, one.column, one.entry.fault) for one in lines[:MOST_FAULTS])
    return found


def _sheet(content: Content, name: str, found: Sequence[Placed]) -> Sheet:
    """Return the sheet that lines come to."""
    at = {place: [one.entry for one in found if one.place is place] for place in Place}
    blocks = at[Place.ANSWERS]
    if len(blocks) > 1:
        raise content.fault(blocks[1].line, blocks[1].column, "found answers twice; expected one")
    names = [entry.text for entry in at[Place.TOP] if _is_name(entry) and entry.text]
    top = [entry for entry in at[Place.TOP] if not _is_name(entry)]
    beside = [entry for entry in top if blocks and _is_remark(entry)]
    own = [*at[Place.BELOW], *(entry for entry in top if not blocks or not _is_remark(entry))]
    entries = sorted(own, key=lambda entry: (entry.line, entry.column))
    return Sheet(names[0] if names else name, tuple(entries), tuple(beside))


def _is_name(entry: Entry) -> bool:
    return entry.key == NAME and not entry.fault


def _is_remark(entry: Entry) -> bool:
    """Whether a line beside `answers:` is no figure, nor a name that cannot be read."""
    if entry.fault:
        return entry.key != NAME
    try:
        read_figure(entry.text)
    except UnreadableError:
        return True
    return False


YAML = Format(read_yaml, BREAK)
