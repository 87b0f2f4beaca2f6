"""Which queries give the lists that a function returns: followed from what it returns back to where rows come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.bindings import Binding, statements
from cloudact_lint.project.near import STARTERS
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sql.texts import SqlText, SqlTexts
from cloudact_lint.project.values import ClassValue, FunctionValue
from cloudact_lint.project.walking import last_name, scope_calls

MAX_DEPTH = 6
"""Over how many functions a list is followed."""
MAX_STEPS = 400
"""Expressions looked at for one handler."""
# What makes a list of all that its argument holds.
_WHOLE = frozenset((
    "list", "tuple", "sorted", "reversed", "jsonable_encoder", "jsonify", "from_arrow", "from_pandas", "DataFrame",
    "deepcopy", "copy", "enumerate", "filter", "cast", "JSONResponse", "ORJSONResponse", "iter",
))  # fmt: skip
# Methods that give all rows of what they are called on.
_ALL = frozenset((
    "result", "fetchall", "to_dataframe", "to_dict", "to_dicts", "to_arrow", "to_pylist", "rows", "copy", "sort",
    "with_columns", "sort_values", "fillna", "rename", "replace", "reset_index", "iter_rows", "itertuples", "iterrows",
    "to_pandas", "collect", "fill_null", "values", "items",
))  # fmt: skip
# Arguments that end a list.
_ENDS = frozenset(("max_results", "limit", "page_size", "nrows"))


@dataclass(frozen=True, slots=True, eq=False)
class ListSource:
    """A query all of whose rows end up in a list that a function returns."""

    site: CallSite
    texts: tuple[SqlText, ...]


class Lists:
    """Answers for functions. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bigquery = BigQuery.of(project)
        self.resolver = self.bigquery.resolver
        self.texts = SqlTexts.of(project)
        self._known: dict[int, tuple[ListSource, ...]] = {}

    @classmethod
    def of(cls, project: Project) -> Lists:
        """The one of this project."""
        known = project.shared.get("returned-lists")
        if not isinstance(known, Lists):
            known = project.shared["returned-lists"] = cls(project)
        return known

    def returned(self, function: FunctionValue) -> tuple[ListSource, ...]:
        """The queries behind the lists that a function returns, itself or within an object."""
        key = id(function.function)
        if key not in self._known:
            self._known[key] = tuple(_Trace(self).returned(function, "", 0))
        return self._known[key]


