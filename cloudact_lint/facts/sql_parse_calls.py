"""Calls of functions: their names and arguments as written, and what is special about some."""

from __future__ import annotations

from typing import Any

from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_parse_expressions import Expressions
from cloudact_lint.facts.sql_tokens import with_braces, word_set

_PARTS = {
    "DATE_TRUNC": 1, "TIMESTAMP_TRUNC": 1, "DATETIME_TRUNC": 1, "TIME_TRUNC": 1, "DATE_DIFF": 2, "DATETIME_DIFF": 2,
    "TIMESTAMP_DIFF": 2, "TIME_DIFF": 2, "LAST_DAY": 1, "EXTRACT": 0, "NORMALIZE": 1, "NORMALIZE_AND_CASEFOLD": 1,
}  # fmt: skip
"""Functions and which of their arguments is a keyword such as MONTH."""
_NAMESPACES = word_set("SAFE NET KEYS HLL_COUNT KLL_QUANTILES AEAD ML AI VECTOR_INDEX OBJ D3A_COUNT")
"""First parts of functions that are BigQuery's own."""


class Calls(Expressions):
    """Lowers calls."""

    def call(self, node: Any) -> Sx:
        """A function call."""
        part = self.part
        start = self.extent_of_name(node)
        at = self.index(start)
        after = at + 1
        while at >= 2 and part.word(at - 1) == "." and part.tokens[at - 2].kind in "wq":
            at -= 2
        parts = part.name_parts(at, after)
        known = len(parts) == 1 or parts[0].upper() in _NAMESPACES
        name = ".".join(parts)
        name = name.upper() if known and part.tokens[at].kind == "w" else name
        start, end = part.place(at), self.closed(part.place(after - 1))
        written: Any = node.args.get("expressions") or ()
        if name in ("CAST", "SAFE_CAST") and len(written) == 1 and type(written[0]).__name__ == "Alias":
            value = self.expression(written[0].args["this"])
            return Sx(name.lower(), self._type(written[0].args["alias"]), (value,), start, end)
        args, flags = self._arguments(written)
        return self._shaped(name, args, flags, start, end)

    def _type(self, alias: Any) -> str:
        start, end = self.extent(alias)
        base = self.part.base
        return " ".join(with_braces(self.part.text[start - base : end - base]).upper().split())

    def extent_of_name(self, node: Any) -> int:
        """Where a function's own name begins."""
        meta: dict[str, Any] = node._meta or {}
        if "start" in meta:
            return int(meta["start"]) + self.delta
        return self.extent(node.args["this"])[0] if hasattr(node.args.get("this"), "args") else self.extent(node)[0]

    def _arguments(self, nodes: Any) -> tuple[tuple[Sx, ...], tuple[Sx, ...]]:
        """The arguments, and the words among them that are none: DISTINCT, ORDER BY, LIMIT …"""
        args: list[Sx] = []
        flags: list[Sx] = []
        for node in nodes:
            if type(node).__name__ == "Column" and type(node.args["this"]).__name__ in _WRAPPERS:
                node = node.args["this"]  # sqlglot takes a.b.f(x) IGNORE NULLS for a column of a.b
            while (name := type(node).__name__) in _WRAPPERS:
                flags += self._flag(name, node)
                node = node.args["this"]
            if name == "Distinct":
                flags.append(Sx("flag", "DISTINCT"))
                args += self.expressions(node.args.get("expressions"))
            else:
                args.append(self.expression(node))
        return tuple(args), tuple(reversed(flags))

    def _flag(self, name: str, node: Any) -> list[Sx]:
        if name == "Order":
            return [self.spanned("flag", "ORDER", self.expressions(node.args.get("expressions")))]
        if name == "Limit":
            return [self.spanned("flag", "LIMIT", self.expressions([node.args["expression"]]))]
        if name == "HavingMax":
            word = "HAVING MAX" if node.args.get("max") else "HAVING MIN"
            return [self.spanned("flag", word, self.expressions([node.args["expression"]]))]
        return [Sx("flag", "IGNORE NULLS" if name == "IgnoreNulls" else "RESPECT NULLS")]

    def _shaped(self, name: str, args: tuple[Sx, ...], flags: tuple[Sx, ...], start: int, end: int) -> Sx:
        """The kind of expression that a call is."""
        if name == "STRUCT":
            fields = tuple(arg if arg.kind == "field" else Sx("field", "", (arg,), arg.start, arg.end) for arg in args)
            return Sx("struct", "", fields, start, end)
        if name in ("EXISTS", "ARRAY") and len(args) == 1 and args[0].query is not None:
            return Sx("exists" if name == "EXISTS" else "array_query", "", (), start, end, args[0].query)
        at = _PARTS.get(name, -1)
        if 0 <= at < len(args) and args[at].kind in ("column", "call") and "." not in args[at].name:
            args = (*args[:at], self._date_part(args[at]), *args[at + 1 :])
        return Sx("call", name, args + flags, start, end)

    def _date_part(self, arg: Sx) -> Sx:
        if arg.kind == "call" and arg.args:
            inner = arg.args[0].name.upper()
            return Sx("part", f"{arg.name}({inner})", (), arg.start, arg.end)
        return Sx("part", arg.name.upper(), (), arg.start, arg.end)

    def flagged(self, node: Any) -> Sx:
        """``f(x) IGNORE NULLS``."""
        word = "IGNORE NULLS" if type(node).__name__ == "IgnoreNulls" else "RESPECT NULLS"
        made = self.expression(node.args["this"])
        return made._replace(args=(*made.args, Sx("flag", word)))

    def window(self, node: Any) -> Sx:
        """``f(…) OVER (…)``, or a name given by WINDOW."""
        args = node.args
        made: list[Sx] = []
        if args.get("this") is not None and type(args["this"]).__name__ != "Identifier":
            made.append(self.expression(args["this"]))
        for value in self.expressions(args.get("partition_by")):
            made.append(Sx("partition", "", (value,), value.start, value.end))
        order = args.get("order")
        if order is not None:
            made += self.expressions(order.args.get("expressions"))
        window = self.spanned("window", "", tuple(made))
        index = self.part.index(made[0].end - self.part.base) if made else 0
        while self.part.word(index) in ("IGNORE", "RESPECT", "NULLS"):
            index += 1
        if self.part.word(index) == "OVER":
            closing = self.part.pairs.get(index + 1, index + 1)
            if closing < len(self.part.tokens):
                window = window._replace(end=self.part.tokens[closing].end + self.part.base)
        return window


_WRAPPERS = frozenset(("Order", "Limit", "HavingMax", "IgnoreNulls", "RespectNulls"))
