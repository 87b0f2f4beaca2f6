"""How many things a list can hold, as far as the code shows: a few that are written down, or as many as there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.flow import flat
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Value
from cloudact_lint.project.values import Literal as _Written
from cloudact_lint.project.walking import last_name, statement_expressions, walk

Sort = Literal["bounded", "unknown", "parameter", "result"]
"""``bounded``: written down, sliced or counted by a setting; ``parameter``: whatever a caller hands in; ``result``:
whatever a query, a request or a folder gives."""
_ORDER: tuple[Sort, ...] = ("bounded", "unknown", "parameter", "result")
_MAX_DEPTH = 8
_PARTS = frozenset((
    "batch", "batches", "batched", "chunk", "chunked", "chunks", "window", "slice", "splice", "islice", "sample",
    "top", "head", "nlargest", "nsmallest", "page", "partition", "first", "take",
))  # fmt: skip
"""Words of what holds a part of a longer list."""
_COUNTS = frozenset((
    "concurrency", "consumers", "cpus", "limit", "max", "parallel", "parallelism", "pool", "processes", "replicas",
    "shards", "threads", "workers", "worker", "attempts", "retries",
))  # fmt: skip
"""Words of settings that say how many."""
_SAME = frozenset((
    "list", "tuple", "set", "sorted", "reversed", "enumerate", "iter", "filter", "map", "items", "values", "keys",
    "zip", "dict", "frozenset", "sort", "concat", "flatMap", "flat", "reverse", "from", "entries", "Set", "Map",
    "unique", "uniq", "fromkeys", "compact", "get", "copy", "chain", "from_iterable", "itertuples", "iterrows",
    "to_dict", "tolist", "uniqBy", "sortBy", "toSorted", "split", "splitlines", "map_async", "asArray", "toArray",
    "then",
))  # fmt: skip
"""What gives as many as it is given."""
_GIVES = frozenset((
    "all", "execute", "fetch", "fetchall", "find", "glob", "iterdir", "json", "list", "listdir", "load", "query",
    "read", "result", "rglob", "rows", "scan", "scandir", "search", "select", "stream", "walk", "readlines",
    "paginate", "download", "many",
))  # fmt: skip
"""Words of functions that give whatever there is."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many there can be, and the words for where they come from."""

    sort: Sort
    source: str = ""


_REQUESTS = frozenset(("req", "request", "body", "payload", "event", "message"))
BOUNDED, UNKNOWN = Size("bounded"), Size("unknown")


