"""Statements as trees: queries and DML by sqlglot, the language of scripts by their words."""

from __future__ import annotations

from typing import Any

from cloudact_lint.facts.records import SqlStatement
from cloudact_lint.facts.sql_model import Named, Query, Set, Source, Sx, Tree, When
from cloudact_lint.facts.sql_parse_queries import Queries
from cloudact_lint.facts.sql_parse_sources import arg
from cloudact_lint.facts.sql_parse_tree import Part, SqlProblem

_QUERIES = frozenset(("Select", "Union", "Except", "Intersect", "Subquery", "Paren"))


def expressions(part: Part, start: int, end: int) -> tuple[Sx, ...]:
    """The expressions that a range of tokens lists, between commas."""
    if start >= end:
        return ()
    inner = part.part(start, end)
    node = inner.parse("SELECT f(", ")")
    return Queries(inner).expressions(node.args["expressions"][0].args.get("expressions"))


def expression(part: Part, start: int, end: int) -> Sx | None:
    """The expression that a range of tokens writes."""
    found = expressions(part, start, end)
    return found[0] if found else None


def query(part: Part, start: int, end: int) -> Query:
    """The query that a range of tokens writes."""
    inner = part.part(start, end)
    node = inner.parse()
    if type(node).__name__ not in _QUERIES:
        raise SqlProblem("a query is expected", inner.place(0))
    return Queries(inner).query(node)


def target(part: Part, at: int) -> tuple[Source | None, int]:
    """The table named at a token, and the index after it."""
    after = part.path(at)
    if after == at:
        return None, at
    start, end = part.places(at, after)
    return Source("table", part.name_parts(at, after), start=start, end=end), after


def named(part: Part, at: int) -> Named:
    """A name in a list, by its token."""
    start, end = part.places(at, at + 1)
    return Named(".".join(part.name_parts(at, at + 1)), start, end)


class Statements(Queries):
    """Lowers whole statements that sqlglot understands."""

    def tree(self, statement: SqlStatement, node: Any) -> Tree:
        """The tree of a query or DML statement."""
        name = type(node).__name__
        if name in _QUERIES:
            return Tree(statement, query=self.query(node))
        tree = Tree(statement, ctes=self.ctes(node))
        if name == "Insert":
            return self._insert(tree, node)
        if name == "Update":
            return self._update(tree, node)
        if name == "Delete":
            return self._delete(tree, node)
        if name == "Merge":
            return self._merge(tree, node)
        raise SqlProblem("not understood", self.part.place(0))

    def _target(self, node: Any) -> Source | None:
        return next(self.sources(node, ""), None)

    def _names(self, nodes: Any) -> tuple[Named, ...]:
        made = []
        for node in nodes or ():
            start, end = self.extent(node)
            made.append(Named(self.name_of(node), start, end))
        return tuple(made)

    def _insert(self, tree: Tree, node: Any) -> Tree:
        schema = node.args["this"]
        columns: tuple[Named, ...] = ()
        if type(schema).__name__ == "Schema":
            columns = self._names(schema.args.get("expressions"))
            schema = schema.args["this"]
        tree = tree._replace(target=self._target(schema), columns=columns)
        value = node.args.get("expression")
        if type(value).__name__ == "Values":
            return tree._replace(rows=tuple(self._row(row) for row in value.args.get("expressions") or ()))
        if value is None:
            return tree
        return tree._replace(query=self.query(value))

    def _row(self, row: Any) -> tuple[Sx, ...]:
        if type(row).__name__ == "Tuple":
            return self.expressions(row.args.get("expressions"))
        return (self.expression(row),)

    def _sets(self, nodes: Any) -> tuple[Set, ...]:
        made = []
        for node in nodes or ():
            while type(node).__name__ == "Paren":
                node = node.args["this"]
            if type(node).__name__ in ("EQ", "PropertyEQ"):
                column = node.args["this"]
                made.append(Set(self.expression(column), self.expression(node.args["expression"])))
            elif (hole := self.expression(node)).kind == "hole":
                made.append(Set(hole, hole))
        return tuple(made)

    def _update(self, tree: Tree, node: Any) -> Tree:
        sources: list[Source] = []
        clause = arg(node, "from")
        if clause is not None:
            sources += self.sources(clause.args["this"], "")
        for join in node.args.get("joins") or ():
            sources += self.sources(join, "JOIN")
        return tree._replace(
            target=self._target(node.args["this"]),
            sets=self._sets(node.args.get("expressions")),
            sources=tuple(source for source in sources if source.kind != "extra"),
            where=self._clause(node, "where"),
        )

    def _delete(self, tree: Tree, node: Any) -> Tree:
        # FROM may be left out; sqlglot takes the name for one of several tables then.
        target = node.args["this"] or next(iter(node.args.get("tables") or ()), None)
        return tree._replace(target=self._target(target), where=self._clause(node, "where"))

    def _merge(self, tree: Tree, node: Any) -> Tree:
        clauses = node.args.get("whens")
        whens = clauses.args.get("expressions") if hasattr(clauses, "args") else node.args.get("expressions")
        return tree._replace(
            target=self._target(node.args["this"]),
            sources=tuple(self.sources(node.args["using"], ""))[:1],
            where=self.maybe(node.args.get("on")),
            whens=tuple(self._when(when, place) for when, place in zip(whens or (), self._when_places())),
        )

    def _when_places(self) -> list[tuple[int, int]]:
        """Where the WHEN clauses of a MERGE stand."""
        part, found, cases, at = self.part, list[int](), 0, 0
        while at < len(part.tokens):
            word = part.word(at)
            cases += (word == "CASE") - (word == "END")
            if word == "WHEN" and cases <= 0:
                found.append(at)
            at = part.after(at)
        ends = [*found[1:], len(part.tokens)]
        return [part.places(start, end) for start, end in zip(found, ends)]

    def _when(self, node: Any, place: tuple[int, int]) -> When:
        matched = "matched" if node.args.get("matched") else "not-matched"
        if not node.args.get("matched") and node.args.get("source"):
            matched = "not-matched-by-source"
        then = node.args.get("then")
        made = When(matched, self.maybe(node.args.get("condition")), "delete", start=place[0], end=place[1])
        name = type(then).__name__
        if name == "Update":
            return made._replace(action="update", sets=self._sets(then.args.get("expressions")))
        if name == "Insert":
            columns, values = then.args.get("this"), then.args.get("expression")
            row = type(values).__name__ not in ("Tuple", "Paren") and type(columns).__name__ not in ("Tuple", "Paren")
            return made._replace(
                action="insert",
                columns=() if row else self._names(_items(columns)),
                values=() if row else self.expressions(_items(values)),
                row=row,
            )
        return made


def _items(node: Any) -> list[Any]:
    if node is None:
        return []
    if type(node).__name__ == "Paren":
        return [node.args["this"]]
    return node.args.get("expressions") or []
