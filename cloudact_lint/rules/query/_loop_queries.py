"""Queries that a call in a loop comes to: itself, through a wrapper that runs SQL, or through helpers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.arguments import argument_for, spreads
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.rendered import Rendered
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.signatures.handed import NAMES as HANDERS
from cloudact_lint.project.signatures.handed import handed_on
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, scope_calls, scope_expressions, walk
from cloudact_lint.rules.query._loop_sources import is_by_date, is_data
from cloudact_lint.rules.query._starts import Start, starts_within_reach
from cloudact_lint.rules.query._statement import classify
from cloudact_lint.rules.query._turns import Inside, Turn

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
        self.starts: dict[int, Start] = {id(start.site.call): start for start in starts_within_reach(bigquery)}
        holding = {name for start in self.starts.values() for name in _around(start.site.scope)}
        self.direct = frozenset(holding)
        self.names = self.direct | self.project.reaching(self.direct, DEPTH - 1) | self._typescript_helpers()
        self.worth = self.names | {last_name(start.site.call.func) for start in self.starts.values()}
        self._known: dict[int, Query | None] = {}

    def _typescript_helpers(self) -> frozenset[str]:
        """TypeScript's functions that call one of those in which queries start; its index does not name them."""
        sites = [start.site for start in self.starts.values() if self._is_typescript(start.site.path)]
        direct = {name for site in sites for name in _around(site.scope)}
        found: set[str] = set()
        for path in filter(self._is_typescript, self.project.files_calling(*direct)):
            for scope in self.project.scopes(path):
                if any(last_name(call.func) in direct for call in scope_calls(scope)):
                    found.update(_around(scope))
        self.typescript = frozenset(found | direct)
        return self.typescript

    def _is_typescript(self, path: str) -> bool:
        return self.project.records[path].language == "typescript"

    def files(self) -> list[str]:
        """The files in which a loop may come to a query."""
        homes = {start.site.path for start in self.starts.values()}
        calling = [path for path in self.project.files_calling(*self.names) if not self._is_typescript(path)]
        front = [path for path in self.project.files_calling(*self.typescript) if self._is_typescript(path)]
        return sorted(homes.union(calling, front))

    def telling(self, path: str) -> frozenset[str]:
        """The functions of a file in which something worth a look is called."""
        functions = self.project.records[path].functions
        return frozenset(name for name, called in functions if not self.worth.isdisjoint(called))

    def counts(self, turn: Turn, query: Query) -> bool:
        """Whether the loop is one over data, for which one query would do."""
        if query.word != "SELECT" and is_by_date(turn):
            return False
        return is_data(turn, self.bigquery.resolver)

    def of_call(self, inside: Inside) -> Query | None:
        """The query that a call in a loop starts in each turn, for the item of that turn."""
        turn, call = inside.turn, inside.call
        start = self.starts.get(id(call))
        if start is not None:
            expr = self.bigquery.sql_of(start.operation) if start.operation is not None else None
            return self._running(CallSite(call, inside.scope), expr, turn) if turn.depends(call) else None
        for made in self._calls(call, inside.scope):
            if last_name(made.func) in self.names and turn.depends(made):
                found = self._through(made, inside.scope, turn)
                if found is not None:
                    return found
        return None

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
                start = self.starts.get(id(call))
                site = CallSite(call, scope)
                if start is not None and start.operation is not None:
                    expr = self.bigquery.sql_of(start.operation)
                else:
                    given = self.effects.sql_given(site) if last_name(call.func) in self.names else None
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


def _parameters(expr: m.Expr, own: set[str], scope: Scope, steps: int = 3) -> Iterator[str]:
    """The parameters of a function that an expression comes from, over a few assignments."""
    for node in walk(expr):
        if not isinstance(node, m.Name):
            continue
        if node.id in own:
            yield node.id
        elif steps:
            for binding in scope.bindings.get(node.id, ()):
                if binding.value is not None:
                    yield from _parameters(binding.value, own, scope, steps - 1)


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
