"""What FROM names, as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cloudact_lint.facts.sql_model import Source, Sx
from cloudact_lint.facts.sql_parse_calls import Calls

SETS = {"Union": "UNION", "Except": "EXCEPT", "Intersect": "INTERSECT"}
_OPAQUE = ("pivots", "match_recognize", "laterals")


def arg(node: Any, name: str) -> Any:
    """A part of a node whose name is a word of Python, which sqlglot writes with ``_`` or without."""
    return node.args.get(name + "_") or node.args.get(name)


class Sources(Calls):
    """Lowers the entries of FROM, USING and the targets of DML."""

    def name_of(self, node: Any) -> str:
        """A name as written."""
        start, end = self.extent(node)
        return ".".join(self.dotted(start, end)) if end else str(node.name)

    def from_clause(self, node: Any) -> Iterator[Any]:
        """The nodes of FROM, its joins too."""
        clause = arg(node, "from")
        if clause is not None:
            yield clause.args["this"]
        yield from node.args.get("joins") or ()
        yield from node.args.get("laterals") or ()

    def sources(self, node: Any, join: str) -> Iterator[Source]:
        """An entry of FROM with the joins that hang on it."""
        on: Sx | None = None
        using: tuple[str, ...] = ()
        if type(node).__name__ == "Join":
            on = self.maybe(node.args.get("on"))
            using = tuple(self.name_of(column) for column in node.args.get("using") or ())
            side, kind = (str(node.args.get(key) or "").upper() for key in ("side", "kind"))
            join = side or ("CROSS" if kind == "CROSS" else "JOIN")
            node = node.args["this"]
            if join == "CROSS" and not self._is_crossed(node):
                join = ","
        made = self._source(node, join, on, using)
        yield made
        if made.alias == "{}" and self._is_loose(node):
            yield Source("extra")
        for inner in node.args.get("joins") or ():
            yield from self.sources(inner, "JOIN")
        for index, inner in enumerate(self._nested(node)):
            if index:
                yield from self.sources(inner, "JOIN")

    def _nested(self, node: Any) -> list[Any]:
        """``(a JOIN b)`` in FROM: its joins, after an entry for ``a``."""
        inner: Any = node.args.get("this") if type(node).__name__ == "Subquery" else None
        if type(inner).__name__ not in ("Table", "Unnest", "Subquery") or node.args.get("alias") is not None:
            return []
        return [inner, *(inner.args.get("joins") or ()), *self._nested(inner)[1:]]

    def _is_crossed(self, node: Any) -> bool:
        """Whether CROSS JOIN is written, and no comma."""
        index = self.index(self.extent(node)[0])
        while index > 0 and self.part.word(index - 1) in ("(", "UNNEST", "SELECT", "WITH"):
            index -= 1
        return self.part.word(index - 1) != ","

    def _is_loose(self, node: Any) -> bool:
        alias: Any = node.args.get("alias")
        index = self.index(self.extent(alias)[0])
        return self.part.is_hole(index) and self.part.word(index - 1) != "AS"

    def _source(self, node: Any, join: str, on: Sx | None, using: tuple[str, ...]) -> Source:
        if nested := self._nested(node):
            return self._source(nested[0], join, on, using)
        alias: Any = node.args.get("alias")
        name, columns = "", tuple[str, ...]()
        if hasattr(alias, "args"):
            inner = alias.args.get("this")
            # sqlglot names views of INFORMATION_SCHEMA itself: an alias stands after the name.
            name = self.name_of(inner) if inner is not None else ""
            columns = tuple(self.name_of(column) for column in alias.args.get("columns") or ())
        opaque = any(node.args.get(key) for key in _OPAQUE)
        if opaque and not name:
            pivot: Any = (node.args.get("pivots") or [None])[-1]
            given: Any = pivot.args.get("alias") if pivot is not None else None
            name = self.name_of(given.args["this"]) if hasattr(given, "args") and given.args.get("this") else name
        shared = {"alias": name, "join": join, "on": on, "using": using, "columns": columns, "opaque": opaque}
        kind = type(node).__name__
        if kind == "Unnest":
            return self._unnested(node, shared)
        if kind in ("Subquery", "Select", *SETS):
            value = self._subquery(node)
            return Source("query", query=value.query, start=value.start, end=value.end, **shared)  # type: ignore[arg-type]
        if kind == "Table" and node.args.get("this") is not None:
            return self._table(node, shared)
        value = self._other(node)
        return Source("function", value=value, start=value.start, end=value.end, **shared)  # type: ignore[arg-type]

    def _unnested(self, node: Any, shared: dict[str, Any]) -> Source:
        value = self.maybe(next(iter(node.args.get("expressions") or ()), None))
        offset = node.args.get("offset")
        if value is not None and value.kind == "column" and not self._is_unnest(value):
            parts = tuple(value.name.split("."))
            return Source("table", parts, start=value.start, end=value.end, **self._renamed(shared))
        shared = self._renamed(shared)
        name = (self.name_of(offset) if hasattr(offset, "args") else "offset") if offset else ""
        start, end = (value.start, value.end) if value is not None else (0, 0)
        return Source("unnest", value=value, offset=name, start=start, end=end, **shared)

    @staticmethod
    def _renamed(shared: dict[str, Any]) -> dict[str, Any]:
        """The alias of UNNEST names its one column: sqlglot keeps it as that."""
        if shared["alias"] or not shared["columns"]:
            return shared
        return {**shared, "alias": shared["columns"][0], "columns": ()}

    def _is_unnest(self, value: Sx) -> bool:
        index = self.index(value.start) - 1
        while self.part.word(index) == "(":
            index -= 1
            if self.part.word(index) == "UNNEST":
                return True
        return False

    def _table(self, node: Any, shared: dict[str, Any]) -> Source:
        part = self.part
        start = self.extent(node.args["this"])[0]
        for key in ("db", "catalog"):
            if hasattr(node.args.get(key), "args"):
                start = min(start, self.extent(node.args[key])[0] or start)
        at = self.index(start)
        after = part.path(at)
        parts = part.name_parts(at, after)
        start, end = part.places(at, max(after, at + 1))
        if node.args.get("alias") is not None and self.extent(node.args["alias"])[0] < end:
            shared = {**shared, "alias": ""}
        if part.word(after) == "(" and part.tokens[at].kind == "w" and self._is_function(node):
            value = self.expression(node.args["this"])
            return Source("function", parts, value=value, start=start, end=end, **shared)
        kind = "hole" if parts == ("{}",) and part.tokens[at].kind == "w" else "table"
        return Source(kind, parts, start=start, end=end, **shared)

    @staticmethod
    def _is_function(node: Any) -> bool:
        return type(node.args["this"]).__name__ != "Identifier"
