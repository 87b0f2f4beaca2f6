"""Expressions of sqlglot's tree as records of :mod:`cloudact_lint.facts.sql_model`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cloudact_lint.facts.sql_model import Query, Sx
from cloudact_lint.facts.sql_parse_tree import Part, text_value
from cloudact_lint.facts.sql_tokens import word_set

_OPERATORS = {
    "EQ": "=", "NEQ": "!=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "Add": "+", "Sub": "-", "Mul": "*",
    "Div": "/", "DPipe": "||", "BitwiseAnd": "&", "BitwiseOr": "|", "BitwiseXor": "^", "BitwiseLeftShift": "<<",
    "BitwiseRightShift": ">>", "Like": "LIKE", "Is": "IS", "NullSafeEQ": "IS NOT DISTINCT FROM",
    "NullSafeNEQ": "IS DISTINCT FROM", "AtTimeZone": "AT TIME ZONE", "Mod": "%", "Collate": "COLLATE",
}  # fmt: skip
_ONE_SIDED = {"Not": "NOT", "Neg": "NEG", "BitwiseNot": "~"}
_BARE = word_set("CURRENT_DATE CURRENT_TIMESTAMP CURRENT_DATETIME CURRENT_TIME SESSION_USER CURRENT_USER")
_LEAVES = frozenset(("Identifier", "Literal"))
_FIELDS = frozenset(("Identifier", "Star", "Literal", "Var", "Column", "Boolean", "Null"))
_TABLE_WORDS = frozenset(("TABLE", "MODEL"))


def children(node: Any) -> Iterable[Any]:
    """The nodes right inside a node, in the order sqlglot keeps them."""
    for value in node.args.values():
        if isinstance(value, list):
            yield from (item for item in value if hasattr(item, "args"))
        elif hasattr(value, "args"):
            yield value


class Expressions:
    """Lowers what :class:`Part` parsed."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.delta = part.shift + part.base
        """What to add to sqlglot's offsets."""

    # Places -------------------------------------------------------------------------------

    def index(self, offset: int) -> int:
        """The token at an offset of the whole text."""
        return self.part.index(offset - self.part.base)

    def extent(self, node: Any) -> tuple[int, int]:
        """Where a node stands by its own words or those inside it; (0, 0) if nothing tells."""
        meta = node._meta
        if meta and "start" in meta and type(node).__name__ in _LEAVES:
            return meta["start"] + self.delta, meta["end"] + self.delta + 1
        low, high = 0, 0
        stack = [node]
        while stack:
            item = stack.pop()
            meta = item._meta
            if meta and "start" in meta:
                start, end = meta["start"] + self.delta, meta["end"] + self.delta + 1
                low = start if not high else min(low, start)
                high = max(high, end)
            stack.extend(children(item))
        return low, high

    def widen(self, start: int, words: Iterable[str]) -> int:
        """The offset of the token before ``start`` if it is one of ``words``, else ``start``."""
        index = self.index(start) - 1
        return self.part.place(index) if self.part.word(index) in words else start

    def closed(self, start: int) -> int:
        """Where the parenthesis ends that follows the token at ``start``."""
        at = self.index(start)
        closing = self.part.pairs.get(at + 1)
        return self.part.place(at) if closing is None else self.part.tokens[closing].end + self.part.base

    # Expressions --------------------------------------------------------------------------

    def query(self, node: Any) -> Query:
        """A SELECT or set operation; see :mod:`cloudact_lint.facts.sql_parse_queries`."""
        raise NotImplementedError

    def expressions(self, nodes: Iterable[Any]) -> tuple[Sx, ...]:
        """Several expressions."""
        return tuple(self.expression(node) for node in nodes or ())

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
        return made._replace(end=self._with_closing(made.end))

    def _with_closing(self, end: int) -> int:
        index = self.part.index(end - self.part.base)
        return self.part.tokens[index].end + self.part.base if self.part.word(index) == ")" else end

    def _paren(self, node: Any) -> Sx:
        return self.expression(node.args["this"])

    # Names and literals --------------------------------------------------------------------

    def _column(self, node: Any) -> Sx:
        inner: Any = node.args.get("this")
        if type(inner).__name__ not in _FIELDS and type(inner).__name__ != "Star" and hasattr(inner, "args"):
            return self.expression(inner)  # p.d.f(x) beside RESPECT NULLS: the function reads its own name
        inner = type(node.args.get("this")).__name__
        if inner not in ("Identifier", "Star"):  # a.b.f(x IGNORE NULLS), see _arguments
            return self.expression(node.args["this"])
        start, end = self.extent(node)
        if inner == "Star":
            named = [node.args[key] for key in ("catalog", "db", "table") if node.args.get(key) is not None]
            until = max((self.extent(name)[1] for name in named), default=end)
            return self._star(node.args["this"], self._dotted(start, until), start)
        return self._named(start, end)

    def _identifier(self, node: Any) -> Sx:
        return self._named(*self.extent(node))

    def _dotted(self, start: int, end: int) -> tuple[str, ...]:
        first, last = self.index(start), self.part.index(end - self.part.base)
        return self.part.name_parts(first, last)

    def _named(self, start: int, end: int) -> Sx:
        part = self.part
        written = part.text[start - part.base : end - part.base]
        if "@" in written or "?" in written:
            return self._parameter(written, start, end)
        plain = written.replace(".", "").replace("_", "").isalnum() and "__h" not in written
        name = written if plain else ".".join(self._dotted(start, end))
        if "." not in name:
            upper = name.upper()
            if name == "{}" and not written.startswith("`"):
                return Sx("hole", "", (), start, end)
            if written[0].isdigit():
                return Sx("number", name, (), start, end)
            if upper in ("NULL", "TRUE", "FALSE", "DEFAULT") and not written.startswith("`"):
                kind = {"NULL": "null", "DEFAULT": "default"}.get(upper, "bool")
                return Sx(kind, upper, (), start, end)
            if upper in _BARE and not written.startswith("`"):
                return Sx("call", upper, (), start, end)
        before = part.word(self.index(start) - 1)
        if before in _TABLE_WORDS:
            return Sx("table", name, (), start, end)
        return Sx("column", name, (), start, end)

    def _parameter(self, written: str, start: int, end: int) -> Sx:
        if written.startswith("@@"):
            return Sx("sysvar", written, (), start, end)
        name, *fields = written.lstrip("@?").split(".")
        made = Sx("param", name, (), start, end)
        for field in fields:
            made = Sx("dot", field, (made,), start, end)
        return made

    def _dot(self, node: Any) -> Sx:
        fields = []
        while type(node).__name__ == "Dot":
            fields.append(node.args["expression"])
            node = node.args["this"]
        calls = [at for at, field in enumerate(fields) if type(field).__name__ not in _FIELDS]
        if calls:
            made = self.expression(fields[calls[-1]])  # p.d.f(x): the function reads its own name
            del fields[calls[-1] :]
        elif type(node).__name__ in ("Column", "Identifier"):
            start, end = self.extent(node)
            while fields and type(fields[-1]).__name__ in ("Identifier", "Literal", "Var"):
                end = max(end, self.extent(fields.pop())[1])
            if not fields or type(fields[-1]).__name__ != "Star":
                made = self._named(start, end)
            elif len(fields) == 1:
                return self._star(fields[0], self._dotted(start, end), start)
        else:
            made = self.expression(node)
        for field in reversed(fields):
            made = self._field(made, field)
        return made

    def _field(self, made: Sx, field: Any) -> Sx:
        start, end = self.extent(field)
        if type(field).__name__ == "Star":
            star = self._star(field, (), made.start)
            return star._replace(args=(made, *star.args))
        name = ".".join(self._dotted(start, end)) if end else str(field.name)
        return Sx("dot", name, (made,), made.start, end or made.end)

    def _star(self, node: Any, qualifier: tuple[str, ...], start: int) -> Sx:
        entries = []
        place, end = self.extent(node)
        for column in node.args.get("except_") or node.args.get("except") or ():
            found = self.extent(column)
            entries.append(Sx("except", ".".join(self._dotted(*found)), (), *found))
        for item in node.args.get("replace") or ():
            value = self.expression(item.args["this"])
            entries.append(Sx("replace", self.alias(item), (value,), value.start, self.extent(item)[1]))
        if entries:
            end = self._with_closing(max(entry.end for entry in entries))
        return Sx("star", ".".join(qualifier), tuple(entries), start or place, end)

    def star(self, node: Any) -> Sx:
        """``*`` with its EXCEPT and REPLACE."""
        return self._star(node, (), 0)

    def alias(self, node: Any) -> str:
        """The name given by AS, as written."""
        alias = node.args.get("alias")
        if not hasattr(alias, "args"):
            return str(alias or "")
        start, end = self.extent(alias)
        return ".".join(self._dotted(start, end)) if end else str(alias.name)

    def _literal(self, node: Any) -> Sx:
        start, end = self.extent(node)
        kind = "string" if node.args.get("is_string") else "number"
        return Sx(kind, text_value(str(node.args["this"])), (), start, end)

    def _special_literal(self, node: Any) -> Sx:
        kind = "bytes" if type(node).__name__ == "ByteString" else "string"
        return Sx(kind, text_value(str(node.args["this"])), (), *self.extent(node))

    def _constant(self, node: Any) -> Sx:
        if type(node).__name__ == "Null":
            return Sx("null", "NULL")
        return Sx("bool", str(node.args["this"]).upper())

    # Composite -----------------------------------------------------------------------------

    def _subquery(self, node: Any) -> Sx:
        query = self.query(node)
        start = self.widen(query.start, ("(",))
        return Sx("subquery", "", (), start, self._with_closing(query.end), query)

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
        return made._replace(start=self.widen(made.start, ("(",)), end=self._with_closing(made.end))

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
        written = ".".join(self._dotted(*self.extent(name))) if start else str(name.name)
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
    "Column": Expressions._column, "Identifier": Expressions._identifier, "Var": Expressions._identifier,
    "Dot": Expressions._dot, "Star": Expressions.star, "Literal": Expressions._literal,
    "ByteString": Expressions._special_literal, "RawString": Expressions._special_literal,
    "National": Expressions._special_literal, "UnicodeString": Expressions._special_literal,
    "Null": Expressions._constant, "Boolean": Expressions._constant, "Paren": Expressions._paren,
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
