"""Expressions of sqlglot's tree as records of :mod:`cloudact_lint.facts.sql_model`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cloudact_lint.facts.sql_model import Query, Sx
from cloudact_lint.facts.sql_parse_names import Names
from cloudact_lint.facts.sql_parse_places import children

_OPERATORS = {
    "EQ": "=", "NEQ": "!=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "Add": "+", "Sub": "-", "Mul": "*",
    "Div": "/", "DPipe": "||", "BitwiseAnd": "&", "BitwiseOr": "|", "BitwiseXor": "^", "BitwiseLeftShift": "<<",
    "BitwiseRightShift": ">>", "Like": "LIKE", "Is": "IS", "NullSafeEQ": "IS NOT DISTINCT FROM",
    "NullSafeNEQ": "IS DISTINCT FROM", "AtTimeZone": "AT TIME ZONE", "Mod": "%", "Collate": "COLLATE",
}  # fmt: skip
_ONE_SIDED = {"Not": "NOT", "Neg": "NEG", "BitwiseNot": "~"}


class Expressions(Names):
    """Lowers what :class:`Part` parsed."""

    def query(self, node: Any) -> Query:
        """A SELECT or set operation; see :mod:`cloudact_lint.facts.sql_parse_queries`."""
        raise NotImplementedError

    def maybe(self, node: Any) -> Sx | None:
        """An expression, if there is one."""
        return self.expression(node) if node is not None and hasattr(node, "args") else None

    def expression(self, node: Any) -> Sx:
        """An expression, whatever it is."""
        name = type(node).__name__
        method = _METHODS.get(name)
        if method is not None:
            return method(self, node)
        if name in _OPERATORS:
            return self._binary(node)
        return self._other(node)

    def spanned(self, kind: str, name: str, args: tuple[Sx, ...], query: Query | None = None) -> Sx:
        """An expression that reaches from its first argument to its last."""
        placed = [arg for arg in args if arg.end]
        start = min((arg.start for arg in placed), default=0)
        return Sx(kind, name, args, start, max((arg.end for arg in placed), default=0), query)

    def _other(self, node: Any) -> Sx:
        made = self.spanned("other", type(node).__name__, self.expressions(children(node)))
        if made.end:
            return made
        start, end = self.extent(node)
        return made._replace(start=start, end=end)

    def _binary(self, node: Any) -> Sx:
        chain = []
        while (name := type(node).__name__) in _OPERATORS and "this" in node.args:
            right = node.args.get("expression") or node.args.get("zone")
            if right is None or node.args.get("this") is None:
                break
            chain.append((name, right))
            node = node.args["this"]
        if not chain:
            return self._other(node)
        left = self.expression(node)
        for name, right in reversed(chain):
            operator = _OPERATORS[name]
            if type(right).__name__ in ("Any", "All"):
                operator += " " + type(right).__name__.upper()
                right = right.args.get("this") or right
            left = self.spanned("op", operator, (left, self.expression(right)))
        return left

    def _connector(self, node: Any) -> Sx:
        name = type(node).__name__
        parts: list[Any] = []
        stack = [node]
        while stack:
            item = stack.pop()
            bare = item
            while type(bare).__name__ == "Paren":
                bare = bare.args["this"]
            if type(bare).__name__ == name:
                stack += [bare.args["expression"], bare.args["this"]]
            else:
                parts.append(item)
        return self.spanned("op", name.upper(), self.expressions(parts))

    def _one_sided(self, node: Any) -> Sx:
        name = _ONE_SIDED[type(node).__name__]
        made = self.spanned("op", name, (self.expression(node.args["this"]),))
        return made._replace(start=self.widen(made.start, ("NOT", "-", "~")))

    def _between(self, node: Any) -> Sx:
        args = node.args
        return self.spanned("op", "BETWEEN", self.expressions([args["this"], args["low"], args["high"]]))

    def _in(self, node: Any) -> Sx:
        args = [self.expression(node.args["this"])]
        args += self.expressions(node.args.get("expressions") or ())
        args += [self.expression(node.args[key]) for key in ("query", "unnest", "field") if node.args.get(key)]
        made = self.spanned("in", "", tuple(args))
        return made._replace(end=self.with_closing(made.start, made.end))

    def _paren(self, node: Any) -> Sx:
        return self.expression(node.args["this"])

    # Composite -----------------------------------------------------------------------------

    def _subquery(self, node: Any) -> Sx:
        query = self.query(node)
        start = self.widen(query.start, ("(",))
        return Sx("subquery", "", (), start, self.with_closing(start, query.end), query)

    def _case(self, node: Any) -> Sx:
        value = node.args.get("this")
        args = [self.expression(value)] if value is not None else []
        for branch in node.args.get("ifs") or ():
            args += self.expressions([branch.args["this"], branch.args["true"]])
        if node.args.get("default") is not None:
            args.append(self.expression(node.args["default"]))
        made = self.spanned("case", "simple" if value is not None else "", tuple(args))
        index = self.index(made.start)
        while index > 0 and self.part.word(index) != "CASE":
            index -= 1
        return made._replace(start=self.part.place(index))

    def _array(self, node: Any) -> Sx:
        made = self.spanned("array", "", self.expressions(node.args.get("expressions")))
        return made._replace(start=self.widen(made.start, ("[",)))

    def _tuple(self, node: Any) -> Sx:
        made = self.spanned("tuple", "", self.expressions(node.args.get("expressions")))
        start = self.widen(made.start, ("(",))
        return made._replace(start=start, end=self.with_closing(start, made.end))

    def _bracket(self, node: Any) -> Sx:
        args = [self.expression(node.args["this"]), *self.expressions(node.args.get("expressions"))]
        made = self.spanned("index", "", tuple(args))
        index = self.part.index(made.end - self.part.base)
        return made._replace(end=self.part.tokens[index].end + self.part.base) if self.part.word(index) == "]" else made

    def _unnest(self, node: Any) -> Sx:
        return self.spanned("unnest", "", self.expressions(node.args.get("expressions")))

    def _interval(self, node: Any) -> Sx:
        made = self.spanned("interval", "", self.expressions([node.args["this"]] if node.args.get("this") else []))
        if not made.end:
            return made._replace(name=str(getattr(node.args.get("unit"), "name", "")))
        index = self.part.index(made.end - self.part.base)
        while self.part.word(index) == ")":
            index += 1
        made = made._replace(name=self.part.word(index))
        if made.name:
            made = made._replace(end=self.part.tokens[index].end + self.part.base)
        index = self.index(made.start) - 1
        while self.part.word(index) in ("(", "-"):
            index -= 1
        return made._replace(start=self.part.place(index)) if self.part.word(index) == "INTERVAL" else made

    def _cast(self, node: Any) -> Sx:
        """``DATE '2026-01-01'``, ``ARRAY<INT64>[1]``: CAST itself is read as a function."""
        value = self.expression(node.args["this"])
        index = self.index(value.start)
        kind = "cast"
        first = index
        while first > 0 and self.part.word(first - 1) in ("[", "("):
            first -= 1
        last = first
        if self.part.word(first - 1) in (">", ">>"):
            depth = 0
            while first > 0:
                first -= 1
                depth += self.part.word(first).count(">") - self.part.word(first).count("<")
                if depth <= 0:
                    break
        first = max(first - 1, 0)
        text, base = self.part.text, self.part.base
        start = self.part.tokens[first].start
        name = " ".join(text[start : self.part.tokens[max(last - 1, first)].end].upper().split())
        return Sx(kind, name, (value,), start + base, value.end)

    def _struct(self, node: Any) -> Sx:
        """The values of ``STRUCT<a INT64>(1)``: STRUCT without types is read as a function."""
        values = self.expressions(node.args.get("expressions"))
        return self.spanned("struct", "", tuple(Sx("field", "", (value,), value.start, value.end) for value in values))

    def _property(self, node: Any) -> Sx:
        name = node.args["this"]
        value = self.expression(node.args["expression"])
        start, _ = self.extent(name)
        written = ".".join(self.dotted(*self.extent(name))) if start else str(name.name)
        return Sx("named", written, (value,), start or value.start, value.end)

    def _aliased(self, node: Any) -> Sx:
        value = self.expression(node.args["this"])
        return Sx("field", self.alias(node), (value,), value.start, self.extent(node)[1])

    def call(self, node: Any) -> Sx:
        """A function call; see :mod:`cloudact_lint.facts.sql_parse_calls`."""
        raise NotImplementedError

    def window(self, node: Any) -> Sx:
        """``f(…) OVER (…)``; see :mod:`cloudact_lint.facts.sql_parse_calls`."""
        raise NotImplementedError

    def flagged(self, node: Any) -> Sx:
        """A call with IGNORE NULLS behind it; see :mod:`cloudact_lint.facts.sql_parse_calls`."""
        raise NotImplementedError

    def ordered(self, node: Any) -> Sx:
        """An entry of ORDER BY."""
        value = self.expression(node.args["this"])
        return Sx("order", "DESC" if node.args.get("desc") else "ASC", (value,), value.start, value.end)


_METHODS: dict[str, Callable[[Any, Any], Sx]] = {
    "Column": Names.column, "Identifier": Names.identifier, "Var": Names.identifier,
    "Dot": Names.dot, "Star": Names.star, "Literal": Names.literal,
    "ByteString": Names.special_literal, "RawString": Names.special_literal,
    "National": Names.special_literal, "UnicodeString": Names.special_literal,
    "Null": Names.constant, "Boolean": Names.constant, "Paren": Expressions._paren,
    "And": Expressions._connector, "Or": Expressions._connector, "Not": Expressions._one_sided,
    "Neg": Expressions._one_sided, "BitwiseNot": Expressions._one_sided, "Between": Expressions._between,
    "In": Expressions._in, "Case": Expressions._case, "Array": Expressions._array, "Tuple": Expressions._tuple,
    "Bracket": Expressions._bracket, "Unnest": Expressions._unnest, "Interval": Expressions._interval,
    "Struct": Expressions._struct,
    "ParseJSON": Expressions._cast,
    "Cast": Expressions._cast, "TryCast": Expressions._cast, "PropertyEQ": Expressions._property,
    "Kwarg": Expressions._property, "Alias": Expressions._aliased, "Ordered": Expressions.ordered,
    "Subquery": Expressions._subquery, "Select": Expressions._subquery, "Union": Expressions._subquery,
    "Except": Expressions._subquery, "Intersect": Expressions._subquery,
    "Anonymous": lambda self, node: self.call(node),
    "SafeFunc": lambda self, node: self.expression(node.args["this"]),
    "NetFunc": lambda self, node: self.expression(node.args["this"]),
    "Window": lambda self, node: self.window(node),
    "IgnoreNulls": lambda self, node: self.flagged(node),
    "RespectNulls": lambda self, node: self.flagged(node),
}  # fmt: skip
