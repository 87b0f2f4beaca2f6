"""Names, parameters and literals of sqlglot's tree as records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_parse_places import Places
from cloudact_lint.facts.sql_parse_tree import text_value
from cloudact_lint.facts.sql_tokens import word_set

_BARE = word_set("CURRENT_DATE CURRENT_TIMESTAMP CURRENT_DATETIME CURRENT_TIME SESSION_USER CURRENT_USER")
_FIELDS = frozenset(("Identifier", "Star", "Literal", "Var", "Column", "Boolean", "Null"))
_TABLE_WORDS = frozenset(("TABLE", "MODEL"))


class Names(Places):
    """Lowers names and literals."""

    def expression(self, node: Any) -> Sx:
        """An expression, whatever it is; see :mod:`cloudact_lint.facts.sql_parse_expressions`."""
        raise NotImplementedError

    def expressions(self, nodes: Iterable[Any]) -> tuple[Sx, ...]:
        """Several expressions."""
        return tuple(self.expression(node) for node in nodes or ())

    def column(self, node: Any) -> Sx:
        """A column, or what sqlglot takes for one."""
        inner: Any = node.args.get("this")
        if type(inner).__name__ not in _FIELDS and hasattr(inner, "args"):
            return self.expression(inner)  # p.d.f(x) beside RESPECT NULLS: the function reads its own name
        start, end = self.extent(node)
        if type(inner).__name__ == "Star":
            named = [node.args[key] for key in ("catalog", "db", "table") if node.args.get(key) is not None]
            until = max((self.extent(name)[1] for name in named), default=end)
            return self._star(node.args["this"], self.dotted(start, until), start)
        return self._named(start, end)

    def identifier(self, node: Any) -> Sx:
        """A name."""
        return self._named(*self.extent(node))

    def _named(self, start: int, end: int) -> Sx:
        part = self.part
        written = part.text[start - part.base : end - part.base]
        if "@" in written or "?" in written:
            return self._parameter(written, start, end)
        plain = written.replace(".", "").replace("_", "").isalnum() and "__h" not in written
        name = written if plain else ".".join(self.dotted(start, end))
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

    def dot(self, node: Any) -> Sx:
        """A field of something, or a function whose name has parts."""
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
                return self._star(fields[0], self.dotted(start, end), start)
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
        name = ".".join(self.dotted(start, end)) if end else str(field.name)
        return Sx("dot", name, (made,), made.start, end or made.end)

    def _star(self, node: Any, qualifier: tuple[str, ...], start: int) -> Sx:
        entries = []
        place, end = self.extent(node)
        for column in node.args.get("except_") or node.args.get("except") or ():
            found = self.extent(column)
            entries.append(Sx("except", ".".join(self.dotted(*found)), (), *found))
        for item in node.args.get("replace") or ():
            value = self.expression(item.args["this"])
            entries.append(Sx("replace", self.alias(item), (value,), value.start, self.extent(item)[1]))
        if entries:
            end = self.with_closing(start or place, max(entry.end for entry in entries))
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
        return ".".join(self.dotted(start, end)) if end else str(alias.name)

    def literal(self, node: Any) -> Sx:
        """A string or number."""
        start, end = self.extent(node)
        kind = "string" if node.args.get("is_string") else "number"
        return Sx(kind, text_value(str(node.args["this"])), (), start, end)

    def special_literal(self, node: Any) -> Sx:
        """A string with a prefix."""
        kind = "bytes" if type(node).__name__ == "ByteString" else "string"
        return Sx(kind, text_value(str(node.args["this"])), (), *self.extent(node))

    def constant(self, node: Any) -> Sx:
        """NULL, TRUE or FALSE where the text says nothing of the kind."""
        if type(node).__name__ == "Null":
            return Sx("null", "NULL")
        return Sx("bool", str(node.args["this"]).upper())
