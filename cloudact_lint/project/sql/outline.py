"""A statement's queries, each with the place it has in the statement: what the rules on query text walk over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudact_lint.facts.sql_model import Cte, Query, Source, Sx, Tree
from cloudact_lint.findings import Finding, Span

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound

_MAX_LEVELS = 2000
_ROLES = {"exists": "exists", "array_query": "array"}


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One query of a statement.

    ``role``: ``top`` (the statement's own), ``dml`` (UPDATE, DELETE or MERGE seen as a query over its target and
    sources), ``branch`` of a set operation, ``cte``, ``from`` (a subquery in FROM), ``scalar``, ``in``, ``exists``
    or ``array``. ``cte`` and ``source`` are what holds it; ``extra`` are conditions of WHEN clauses.
    """

    query: Query
    role: str
    parent: Level | None = None
    cte: Cte | None = None
    source: Source | None = None
    extra: tuple[Sx, ...] = ()


@dataclass(slots=True, eq=False)
class Outline:
    """All levels of a statement, from the outside in, and who names which CTE."""

    tree: Tree
    levels: list[Level] = field(default_factory=list)
    references: dict[int, list[tuple[Level, Source]]] = field(default_factory=lambda: defaultdict(list))
    """By ``id`` of the :class:`Cte`: the entries of FROM that name it, and where."""
    ctes: list[tuple[Cte, Level]] = field(default_factory=list)
    """Every CTE with its own level."""

    def cte_of(self, source: Source, level: Level | None) -> Cte | None:
        """The CTE that a source names where ``level`` stands, if it names one."""
        if source.kind != "table" or len(source.parts) != 1:
            return None
        name = source.parts[0].lower()
        here = level
        while here is not None:
            for cte in here.query.ctes:
                if cte.name.lower() == name:
                    return cte
            here = here.parent
        return next((cte for cte in self.tree.ctes if cte.name.lower() == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A bound statement and its outline."""

    bound: Bound
    outline: Outline

    @property
    def tree(self) -> Tree:
        """The statement itself."""
        return self.bound.tree


def statements(project: Project) -> tuple[Statement, ...]:
    """The statements of all texts that rules look at, each with its outline; worked out once."""
    known = project.shared.get("query-statements")
    if not isinstance(known, tuple):
        from cloudact_lint.project.sql.binder import Binder

        known = tuple(Statement(bound, outline(bound.tree)) for bound in Binder.of(project).all())
        project.shared["query-statements"] = known
    return known


def outline(tree: Tree) -> Outline:
    """The levels of a statement."""
    made = Outline(tree)
    todo: list[Level] = []
    if tree.target is not None and tree.statement.kind in ("UPDATE", "DELETE", "MERGE"):
        around = Query(sources=(tree.target, *tree.sources), where=tree.where)
        conditions = tuple(when.condition for when in tree.whens if when.condition is not None)
        todo.append(Level(around, "dml", extra=conditions))
    elif tree.query is not None:
        todo.append(Level(tree.query, "top"))
    outside = todo[0] if todo else None
    todo += [Level(cte.query, "cte", cte=cte) for cte in tree.ctes]
    for value in _values(tree):
        todo += [Level(query, role, outside) for query, role in queries_in(value)]
    while todo and len(made.levels) < _MAX_LEVELS:
        level = todo.pop(0)
        made.levels.append(level)
        if level.cte is not None:
            made.ctes.append((level.cte, level))
        todo += _inside(level)
    for level in made.levels:
        for source in level.query.sources:
            cte = made.cte_of(source, level)
            if cte is not None:
                made.references[id(cte)].append((level, source))
    return made


def _inside(level: Level) -> Iterator[Level]:
    """The queries that stand directly in another."""
    query = level.query
    for cte in query.ctes:
        yield Level(cte.query, "cte", level, cte)
    for branch in query.branches:
        yield Level(branch, "branch", level)
    for source in query.sources:
        if source.query is not None:
            yield Level(source.query, "from", level, source=source)
    for value in (*expressions(query), *level.extra):
        for inner, role in queries_in(value):
            yield Level(inner, role, level)


def _values(tree: Tree) -> Iterator[Sx]:
    """The expressions of a statement that belong to none of its queries."""
    for row in tree.rows:
        yield from row
    for item in tree.sets:
        yield item.value
    for when in tree.whens:
        yield from when.values
        for item in when.sets:
            yield item.value
    yield from tree.exprs


def expressions(query: Query) -> Iterator[Sx]:
    """All expressions that stand directly in a query."""
    for output in query.outputs:
        yield output.value
    for source in query.sources:
        if source.on is not None:
            yield source.on
        if source.value is not None:
            yield source.value
    for clause in (query.where, query.having, query.qualify, query.limit):
        if clause is not None:
            yield clause
    yield from query.group
    yield from query.order


def walk(expr: Sx) -> Iterator[Sx]:
    """An expression and all in it, but not what is in the queries it holds; from left to right."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.args))


def queries_in(expr: Sx) -> Iterator[tuple[Query, str]]:
    """The queries that an expression holds directly, with their roles."""
    stack = [(expr, "scalar")]
    while stack:
        node, role = stack.pop()
        if node.query is not None:
            yield node.query, _ROLES.get(node.kind, role)
        inner = "in" if node.kind == "in" else "scalar"
        for index, arg in enumerate(node.args):
            stack.append((arg, inner if index else "scalar"))


def conjuncts(expr: Sx | None) -> Iterator[Sx]:
    """The conditions that must all hold."""
    if expr is None:
        return
    stack = [expr]
    while stack:
        node = stack.pop()
        if node.kind == "op" and node.name == "AND":
            stack.extend(reversed(node.args))
        else:
            yield node


def selects(query: Query) -> Iterator[Query]:
    """The plain SELECTs that a query consists of: itself, or the branches of a set operation."""
    stack = [query]
    while stack:
        here = stack.pop()
        if here.branches:
            stack.extend(reversed(here.branches))
        else:
            yield here


def called(source: Source) -> tuple[str, ...]:
    """The names by which columns of a source may be qualified, in lower case."""
    if source.alias:
        return (source.alias.lower(),)
    return tuple(".".join(source.parts[-n:]).lower() for n in range(1, len(source.parts) + 1))


def distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding once, though several texts may hold its place."""
    seen: set[tuple[str, Span, str]] = set()
    for finding in findings:
        key = (finding.location.path, finding.location.span, finding.anchor)
        if finding.location.path and key not in seen:
            seen.add(key)
            yield finding
