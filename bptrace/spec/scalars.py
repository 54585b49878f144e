"""Kinds of single value: how each is read from a scalar's own text, what is expected, and its JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from yaml.nodes import Node, ScalarNode

from bptrace.spec.numbers import Refused, number
from bptrace.spec.source import Item, Source, describe
from bptrace.spec.words import listed, near

Schema = dict[str, Any]

NAME = r"[^\W_][\w.]*"
_MEANT = {"true": ("true", "yes", "on", "y"), "false": ("false", "no", "off", "n")}
_WHOLE = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True)
class Kind:
    """A kind of value; those without settings of their own are all equal, as this one says."""

    shape: ClassVar[type[Node]] = ScalarNode

    @property
    def expected(self) -> str:
        """What is expected, for messages."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        raise NotImplementedError

    def read(self, source: Source, node: Node, where: str) -> Item:
        """Read a node; where it is at fault, note that."""
        source.visit(node)
        item = Item(None, node, where)
        if not isinstance(node, self.shape):
            source.fault(item, f"found {describe(node)}; expected {self.expected}")
            return item
        return Item(self.value(source, item), node, where)

    def value(self, source: Source, item: Item) -> Any:
        """Return the value of a node of the right shape, or None where it is at fault."""
        node = item.node
        assert isinstance(node, ScalarNode)
        try:
            if not node.tag.startswith("tag:yaml.org,2002:"):
                raise Refused(f"leave the tag {node.tag} out")
            return self.parse(node.value, quoted=bool(node.style))
        except Refused as refused:
            hint = f"; {refused}" if str(refused) else ""
            source.fault(item, f"found {describe(node)}; expected {self.expected}{hint}")
            return None

    def parse(self, text: str, *, quoted: bool) -> Any:
        """Return the value of a scalar's text.

        Raises
        ------
        Refused
            If it is not of this kind.
        """
        raise NotImplementedError


class Text(Kind):
    """Any printable text."""

    expected = "a text"

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}

    def parse(self, text: str, *, quoted: bool) -> str:
        line = " ".join(text.split())
        if not line or not line.isprintable():
            raise Refused
        return line


class Name(Kind):
    """The name of a neuron or a parameter."""

    expected = "a name (a letter or digit, then letters, digits, _ and .)"

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{NAME}$"}

    def parse(self, text: str, *, quoted: bool) -> str:
        if not re.fullmatch(NAME, text):
            raise Refused
        return text


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
        whole = _WHOLE.fullmatch(text) is not None
        if whole and not quoted and (len(text) > len(str(self.most)) or int(text) > self.most):
            raise Refused(f"at most {self.most}")
        if quoted or not whole or int(text) < self.least:
            raise Refused("leave the quotes out" if quoted and whole else "")
        return int(text)


class Flag(Kind):
    """True or false, written so."""

    expected = "true or false"

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def parse(self, text: str, *, quoted: bool) -> bool:
        if text in ("true", "false") and not quoted:
            return text == "true"
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
            raise Refused(near(text, self.words))
        return text


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
                raise Refused(near(found, self.placeholders))
        if not re.fullmatch(NAME, re.sub(r"\{[a-z]+\}", "1", text)):
            raise Refused
        return text
