"""Queries that a call in a loop comes to: itself, through a wrapper that runs SQL, or through helpers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.arguments import argument_for, spreads
from cloudact_lint.project.bigquery import BigQuery, Operation, names_bigquery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rendered import Rendered
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.signatures.handed import NAMES as HANDERS
from cloudact_lint.project.signatures.handed import handed_on
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, scope_calls, scope_expressions, walk
from cloudact_lint.rules.query._loop_sources import is_by_date, is_data
from cloudact_lint.rules.query._starts import NAMES, starts
from cloudact_lint.rules.query._statement import classify
from cloudact_lint.rules.query._turns import Inside, Turn, calls_in_loops

DEPTH = 2
"""Over how many helpers a query is looked for."""
_PLAIN = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"))
_WORK = lazy_pattern(
    r"(?i)^_*(?:run|process|execute|handle|sync|import|export|migrate|provision|onboard|set_?up|setup|bootstrap|create|"
    r"init|main|refresh|rebuild|backfill|seed|drop|deploy|dispatch|perform|start|retry|wait|poll|test)(?:_|$|[A-Z])"
)
"""Functions that are a piece of work rather than a look-up or a write: their query is one step of many."""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A query of a turn: where it starts, what its SQL does, and the helpers between."""

    start: CallSite
    word: str
    table: str
    via: tuple[FunctionValue, ...] = ()
    naming: frozenset[str] = frozenset()
    """Parameters of the first helper that say which table it is."""


class LoopQueries:
    """Answers for calls. One for a run of the rule."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery, self.project = bigquery, bigquery.project
        self.effects = Effects.of(bigquery)
        self.direct = self.project.reaching(frozenset(NAMES), 0) | _typescript_names(self.project)
        """Names of functions in which a query may start."""
        self._known: dict[int, Query | None] = {}

    def of_call(self, inside: Inside) -> Query | None:
        """The query that a call in a loop starts in each turn, for the item of that turn."""
        turn, call = inside.turn, inside.call
        if not is_data(turn, self.bigquery.resolver):
            return None
        query = self._of_turn(inside, turn, call)
        return query if query is None or query.word == "SELECT" or not is_by_date(turn) else None

    def _of_turn(self, inside: Inside, turn: Turn, call: m.Call) -> Query | None:
        site = CallSite(call, inside.scope)
        operation = self._operation(site)
        if operation is not None:
            return self._running(site, self.bigquery.sql_of(operation), turn) if turn.depends(call) else None
        for made in self._calls(call, inside.scope):
            found = self._through(made, inside.scope, turn) if turn.depends(made) else None
            if found is not None:
                return found
        return None

    def _operation(self, site: CallSite) -> Operation | None:
        """The query job that a call starts."""
        operation = self.bigquery.operation(site) if last_name(site.call.func) in NAMES else None
        return operation if operation is not None and operation.action == "query" else None

    def _calls(self, call: m.Call, scope: Scope) -> Iterator[m.Call]:
        yield call
        if last_name(call.func) in HANDERS:
            yield from handed_on(call, scope, self.bigquery.resolver)

    def _through(self, call: m.Call, scope: Scope, turn: Turn) -> Query | None:
        site = CallSite(call, scope)
        given = self.effects.sql_given(site)
        if given is not None:
            return self._running(site, given[0], turn)
        functions = self.bigquery.functions_called(call, scope)
        if len(functions) != 1 or _WORK.match(functions[0].function.name):
            return None
        found = self._of_function(functions[0], DEPTH)
        if found is None or (found.naming and (spreads(call) or self._names_a_table(call, functions[0], found, turn))):
            return None
        return found

    @staticmethod
    def _names_a_table(call: m.Call, function: FunctionValue, query: Query, turn: Turn) -> bool:
        """Whether what the item gives a helper becomes part of a table's name."""
        params = [param for param in function.function.params if param.name in query.naming]
        given = [argument_for(call, function, param) for param in params]
        return any(expr is not None and turn.depends(expr) for expr in given)

    # SQL that the loop itself gives ------------------------------------------------------

    def _running(self, site: CallSite, expr: m.Expr | None, turn: Turn) -> Query | None:
        texts = self.bigquery.renderer.alternatives(expr, site.scope, site.call.at)
        if not texts:
            return None  # the text itself may be the item
        for text in texts:
            if any(turn.depends(hole) for hole in (*_table_holes(self.bigquery, text), *_clauses(text))):
                return None
        return _described(site, texts)

    # SQL of a helper ---------------------------------------------------------------------

    def _of_function(self, function: FunctionValue, depth: int) -> Query | None:
        """The query that a function runs for whatever it is given; None too where it may answer from a cache."""
        key = id(function.function)
        if key not in self._known:
            self._known[key] = None
            body = self.project.child(function.function, function.scope)
            if not _remembers(function.function, body):
                self._known[key] = self._in_body(function, body, depth)
        return self._known[key]

    def _in_body(self, function: FunctionValue, body: Scope, depth: int) -> Query | None:
        own = {param.name for param in function.function.params} - {"self", "cls"}
        for scope in (body, *self.project.nested(body)):
            for call in scope_calls(scope):
                site = CallSite(call, scope)
                operation = self._operation(site)
                if operation is not None:
                    expr = self.bigquery.sql_of(operation)
                else:
                    given = self.effects.sql_given(site) if last_name(call.func) in self.direct else None
                    if given is None:
                        continue
                    expr = given[0]
                texts = self.bigquery.renderer.alternatives(expr, scope, call.at)
                found = _described(site, texts)
                if found is None:
                    return None
                holes = [hole for text in texts for hole in _table_holes(self.bigquery, text)]
                naming = frozenset(name for hole in holes for name in _parameters(hole, own, scope))
                return replace(found, via=(function,), naming=naming)
        return self._deeper(function, body, depth) if depth > 1 else None

    def _deeper(self, function: FunctionValue, body: Scope, depth: int) -> Query | None:
        for call in scope_calls(body):
            if last_name(call.func) not in self.direct:
                continue
            called = self.bigquery.functions_called(call, body)
            if len(called) == 1 and not _WORK.match(called[0].function.name):
                found = self._of_function(called[0], depth - 1)
                if found is not None:
                    naming = self._handed_down(call, called[0], found, body)
                    return replace(found, via=(function, *found.via), naming=naming)
        return None

    @staticmethod
    def _handed_down(call: m.Call, called: FunctionValue, found: Query, body: Scope) -> frozenset[str]:
        """Which parameters of a helper name the table of the helper it calls."""
        own = {param.name for param in body.function.params} - {"self", "cls"} if body.function is not None else set()
        if spreads(call):
            return frozenset(own)
        params = [param for param in called.function.params if param.name in found.naming]
        given = [argument_for(call, called, param) for param in params]
        return frozenset(name for expr in given if expr is not None for name in _parameters(expr, own, body))