class _Trace:
    """One search, from what a function returns. ``key`` names the part of an object that is asked for."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.resolver = lists.resolver
        self._seen: set[tuple[int, int, str]] = set()
        self._found: set[int] = set()

    def returned(self, function: FunctionValue, key: str, depth: int) -> Iterator[ListSource]:
        scope = self.lists.project.child(function.function, function.scope)
        for statement in scope.flat:
            if isinstance(statement, m.Return) and statement.value is not None and not statement.is_yield:
                yield from self.of(statement.value, scope, statement.at, key, depth)

    def of(self, expr: m.Expr | None, scope: Scope, at: Span | None, key: str, depth: int) -> Iterator[ListSource]:
        if expr is None or (id(expr), id(scope), key) in self._seen or len(self._seen) > MAX_STEPS:
            return
        self._seen.add((id(expr), id(scope), key))
        if isinstance(expr, m.Call):
            yield from self._call(expr, scope, key, depth)
        elif isinstance(expr, m.Name):
            yield from self._name(expr.id, scope, at, key, depth)
        elif isinstance(expr, m.Comp):
            yield from self.of(expr.sources[0], scope, at, "", depth)
        elif isinstance(expr, m.Alt):
            for option in expr.options:
                yield from self.of(option, scope, at, key, depth)
        elif isinstance(expr, m.Dict):
            for name, value in expr.items:
                if not key or literal_key(name) == key or name is None:
                    yield from self.of(value, scope, at, "" if name is not None else key, depth)
        elif isinstance(expr, m.Sub):
            part = literal_key(expr.index)
            if isinstance(part, str):
                yield from self.of(expr.base, scope, at, part, depth)
        elif isinstance(expr, m.Attr):
            yield from self.of(expr.base, scope, at, expr.name, depth)
        elif isinstance(expr, m.Bin) and expr.op == "+":
            for side in (expr.left, expr.right):
                yield from self.of(side, scope, at, key, depth)

    # Calls -------------------------------------------------------------------------------

    def _call(self, call: m.Call, scope: Scope, key: str, depth: int) -> Iterator[ListSource]:
        if any(name in _ENDS for name, _ in call.keywords if name) and last_name(call.func) in ("result", "query"):
            return
        site = CallSite(call, scope)
        texts = self.lists.texts.of_call(site)
        if texts:
            if id(call) not in self._found:
                self._found.add(id(call))
                yield ListSource(site, texts)
            return
        name = last_name(call.func)
        if name in _WHOLE and call.args:
            yield from self.of(call.args[0], scope, call.at, key, depth)
            return
        if name == "gather":
            for arg in call.args:
                yield from self.of(arg, scope, call.at, key, depth)
            return
        targets = self._targets(call, scope)
        if not targets and name in _ALL and isinstance(call.func, m.Attr):
            yield from self.of(call.func.base, scope, call.at, "", depth)
            return
        for value in targets[:3]:
            if isinstance(value, FunctionValue) and depth < MAX_DEPTH:
                yield from self.returned(value, key, depth + 1)
            elif isinstance(value, ClassValue):
                for field, given in call.keywords:
                    if field is not None and key in ("", field):
                        yield from self.of(given, scope, call.at, "", depth)
                for given in call.args:
                    yield from self.of(given, scope, call.at, "", depth)

    def _targets(self, call: m.Call, scope: Scope) -> list[FunctionValue | ClassValue]:
        """The functions that a call runs, itself or in a thread, and the classes that it makes objects of."""
        called = [call.func]
        if last_name(call.func) in STARTERS:
            called = [arg for arg in call.args if isinstance(arg, (m.Name, m.Attr))]
        return [
            value
            for expr in called
            for value in self.resolver.resolve(expr, scope, call.at)
            if isinstance(value, (FunctionValue, ClassValue))
        ]

    # Names -------------------------------------------------------------------------------

    def _name(self, name: str, scope: Scope, at: Span | None, key: str, depth: int) -> Iterator[ListSource]:
        if scope.function is None or name not in scope.bindings:
            return
        bindings = scope.reaching(name, at)[0] if at is not None else scope.bindings[name]
        for binding in bindings:
            yield from self._binding(binding, scope, key, depth)
        if not key:
            yield from self._filled(name, scope, at, depth)

    def _binding(self, binding: Binding, scope: Scope, key: str, depth: int) -> Iterator[ListSource]:
        if binding.kind in ("value", "augment"):
            yield from self.of(binding.value, scope, binding.at, key, depth)
        elif binding.kind == "part" and isinstance(binding.value, m.Call):
            for value in self._targets(binding.value, scope)[:3]:
                if isinstance(value, FunctionValue) and depth < MAX_DEPTH and binding.index is not None:
                    yield from self._part(value, binding.index, depth + 1)

    def _part(self, function: FunctionValue, index: int, depth: int) -> Iterator[ListSource]:
        """One of several values that a function returns: ``items, total = load()``."""
        scope = self.lists.project.child(function.function, function.scope)
        for statement in scope.flat:
            if isinstance(statement, m.Return) and isinstance(statement.value, m.Seq):
                items = statement.value.items
                if index < len(items):
                    yield from self.of(items[index], scope, statement.at, "", depth)

    def _filled(self, name: str, scope: Scope, at: Span | None, depth: int) -> Iterator[ListSource]:
        """``name.append(…)`` in loops, and ``name.extend(…)``."""
        for statement in scope.flat:
            if isinstance(statement, m.Loop) and statement.target is not None and _adds(statement, name, scope):
                yield from self.of(statement.source, scope, statement.at, "", depth)
        for call in scope_calls(scope):
            if _is_method(call, name, "extend") and call.args:
                yield from self.of(call.args[0], scope, call.at, "", depth)


def _is_method(call: m.Call, name: str, method: str) -> bool:
    func = call.func
    return isinstance(func, m.Attr) and func.name == method and isinstance(func.base, m.Name) and func.base.id == name


def _adds(loop: m.Loop, name: str, scope: Scope) -> bool:
    """Whether each turn of a loop may add to a list, and none leaves the loop."""
    if any(isinstance(statement, m.Jump) and statement.word == "break" for statement in statements(loop.body)):
        return False
    inside = [call for call in scope_calls(scope) if loop.at <= call.at and call.at[2:] <= loop.at[2:]]
    return any(_is_method(call, name, "append") for call in inside)