class Sizes:
    """Answers for expressions of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def of(self, expr: m.Expr | None, scope: Scope, at: Span, depth: int = 0) -> Size:
        """How many items an expression has."""
        if expr is None or depth > _MAX_DEPTH:
            return UNKNOWN
        if isinstance(expr, m.Seq):
            spread = [self.of(item.value, scope, at, depth + 1) for item in expr.items if isinstance(item, m.Star)]
            return _worst(spread) if spread else BOUNDED
        if isinstance(expr, (m.Dict, m.Text, m.Const)):
            return BOUNDED
        if isinstance(expr, m.Comp):
            return self.of(expr.sources[0], scope, at, depth + 1)
        if isinstance(expr, (m.Star, m.Not)):
            return self.of(expr.value, scope, at, depth + 1)
        if isinstance(expr, m.Alt):
            return _worst([self.of(option, scope, at, depth + 1) for option in expr.options])
        if isinstance(expr, m.Bin):
            return _worst([self.of(side, scope, at, depth + 1) for side in (expr.left, expr.right)])
        if isinstance(expr, m.Sub):
            return BOUNDED if isinstance(expr.index, m.Other) else self._inside(expr.base, scope, at, depth)
        if isinstance(expr, m.Call):
            return self._call(expr, scope, at, depth)
        if isinstance(expr, m.Name):
            return self._name(expr, scope, at, depth)
        if isinstance(expr, m.Attr):
            return self._attribute(expr, scope, at, depth)
        return UNKNOWN

    def _inside(self, base: m.Expr, scope: Scope, at: Span, depth: int) -> Size:
        """A part of an answer or a request is as long as its sender likes; one of another parameter may be short."""
        whole = self.of(base, scope, at, depth + 1)
        if isinstance(base, m.Name) and base.id.startswith("$"):
            return replace(whole, source="what callers hand in") if whole.sort == "parameter" else whole
        if whole.sort == "parameter":
            name = _root_name(base)
            return Size("result", f"what a client sends in '{name}'") if name in _REQUESTS else UNKNOWN
        return whole

    # Names -------------------------------------------------------------------------------

    def _name(self, expr: m.Name, scope: Scope, at: Span, depth: int) -> Size:
        if not _PARTS.isdisjoint(words_of(expr.id)):
            return BOUNDED
        home: Scope | None = scope
        while home is not None and home.kind != "module":
            if expr.id in home.bindings:
                bindings = home.reaching(expr.id, at)[0] if home is scope else home.bindings[expr.id]
                found = [self._binding(expr.id, one, home, depth) for one in bindings or home.bindings[expr.id]]
                return _worst([one for one in found if one is not None]) if found else UNKNOWN
            home = home.parent
        return self._resolved(self.resolver.resolve(expr, scope, at), depth)

    def _binding(self, name: str, binding: Binding, scope: Scope, depth: int) -> Size | None:
        if binding.kind == "param" and binding.param is not None:
            return self._parameter(binding.param, scope, depth)
        if binding.kind == "value" and binding.value is not None:
            if isinstance(binding.value, m.Seq) and not binding.value.items:
                return self._filled(name, scope, depth)
            return self.of(binding.value, scope, binding.at, depth + 1)
        if binding.kind == "item" and binding.value is not None:
            return BOUNDED if _is_part(binding.value) else UNKNOWN
        if binding.kind in ("def", "import") and binding.statement is not None:
            return self._resolved(tuple(self.resolver.binding(binding, scope)), depth)
        return UNKNOWN

    def _parameter(self, param: m.Param, scope: Scope, depth: int) -> Size:
        """What callers hand in; all of them, if the repository has any."""
        if not _COUNTS.isdisjoint(words_of(param.name)) or (param.annotation and self._few(param.annotation, scope)):
            return BOUNDED
        handed = Size("parameter", f"'{param.name}', which callers hand in")
        if depth > 2 or scope.function is None or scope.parent is None:
            return handed
        function = self.resolver.definition(scope.function, scope.parent)
        if not isinstance(function, FunctionValue):
            return handed
        sites = Callers.of(self.resolver).of_function(function)
        given = [(argument_for(site.call, function, param), site) for site in sites]
        found = [self.of(arg, site.scope, site.call.at, depth + 3) for arg, site in given if arg is not None]
        if found and all(one.sort == "bounded" for one in found):
            return BOUNDED
        return next((one for one in found if one.sort == "result"), handed)

    def _few(self, annotation: m.Expr, scope: Scope) -> bool:
        """``list[Provider]``, where ``Provider`` is an enumeration."""
        return any(
            self._resolved(self.resolver.resolve(node, scope.parent or scope), _MAX_DEPTH) is BOUNDED
            for node in walk(annotation)
            if isinstance(node, (m.Name, m.Attr))
        )

    def _filled(self, name: str, scope: Scope, depth: int) -> Size:
        """A list that begins empty: as many as the loops around its ``append``."""
        found = [BOUNDED]
        for loops, added in appended(name, scope):
            if added is not None:
                found.append(self.of(added, scope, m.NOWHERE, depth + 1))
            for loop in loops:
                found.append(self.of_loop(loop, scope, depth + 1))
        return _worst(found)

    def of_loop(self, loop: m.Loop, scope: Scope, depth: int = 0) -> Size:
        """How often a loop turns."""
        if loop.target is None:
            return Size("unknown")
        return self.of(loop.source, scope, loop.at, depth + 1)

    def _attribute(self, expr: m.Attr, scope: Scope, at: Span, depth: int) -> Size:
        words = words_of(expr.name)
        if not _PARTS.isdisjoint(words) or not _COUNTS.isdisjoint(words):
            return BOUNDED
        found = self._resolved(self.resolver.resolve(expr, scope, at), depth)
        if found.sort != "unknown":
            return found
        if isinstance(expr.base, m.Name) and expr.base.id in ("self", "cls"):
            return UNKNOWN
        return self._inside(expr.base, scope, at, depth)

    def _resolved(self, values: tuple[Value, ...], depth: int) -> Size:
        found: list[Size] = []
        for value in values:
            if isinstance(value, _Written):
                found.append(self.of(value.expr, value.scope, m.NOWHERE, depth + 1))
            elif isinstance(value, ClassValue) and any(
                isinstance(base, External) and base.name.rpartition(".")[2].endswith("Enum")
                for base in self.resolver.members.bases(value)
            ):
                found.append(BOUNDED)
            else:
                found.append(UNKNOWN)
        return _worst(found) if found else UNKNOWN

    # Calls -------------------------------------------------------------------------------

    def _call(self, call: m.Call, scope: Scope, at: Span, depth: int) -> Size:
        name = last_name(call.func)
        words = set(words_of(name))
        base = call.func.base if isinstance(call.func, m.Attr) else None
        if name == "range":
            return self._range(call, scope, at, depth)
        if words & _PARTS or "limit" in words:
            return BOUNDED
        if name in _SAME:
            return self._same(call, base, scope, at, depth)
        for value in self.resolver.resolve(call.func, scope, call.at)[:2] if depth < 4 else ():
            if isinstance(value, FunctionValue) and (size := self._returned(value, depth)).sort != "unknown":
                return size
        if words & _GIVES:
            return Size("result", f"what '{name}' gives")
        return UNKNOWN

    def _same(self, call: m.Call, base: m.Expr | None, scope: Scope, at: Span, depth: int) -> Size:
        if base is not None and last_name(base) in ("Object", "Array", "asyncio", "itertools", "_", "lodash"):
            base = None
        if last_name(call.func) == "from" and call.args and isinstance(call.args[0], m.Dict):
            return BOUNDED  # Array.from({ length: 5 })
        if base is not None:
            found = self.of(base, scope, at, depth + 1)
            lists = last_name(call.func) == "list" and found.sort == "unknown"
            return Size("result", "what 'list' gives") if lists else found
        given = [arg for arg in call.args if not isinstance(arg, (m.Lambda, m.FuncExpr))]
        return _worst([self.of(arg, scope, at, depth + 1) for arg in given]) if given else BOUNDED

    def _range(self, call: m.Call, scope: Scope, at: Span, depth: int) -> Size:
        for arg in call.args:
            if isinstance(arg, m.Call) and last_name(arg.func) == "len" and arg.args:
                return self.of(arg.args[0], scope, at, depth + 1)
            if isinstance(arg, m.Const) or not _COUNTS.isdisjoint(words_of(last_name(arg))):
                continue
            if any(isinstance(value, _Written) for value in self.resolver.resolve(arg, scope, at)):
                continue
            return UNKNOWN
        return BOUNDED

    def _returned(self, function: FunctionValue, depth: int) -> Size:
        body = self.resolver.project.child(function.function, function.scope)
        returned = [s for s in body.flat if isinstance(s, m.Return) and s.value is not None]
        found = [self.of(s.value, body, s.at, depth + 3) for s in returned]
        sizes = [one for one in found if one.sort in ("bounded", "result")]
        return _worst(sizes) if sizes and len(sizes) == len(found) else UNKNOWN


def appended(name: str, scope: Scope) -> Iterator[tuple[list[m.Loop], m.Expr | None]]:
    """The loops around each ``name.append(…)`` of a function, and what ``extend`` adds at once."""
    for statement, frames in flat(scope.body):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if not (isinstance(node, m.Call) and isinstance(node.func, m.Attr)):
                    continue
                adds = node.func.name in ("append", "extend", "push", "add")
                if adds and isinstance(node.func.base, m.Name) and node.func.base.id == name:
                    loops = [f.statement for f in frames if f.kind == "loop" and isinstance(f.statement, m.Loop)]
                    yield loops, node.args[0] if node.func.name == "extend" and node.args else None


def _root_name(expr: m.Expr) -> str:
    while isinstance(expr, (m.Attr, m.Sub)):
        expr = expr.base
    return expr.id if isinstance(expr, m.Name) else ""


def _is_part(source: m.Expr) -> bool:
    return any(
        not _PARTS.isdisjoint(words_of(last_name(node.func if isinstance(node, m.Call) else node)))
        for node in walk(source)
        if isinstance(node, (m.Call, m.Name, m.Attr))
    )


def _worst(sizes: list[Size]) -> Size:
    return max(sizes, key=lambda size: _ORDER.index(size.sort)) if sizes else UNKNOWN