def _parameters(expr: m.Expr, own: set[str], scope: Scope) -> set[str]:
    """The parameters of a function that an expression comes from, over its assignments."""
    todo, seen = [expr], set[str]()
    while todo:
        for node in walk(todo.pop()):
            if isinstance(node, m.Name) and node.id not in seen:
                seen.add(node.id)
                bound = scope.bindings.get(node.id, ()) if node.id not in own else ()
                todo += [binding.value for binding in bound if binding.value is not None]
    return seen & own


def candidates(project: Project) -> Iterator[Inside]:
    """The calls in loops that may come to a query, by their names alone."""
    seeds, depth = _seeds(project)
    python = NAMES | seeds | project.reaching(seeds, depth)
    typescript = _typescript_names(project)
    for path in sorted(set(project.files_calling(*python, *typescript))):
        index = project.records[path]
        wanted = {"python": python, "typescript": typescript}.get(index.language, frozenset())
        if not project.asked(path) or wanted.isdisjoint(index.calls):
            continue
        telling = {name for name, called in index.functions if not wanted.isdisjoint(called)}
        for scope in project.scopes(path):
            function = scope.function
            if scope.kind == "class" or (function is not None and index.functions and function.name not in telling):
                continue
            for inside in calls_in_loops(scope, project):
                if not inside.on_failure and _names(inside.call, wanted):
                    yield inside


def _seeds(project: Project) -> tuple[frozenset[str], int]:
    """From which names to go on, and how far: where all files are looked at, the real starts are known anyway."""
    if project.focus is not None:
        return frozenset(NAMES), DEPTH
    found = {name for start in starts(BigQuery.of(project)) for name in _around(start.site.scope)}
    return frozenset(found), DEPTH - 1


def _names(call: m.Call, wanted: AbstractSet[str]) -> bool:
    """Whether a call is by one of these names, or hands a function of that name on."""
    if last_name(call.func) in wanted:
        return True
    return last_name(call.func) in HANDERS and any(last_name(arg) in wanted for arg in call.args)


def _typescript_names(project: Project) -> frozenset[str]:
    """The query methods, and what files define that use BigQuery, or use such files: their index tells no more."""
    paths = project.paths("typescript")
    using = [path for path in paths if any(map(names_bigquery, project.records[path].imports))]
    if not using:
        return frozenset()
    names = {name for path in using for name in project.records[path].defines}
    for path in project.files_calling(*names):
        if project.records[path].language == "typescript":
            names |= project.records[path].defines
    return frozenset(names | NAMES)


def _around(scope: Scope) -> Iterator[str]:
    here: Scope | None = scope
    while here is not None:
        if here.function is not None and here.function.name:
            yield here.function.name
        here = here.parent


def _table_holes(bigquery: BigQuery, text: Rendered) -> Iterator[m.Expr]:
    """What is put into the names of the tables of a text."""
    if not text.holes:
        return
    tables = bigquery.project.sql(text.text).tables
    for hole in text.holes:
        if any(table.offset <= hole.offset < table.offset + table.length for table in tables):
            yield hole.value


_VALUE = lazy_pattern(
    r"(?i)(?:[=<>,+*/'\"-]|\b(?:in|values|unnest|date|timestamp)\s*\(|\b(?:like|between|interval|limit|then))\s*$"
)
"""What stands before a value that is put into a text."""


def _clauses(text: Rendered) -> Iterator[m.Expr]:
    """What is put into a text where no value stands: with another condition it is another query."""
    for hole in text.holes:
        if not _VALUE.search(text.text, max(0, hole.offset - 30), hole.offset):
            yield hole.value


def _described(site: CallSite, texts: Sequence[Rendered]) -> Query | None:
    """What the texts do, if all are plain queries or writes of rows that scan a table."""
    found = [classify(text.text) for text in texts]
    if not found or any(item.word not in _PLAIN or not item.scans for item in found):
        return None
    return Query(site, found[0].word, found[0].table)


def _remembers(function: m.Function, body: Scope) -> bool:
    """Whether a function may answer from what it knows: a decorator or a name that says cache."""
    names = [last_name(d.func if isinstance(d, m.Call) else d) for d in function.decorators]
    for expr in scope_expressions(body):
        names += [last_name(node) for node in walk(expr) if isinstance(node, (m.Name, m.Attr))]
    return any("cache" in name.lower() or "memo" in name.lower() for name in names)
