"""Kinds of single value: how each is read from a scalar's own text."""

from __future__ import annotations

import re
from math import isfinite

from yaml.nodes import CollectionNode, Node

from bptrace.dataclass import dataclass
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.numbers import Refused, number
from bptrace.spec.words import hint_of, listed

NAME = r"[^\W_][\w.]*"
FIGURE = r"[0-9.]+([eE][0-9]+)?"
"""Of names, those that read as numbers."""

_MEANT = {"true": ("true", "yes", "on", "y", "1"), "false": ("false", "no", "off", "n", "0")}
_WHOLE = re.compile(r"0|[1-9][0-9]*")


class Text(Kind):
    """Any printable text."""

    expected = "a text"

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}

    def parse(self, text: str, *, quoted: bool) -> str:
        line = " ".join(text.split())
        if not line.isprintable():
            raise Refused("leave out what does not print")
        if not line:
            raise Refused("write one, or leave the field out")
        return line

    def hint(self, node: Node) -> str:
        return _in_quotes(node)


class Name(Kind):
    """The name of a neuron or a parameter."""

    expected = "a name (a letter or digit, then letters, digits, _ and .)"

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{NAME}$"}

    def parse(self, text: str, *, quoted: bool) -> str:
        if not re.fullmatch(NAME, text):
            raise Refused
        return text


class Variable(Kind):
    """The name of an input or a parameter: it stands alone in formulas, where a number would be read as one."""

    expected = f"{Name.expected} that does not read as a number"

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^(?!{FIGURE}$){NAME}$"}

    def parse(self, text: str, *, quoted: bool) -> str:
        if re.fullmatch(FIGURE, text):
            raise Refused(f"such as x{text}" if text.isdigit() else "")
        return Name().parse(text, quoted=quoted)


@dataclass(frozen=True)
class Number(Kind):
    """A finite number, perhaps a positive one, or one of an interval with its lower end and without its upper one."""

    positive: bool = False
    interval: tuple[float, float] | None = None

    @property
    def expected(self) -> str:
        if self.interval is not None:
            low, high = self.interval
            return f"a number from {low:g}" + (f" to below {high:g}" if isfinite(high) else "")
        return "a number greater than 0" if self.positive else "a number"

    def schema(self) -> Schema:
        if self.interval is not None:
            low, high = self.interval
            return {"type": "number", "minimum": low} | ({"exclusiveMaximum": high} if isfinite(high) else {})
        return {"type": "number", "exclusiveMinimum": 0} if self.positive else {"type": "number"}

    def parse(self, text: str, *, quoted: bool) -> float:
        if text in ("true", "false") and not quoted:
            raise Refused("write 1 for true and 0 for false")
        value = number(text, quoted=quoted)
        if (self.positive and value <= 0) or (self.interval and not self.interval[0] <= value < self.interval[1]):
            raise Refused
        return value


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from a least one, or a word that stands for one.

    `most` keeps a slip of the finger from asking for more than a machine can hold or a person can wait for.
    """

    word: str | None = None
    least: int = 1
    most: int = 10_000_000

    @property
    def expected(self) -> str:
        return f"a whole number from {self.least}" + (f" or {self.word}" if self.word else "")

    def schema(self) -> Schema:
        whole: Schema = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"anyOf": [whole, {"const": self.word}]} if self.word else whole

    def parse(self, text: str, *, quoted: bool) -> int | str:
        if self.word and text == self.word:
            return text
        if not _WHOLE.fullmatch(text) or quoted:
            raise Refused(self._written(text, quoted=quoted))
        if len(text) > len(str(self.most)) or int(text) > self.most:
            raise Refused(f"at most {self.most}")
        if int(text) < self.least:
            raise Refused
        return int(text)

    def _written(self, text: str, *, quoted: bool) -> str:
        """Return how a number is to be written that is not written as a whole one, if it is one."""
        if re.fullmatch(r"[0-9]{1,3}([,._' ][0-9]{3})+", text):
            return f"write it as {re.sub('[^0-9]', '', text)}"
        value = number(text, quoted=quoted)
        is_whole = value.is_integer() and self.least <= value <= self.most
        return f"write it as {int(value)}" if is_whole else ""


class Flag(Kind):
    """True or false, written so."""

    expected = "true or false"

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def parse(self, text: str, *, quoted: bool) -> bool:
        if text in ("true", "false") and not quoted:
            return text == "true"
        if text in ("true", "false"):
            raise Refused("leave the quotes out")
        meant = [word for word, others in _MEANT.items() if text.lower() in others]
        raise Refused(f"did you mean {meant[0]}?" if meant else "")


@dataclass(frozen=True)
class Choice(Kind):
    """One of some words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        return listed(self.words)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}

    def parse(self, text: str, *, quoted: bool) -> str:
        if text not in self.words:
            raise Refused(hint_of(text, self.words))
        return text


def _in_quotes(node: Node) -> str:
    """Return the hint about a text that YAML reads as something else, for want of quotes."""
    return "write it in quotes" if isinstance(node, CollectionNode) and node.flow_style else ""


class Entry(Kind):
    """A number, or the name of one of the named parameters."""

    expected = "a number or the name of one of the parameters"

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{NAME}$"}]}

    def parse(self, text: str, *, quoted: bool) -> float | str:
        try:
            return number(text, quoted=quoted)
        except Refused as refused:
            if str(refused) or not re.fullmatch(NAME, text):
                raise
            return text


@dataclass(frozen=True)
class Template(Kind):
    """A name with placeholders."""

    placeholders: tuple[str, ...]

    @property
    def expected(self) -> str:
        return f"a name in which {listed(self.placeholders)} may stand"

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^([\w.]|\{[a-z]+\})+$"}

    def parse(self, text: str, *, quoted: bool) -> str:
        for found in re.findall(r"\{[^{}]*\}", text):
            if found not in self.placeholders:
                raise Refused(hint_of(found, self.placeholders))
        filled = re.sub(r"\{[a-z]+\}", "1", text)
        if re.fullmatch(FIGURE, filled):
            raise Refused(f"put a letter before it, such as w{text}, for it would read as a number")
        if not re.fullmatch(NAME, filled):
            raise Refused
        return text

    def hint(self, node: Node) -> str:
        return _in_quotes(node)
