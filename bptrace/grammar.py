"""Formulas as people type them: a text such as `(x + y) * z` to an expression tree.

The notation is Python's: `+ - * / **`, brackets, functions by name, and `a if x > 0 else b`. Nothing is executed: a text
is cut into tokens and read by precedence, within limits that keep every later walk over the tree short.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, NoReturn

from bptrace import expr
from bptrace.expr import Expr
from bptrace.tokens import GrammarError, Token, UnknownNameError, tokens
from bptrace.words import nearest

LONGEST = 2000
"""A text may have this many characters, so that a tree has at most as many nodes."""

DEEPEST = 100
"""Brackets, and the nodes of a tree, may lie within one another this many times."""

FUNCTION_SPELLINGS: Mapping[str, str] = {
    **{name: name for name in expr.FUNCTIONS},
    "log": "ln",
}
"""How each function may be written."""

_SQUARE = "; write **2 for a square"
_VARIADIC = ("max", "min")
_OPERATORS = {"+": expr.add, "-": expr.Difference, "*": expr.multiply, "/": expr.Quotient}
_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}


class _Part(NamedTuple):
    """A tree and how many nodes lie within one another in it."""

    expr: Expr
    depth: int = 1


def parse(text: str, names: Collection[str] | None = None, functions: Mapping[str, str] = FUNCTION_SPELLINGS) -> Expr:
    """Return the tree of a formula; the symbols in it refer to plain names.

    Parameters
    ----------
    text
        The formula, of at most `LONGEST` characters.
    names
        The names that may occur; None allows all but those of functions.
    functions
        How each function that may occur is written, and what the tree calls it.

    Raises
    ------
    GrammarError
        If the text is no formula, or is beyond the limits.
    """
    if len(text) > LONGEST:
        raise GrammarError(LONGEST + 1, f"found {len(text)} characters; expected at most {LONGEST}")
    return _Parser(tokens(text), names, functions).whole()


class _Parser:
    """Reads tokens from left to right, operators by precedence."""

    def __init__(self, tokens: Sequence[Token], names: Collection[str] | None, functions: Mapping[str, str]) -> None:
        self.tokens, self.names, self.functions = tokens, names, functions
        self.place = self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def whole(self) -> Expr:
        found = self.choice()
        self.expect("end", "")
        return found.expr

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, kind: str, text: str) -> Token:
        if self.next.kind != kind or self.next.text != text:
            self.refuse(f"an operator or {repr(text) if text else 'the end'}")
        return self.take()

    def refuse(self, expected: str) -> NoReturn:
        hint = ""
        if expected.startswith("an operator") and (self.next.kind in ("number", "name") or self.next.text == "("):
            hint = _SQUARE if self.next.text == "²" else "; write * between factors"
        raise GrammarError(self.next.column, f"found {self.next}; expected {expected}{hint}")

    def node(self, made: Expr, at: Token, *depths: int) -> _Part:
        """Return a new node, unless it has too many others within it."""
        depth = 1 + max(depths)
        if depth > DEEPEST:
            self.too_deep(at)
        return _Part(made, depth)

    def too_deep(self, at: Token) -> NoReturn:
        raise GrammarError(at.column, f"found a formula nested more than {DEEPEST} deep; expected a simpler one")

    def choice(self) -> _Part:
        """Read `yes if left > right else no`, or only what stands where `yes` would."""
        yes = self.chain(1)
        if self.next.text != "if":
            return yes
        at, left = self.take(), self.chain(1)
        if self.next.text not in expr.RELATIONS:
            self.refuse(f"an operator or one of {' '.join(expr.RELATIONS)}")
        relation, right = self.take().text, self.chain(1)
        self.expect("name", "else")
        no = self.choice()
        made = expr.Choice(expr.Comparison(relation, left.expr, right.expr), yes.expr, no.expr)
        return self.node(made, at, yes.depth, left.depth, right.depth, no.depth)

    def chain(self, least: int) -> _Part:
        """Read operands with operators between them that bind at least so tightly, from left to right."""
        left = self.operand()
        while (level := _LEVELS.get(self.next.text, 0)) >= least:
            at, right = self.take(), self.chain(level + 1)
            made = _OPERATORS[at.text](left.expr, right.expr)
            taken_up = type(made) is type(left.expr) and at.text in ("+", "*")
            left = self.node(made, at, left.depth - 1 if taken_up else left.depth, right.depth)
        return left

    def operand(self) -> _Part:
        """Read a negation or a power; the minus sign binds less than the power and more than a product."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.too_deep(self.next)
        if self.next.text == "-":
            at, inner = self.take(), self.operand()
            found = self.node(expr.Negation(inner.expr), at, inner.depth)
        else:
            found = self.atom()
            if self.next.text == "**":
                at, exponent = self.take(), self.operand()
                found = self.node(expr.Power(found.expr, exponent.expr), at, found.depth, exponent.depth)
        self.depth -= 1
        return found

    def atom(self) -> _Part:
        if self.next.kind == "number":
            return self.number(self.take())
        if self.next.kind == "name" and self.next.text not in ("if", "else"):
            return self.named(self.take())
        if self.next.text != "(":
            self.refuse("a number, a name, a function or '('")
        self.take()
        found = self.choice()
        self.expect("sign", ")")
        return found

    def number(self, token: Token) -> _Part:
        value = float(token.text)
        if not math.isfinite(value):
            raise GrammarError(token.column, f"found {token}; expected a number that is not so large")
        return _Part(expr.Number(value))

    def named(self, token: Token) -> _Part:
        known = self.names is None or token.text in self.names
        if token.text in self.functions or (self.next.text == "(" and (self.names is None or not known)):
            return self.call(token)
        if not known:
            self.unknown(token, "", self.names or ())
        return _Part(expr.Symbol(token.text))

    def call(self, token: Token) -> _Part:
        if token.text not in self.functions:
            self.unknown(token, "the function ", self.functions)
        function = self.functions[token.text]
        if self.next.text != "(":
            self.refuse(f"'(' after the function {token.text}")
        self.take()
        arguments = [self.choice()]
        while self.next.text == "," and function in _VARIADIC:
            self.take()
            arguments.append(self.choice())
        if function in _VARIADIC and len(arguments) < 2:
            self.refuse(f"',' and another argument of {token.text}")
        self.expect("sign", ")")
        made = expr.Call(function, tuple(argument.expr for argument in arguments))
        return self.node(made, token, *(argument.depth for argument in arguments))

    def unknown(self, token: Token, what: str, words: Collection[str]) -> NoReturn:
        listed = ", ".join(words) if len(words) <= 20 else f"one of {len(words)} names"
        near = nearest(token.text, words)
        hint = _SQUARE if token.text.endswith("²") else f"; did you mean {near}?" if near else ""
        message = f"found {what}{token}; expected {listed or 'no names'}{hint}"
        if what:
            raise GrammarError(token.column, message)
        raise UnknownNameError(token.column, message, token.text, near)
