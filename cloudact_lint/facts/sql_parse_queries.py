"""Queries of sqlglot's tree as records: select lists, sources, clauses, set operations."""

from __future__ import annotations

from typing import Any

from cloudact_lint.facts.sql_model import Cte, Output, Query, Source, Sx
from cloudact_lint.facts.sql_parse_sources import SETS, Sources, arg

_CONDITIONS = frozenset(("WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER"))
_FAR = 5000
"""Tokens to look back for the clause that a placeholder stands in."""


class Queries(Sources):
    """Lowers queries."""

    def query(self, node: Any) -> Query:
        """A SELECT, a set operation, or either in parentheses."""
        order: tuple[Sx, ...] = ()
        limit: Sx | None = None
        ctes: tuple[Cte, ...] = ()
        while type(node).__name__ in ("Subquery", "Paren") and node.args.get("this") is not None:
            order = order or self._order(node)
            limit = limit or self._limit(node)
            ctes = ctes or self.ctes(node)
            node = node.args["this"]
        name = type(node).__name__
        if (piped := self._piped(node)) is not None:
            return piped
        if name in SETS:
            made = self._set_operation(node)
        elif name == "Select":
            made = self._select(node)
        elif name == "Table":
            made = Query(sources=tuple(self.sources(node, "")), outputs=())
            made = made._replace(start=self.extent(node)[0], end=self.extent(node)[1], source_holes=True)
        else:
            start, end = self.extent(node)
            return Query(source_holes=True, start=start, end=end)
        if order or limit or ctes:
            made = made._replace(order=order or made.order, limit=limit or made.limit, ctes=ctes + made.ctes)
        return made

    def _piped(self, node: Any) -> Query | None:
        """Pipe syntax, which sqlglot tells as CTEs of its own: where it begins is read, its end is not known."""
        clause = arg(node, "with")
        for item in clause.args.get("expressions") or () if clause is not None else ():
            if str(item.args["alias"].name).startswith("__tmp"):
                first = self.query(item.args["this"])
                start, end = first.sources[0].start if first.sources else first.start, self.extent(node)[1]
                return Query(
                    sources=first.sources, where=first.where, where_holes=True, source_holes=True, start=start, end=end
                )
        return None

    # Parts of a SELECT ---------------------------------------------------------------------

    def ctes(self, node: Any) -> tuple[Cte, ...]:
        """The WITH clause."""
        clause = arg(node, "with")
        found: list[Cte] = []
        if clause is None:
            return ()
        for item in clause.args.get("expressions") or ():
            alias = item.args["alias"]
            start, end = self.extent(alias.args["this"])
            columns = tuple(self.name_of(column) for column in alias.args.get("columns") or ())
            name = ".".join(self.dotted(start, end)) if end else str(alias.name)
            found.append(Cte(name, self.query(item.args["this"]), columns, start, end))
        return tuple(found)

    def _order(self, node: Any) -> tuple[Sx, ...]:
        order = node.args.get("order")
        return self.expressions(order.args.get("expressions")) if order is not None else ()

    def _limit(self, node: Any) -> Sx | None:
        limit = node.args.get("limit")
        return self.maybe(limit.args.get("expression")) if limit is not None else None

    def _offset(self, node: Any) -> Sx | None:
        offset = node.args.get("offset")
        return self.maybe(offset.args.get("expression")) if offset is not None else None

    def _clause(self, node: Any, name: str) -> Sx | None:
        clause = node.args.get(name)
        return self.maybe(clause.args.get("this")) if clause is not None else None

    def _select(self, node: Any) -> Query:
        args = node.args
        extra = False
        outputs: list[Output] = []
        for item in args.get("expressions") or ():
            output = self.output(item)
            if self._is_extra(item, output):
                extra, output = True, output._replace(name=self._default_name(output.value), end=output.value.end)
            outputs.append(output)
        sources: list[Source] = []
        for at, item in enumerate(self.from_clause(node)):
            sources += self.sources(item, "JOIN" if at else "")
        group, group_all = self._group(args.get("group"))
        where = self._clause(node, "where")
        kind = str(args.get("kind") or "").upper()
        windows = [self.expression(window) for window in args.get("windows") or ()]
        ctes = self.ctes(node)
        start, end = self._span(node, ctes, outputs)
        made = Query(
            ctes, tuple(outputs), tuple(source for source in sources if source.kind != "extra"), where, group,
            self._clause(node, "having"), self._clause(node, "qualify"), self._order(node), self._limit(node),
            bool(args.get("distinct")), kind == "STRUCT", group_all, start=start, end=end,
            as_value=kind == "VALUE", windows=tuple(windows), offset=self._offset(node),
        )  # fmt: skip
        extra = extra or any(source.kind == "extra" for source in sources)
        return self._with_holes(made, extra, node)

    def _with_holes(self, query: Query, extra: bool, node: Any) -> Query:
        """Note the placeholders that may add conditions or sources."""
        conditions = query.where is not None and _has_hole(query.where)
        for at in self.part.notes.between(query.start, self._reach(query)):
            if any(inner.start <= at < inner.end for inner in _inner(query)):
                continue
            behind = query.where is not None and at >= query.where.start
            if behind or self._clause_at(self.index(at)) in _CONDITIONS:
                conditions = True
            else:
                extra = True
        if not conditions and not extra:
            return query
        return query._replace(where_holes=conditions, source_holes=extra)

    def _reach(self, query: Query) -> int:
        """Where a query ends: at the parenthesis that closes round it, else with the part."""
        opening = self.index(query.start) - 1
        if self.part.word(opening) == "(" and opening in self.part.pairs:
            return self.part.place(self.part.pairs[opening])
        return self.part.place(len(self.part.tokens))

    def _clause_at(self, index: int) -> str:
        """The clause that a token stands in."""
        depth = 0
        for at in range(index - 1, max(index - _FAR, -1), -1):
            word = self.part.word(at)
            depth += (word == ")") - (word == "(")
            if depth < 0:
                return ""
            if depth == 0 and word in ("SELECT", "FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "JOIN", "ON"):
                return word
        return ""

    def output(self, item: Any) -> Output:
        """An entry of a select list."""
        if type(item).__name__ != "Alias":
            value = self.expression(item)
            return Output(self._default_name(value), value, value.start, value.end)
        value = self.expression(item.args["this"])
        alias = self.extent(item.args["alias"])
        return Output(self.alias(item), value, value.start, max(alias[1], value.end))

    @staticmethod
    def _default_name(value: Sx) -> str:
        return value.name.rpartition(".")[2] if value.kind in ("column", "dot") else ""

    def _is_extra(self, item: Any, output: Output) -> bool:
        """``SELECT a {more} FROM``: no alias, but a placeholder for more."""
        if output.name != "{}" or type(item).__name__ != "Alias":
            return False
        index = self.index(self.extent(item.args["alias"])[0])
        return self.part.is_hole(index) and self.part.word(index - 1) != "AS"

    def _group(self, group: Any) -> tuple[tuple[Sx, ...], bool]:
        if group is None:
            return (), False
        made: list[Sx] = []
        for key, value in group.args.items():
            for item in value if isinstance(value, list) else [value]:
                if not hasattr(item, "args"):
                    continue
                if key != "expressions" or type(item).__name__ in ("Rollup", "Cube", "GroupingSets"):
                    made += _leaves(self._other(item))
                else:
                    made.append(self.expression(item))
        return tuple(sorted(made, key=lambda sx: sx.start)), bool(group.args.get("all"))

    def _span(self, node: Any, ctes: tuple[Cte, ...], outputs: list[Output]) -> tuple[int, int]:
        start, end = self.extent(node)
        first = ctes[0].start if ctes else outputs[0].start if outputs and outputs[0].end else start
        word = "WITH" if ctes else "SELECT"
        index = self.index(first)
        while index > 0 and self.part.word(index) != word:
            index -= 1
        start = self.part.place(index) if self.part.word(index) == word else first
        last = self.part.index(end - self.part.base)
        while self.part.opener(last) > index:  # parentheses that only end here
            end = self.part.tokens[last].end + self.part.base
            last += 1
        return start, end

    # Set operations -------------------------------------------------------------------------

    def _set_operation(self, node: Any) -> Query:
        operator = self._operator(node)
        branches: list[Query] = []
        first = node
        while (
            type(first).__name__ in SETS
            and self._operator(first) == operator
            and not (first is not node and (first.args.get("order") or first.args.get("limit") or arg(first, "with")))
        ):
            branches.append(self.query(first.args["expression"]))
            first = first.args["this"]
        branches.append(self.query(first))
        branches.reverse()
        ctes = self.ctes(node)
        # WITH before the first branch belongs to the whole.
        if not ctes and branches[0].ctes and type(first).__name__ == "Select":
            ctes, branches[0] = branches[0].ctes, branches[0]._replace(ctes=())
        start = min([branches[0].start, *(cte.start for cte in ctes)])
        end = max(self.extent(node)[1], branches[-1].end)
        made = Query(
            ctes, order=self._order(node), limit=self._limit(node), operator=operator, branches=tuple(branches),
            start=start, end=end,
        )  # fmt: skip
        return made

    @staticmethod
    def _operator(node: Any) -> str:
        name = SETS[type(node).__name__]
        if node.args.get("distinct") is None:
            return name
        return f"{name} {'DISTINCT' if node.args['distinct'] else 'ALL'}"


def _has_hole(sx: Sx) -> bool:
    """Whether one of the conditions joined by AND is a placeholder."""
    if sx.kind == "op" and sx.name == "AND":
        return any(_has_hole(part) for part in sx.args)
    return sx.kind == "hole"


def _leaves(sx: Sx) -> list[Sx]:
    found: list[Sx] = []
    for item in sx.args:
        if item.kind in ("other", "tuple"):
            found += _leaves(item)
        else:
            found.append(item)
    return found


def _inner(query: Query) -> list[Query]:
    """Queries inside a query's sources and CTEs."""
    return [cte.query for cte in query.ctes] + [source.query for source in query.sources if source.query is not None]
