"""Follows rows: from a query job through lists, dicts, DataFrames, helpers and executors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.bigquery import METHOD_NAMES, BigQuery, Operation
from cloudact_lint.project.callers import Callers, passed_on
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.calls import method_result, outside_result
from cloudact_lint.project.rows.shapes import (
    UNSURE,
    Fixed,
    Frame,
    Items,
    Job,
    Later,
    Many,
    Map,
    Row,
    Shape,
    Shapes,
    Source,
    as_dicts,
    items_of,
    known,
    many,
    row_of,
    union,
)
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.sql.texts import SqlTexts
from cloudact_lint.project.values import FunctionValue, LambdaValue, Parameter, Partial, Unknown
from cloudact_lint.project.walking import last_name

MAX_DEPTH = 24
MAX_HELPERS = 6
"""Over how many functions, one in the other, rows are followed."""
EXECUTORS = {"run_in_executor", "to_thread", "submit", "run_sync", "run_in_threadpool"}
_WAITS = {"wait_for", "shield", "create_task", "ensure_future"}


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """Where an expression is read: names of comprehensions and lambdas around it are in ``local``."""

    scope: Scope
    at: Span | None
    env: Env | None = None
    local: Mapping[str, Shapes] = field(default_factory=dict)

    def inside(self, names: Mapping[str, Shapes]) -> Here:
        """The same place with more names."""
        return Here(self.scope, self.at, self.env, {**self.local, **names})


class Flow:
    """Answers what expressions are. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bigquery = BigQuery.of(project)
        self.resolver = self.bigquery.resolver
        self.giving: set[str] = set()
        """Names of functions that give rows: others are not looked into."""
        self.receiving: set[int] = set()
        """Functions that are given rows: of their parameters all callers are asked."""
        self._sources: dict[tuple[int, int], Source] = {}
        self._known: dict[object, Shapes] = {}
        self._open: set[object] = set()
        self._depth = 0
        self._amounts: dict[int, list[m.Call]] = {}
        self._envs: dict[tuple[int, int, int], Env] = {}
        self.seeds: dict[int, Mapping[str, Shapes]] = {}
        """What parameters of function expressions are, by the function."""

    def forget(self) -> None:
        """Answers change when more functions are known to give rows."""
        self._known.clear()

    # Expressions -------------------------------------------------------------------------

    def shapes(self, expr: m.Expr | None, here: Here) -> Shapes:
        """All that ``expr`` may be."""
        if expr is None or self._depth > MAX_DEPTH:
            return UNSURE
        self._depth += 1
        try:
            return self._shapes(expr, here)
        finally:
            self._depth -= 1

    def _shapes(self, expr: m.Expr, here: Here) -> Shapes:
        if isinstance(expr, m.Name):
            return here.local[expr.id] if expr.id in here.local else self._name(expr.id, here)
        if isinstance(expr, m.Call):
            return self.call(expr, here)
        if isinstance(expr, m.Sub):
            return self._subscript(expr, here)
        if isinstance(expr, m.Alt):
            options = expr.options[-1:] if expr.op == "and" else expr.options
            return union(*(self.shapes(option, here) for option in options))
        if isinstance(expr, m.Comp):
            return self._comprehension(expr, here)
        if isinstance(expr, m.Const):
            return () if expr.value is None else UNSURE
        if isinstance(expr, m.Seq):
            return self._display(expr, here)
        if isinstance(expr, m.Dict):
            return self._dict(expr, here)
        if isinstance(expr, m.Star):
            return items_of(self.shapes(expr.value, here))
        if isinstance(expr, m.Attr):
            return self._attribute(expr, here)
        return UNSURE

    def _attribute(self, expr: m.Attr, here: Here) -> Shapes:
        base = self.shapes(expr.base, here)
        found: list[Shape] = []
        for shape in base:
            if isinstance(shape, Fixed):
                found.extend(shape.at(expr.name))
            elif isinstance(shape, Many) and shape.result is not None and expr.name == "pages":
                found.append(Many(many(shape.inner)))
            elif isinstance(shape, Frame) and expr.name in ("loc", "iloc"):
                found.append(shape)
            else:
                found.extend(UNSURE)
        return tuple(dict.fromkeys(found)) if base else UNSURE

    def _subscript(self, expr: m.Sub, here: Here) -> Shapes:
        base = self.shapes(expr.base, here)
        if not known(base):
            return base and UNSURE
        key = literal_key(expr.index)
        sliced = isinstance(expr.index, m.Other)
        found: list[Shape] = []
        for shape in base:
            if isinstance(shape, (Many, Job)) and sliced:
                found.append(Many(items_of((shape,))))
            elif isinstance(shape, Many) and not isinstance(key, str):
                found.extend(shape.inner)
            elif isinstance(shape, Fixed) and key is not None:
                found.extend(shape.at(key))
            elif isinstance(shape, Map):
                found.extend(shape.inner)
            elif isinstance(shape, Frame) and not isinstance(expr.index, m.Text):
                found.append(shape)
            else:
                found.extend(UNSURE)
        return tuple(dict.fromkeys(found))

    def bind(self, comp: m.Comp, here: Here) -> Here:
        """Inside a comprehension: its targets have a meaning."""
        for target, source in zip(comp.targets, comp.sources):
            here = here.inside(self._targets(target, items_of(self.shapes(source, here))))
        return here

    def _targets(self, target: m.Expr, shapes: Shapes) -> dict[str, Shapes]:
        if isinstance(target, m.Name):
            return {target.id: shapes}
        if isinstance(target, m.Seq):
            return {
                item.id: _part(shapes, index) for index, item in enumerate(target.items) if isinstance(item, m.Name)
            }
        return {}

    def _comprehension(self, expr: m.Comp, here: Here) -> Shapes:
        inner = self.bind(expr, here)
        element = expr.element
        if isinstance(element, m.Dict) and len(element.items) == 1 and element.items[0][0] is not None:
            key, value = element.items[0]
            if not isinstance(key, m.Text):
                copied = [s for s in inner.local.get(getattr(key, "id", ""), ()) if isinstance(s, Items)]
                if copied:
                    return as_dicts(tuple(copied))
                shapes = self.shapes(value, inner)
                return (Map(shapes),) if known(shapes) else UNSURE
        return many(self.shapes(element, inner))

    def _display(self, expr: m.Seq, here: Here) -> Shapes:
        groups = [self.shapes(item, here) for item in expr.items]
        if not any(map(known, groups)):
            return UNSURE if groups else ()
        if any(isinstance(item, m.Star) for item in expr.items):
            return many(union(*groups))
        return (Fixed(tuple(enumerate(groups))),)

    def _dict(self, expr: m.Dict, here: Here) -> Shapes:
        spreads = [self.shapes(value, here) for key, value in expr.items if key is None]
        if spreads:
            keys = frozenset(str(literal_key(key)) for key, _ in expr.items if key is not None)
            plain = all(isinstance(literal_key(key), str) for key, _ in expr.items if key is not None)
            one = len(spreads) == 1 and plain and known(spreads[0])
            return as_dicts(spreads[0], keys) if one else UNSURE
        found = []
        for key, value in expr.items:
            name = literal_key(key) if key is not None else None
            shapes = self.shapes(value, here) if isinstance(name, str) else UNSURE
            if isinstance(name, str) and known(shapes):
                found.append((name, shapes))
        return (Fixed(tuple(found)),) if found else UNSURE

    # Names -------------------------------------------------------------------------------

    def _name(self, name: str, here: Here) -> Shapes:
        scope: Scope | None = here.scope
        while scope is not None and (name not in scope.bindings or (scope.kind == "class" and scope is not here.scope)):
            scope = scope.parent
        if scope is None:
            return self._inner(name, here)
        bindings = scope.bindings[name]
        every = [self._binding(binding, scope, here.env) for binding in bindings]
        if not any(map(known, every)):
            return union(*every)
        if len(bindings) > 1 and scope is here.scope and scope.kind != "class" and here.at is not None:
            reaching, _ = scope.reaching(name, here.at)
            every = [self._binding(binding, scope, here.env) for binding in reaching]
        return union(*every)

    def _inner(self, name: str, here: Here) -> Shapes:
        """A name of a comprehension that is looked at from outside."""
        found: list[Shapes] = []
        for binding in here.scope.inner_bindings.get(name, ()):
            if binding.value is None:
                return UNSURE
            shapes = items_of(self.shapes(binding.value, Here(here.scope, here.at, here.env)))
            found.append(shapes if binding.kind == "item" else _part(shapes, binding.index or 0))
        return union(*found) if found else UNSURE

    def _binding(self, binding: Binding, scope: Scope, env: Env | None) -> Shapes:
        # Bindings are made anew with each look; what they bind is not.
        what = binding.value if binding.value is not None else binding.param or binding.statement
        key = (id(what), binding.kind, binding.index, binding.at, id(env))
        if key in self._known:
            return self._known[key]
        if key in self._open:
            return ()
        self._open.add(key)
        try:
            shapes = self._bound(binding, scope, env)
        finally:
            self._open.discard(key)
        self._known[key] = shapes
        return shapes

    def _bound(self, binding: Binding, scope: Scope, env: Env | None) -> Shapes:
        here = Here(scope, binding.at, env)
        if binding.kind in ("value", "enter", "augment"):
            return self.shapes(binding.value, here)
        if binding.kind == "item":
            return items_of(self.shapes(binding.value, here))
        if binding.kind == "part" and binding.index is not None:
            return _part(self.shapes(binding.value, here), binding.index)
        if binding.kind == "unknown" and binding.value is not None and binding.index is not None:
            return _part(items_of(self.shapes(binding.value, here)), binding.index)
        if binding.kind == "param" and binding.param is not None:
            return self._parameter(binding.param, scope, env)
        return UNSURE

    def _parameter(self, param: m.Param, scope: Scope, env: Env | None) -> Shapes:
        function = scope.function
        if function is None or scope.parent is None:
            return UNSURE
        seeded = self.seeds.get(id(function))
        if seeded is not None:
            return seeded.get(param.name, UNSURE)
        value = self.resolver.definition(function, scope.parent)
        if not isinstance(value, FunctionValue):
            return UNSURE
        through = _env_of(function, env)
        if through is not None:
            return self._argument(through.call, Here(through.scope, through.call.at, through.outer), value, param)
        if id(function) not in self.receiving:
            return UNSURE
        sites = Callers.of(self.resolver).of_function(value)
        return union(*(self._argument(s.call, Here(s.scope, s.call.at), value, param) for s in sites)) or UNSURE

    def _argument(self, call: m.Call, here: Here, function: FunctionValue, param: m.Param) -> Shapes:
        given = argument_for(call, function, param)
        if given is not None:
            return self.shapes(given, here)
        return () if isinstance(param.default, m.Const) and param.default.value is None else UNSURE

    # Calls -------------------------------------------------------------------------------

    def call(self, call: m.Call, here: Here) -> Shapes:
        """What a call gives."""
        name = last_name(call.func)
        if name in METHOD_NAMES:
            operation = self.bigquery.operation(CallSite(call, here.scope))
            if operation is not None:
                return self._started(operation, here)
        if isinstance(call.func, m.Attr) and name not in EXECUTORS:
            base = self.shapes(call.func.base, here)
            if known(base):
                return method_result(self, base, call, here)
        if name in EXECUTORS:
            inner = union(*(self._run(amount, here) for amount in self.amounts(call)))
            return (Later(inner),) if name == "submit" and known(inner) else inner or UNSURE
        if name in _WAITS and call.args:
            return self.shapes(call.args[0], here)
        if name == "gather":
            groups = [self.shapes(arg, here) for arg in call.args]
            return (Fixed(tuple(enumerate(groups))),) if any(map(known, groups)) else UNSURE
        found = outside_result(self, call, name, here)
        if found is not None:
            return found
        return self._run(call, here) if name in self.giving else UNSURE

    def amounts(self, call: m.Call) -> list[m.Call]:
        """The calls that handing a function to an executor amounts to; kept, for they are known by identity."""
        if id(call) not in self._amounts:
            found = [amounts for _, amounts in passed_on(call)]
            found += [m.Call(arg, (), (), arg.at) for arg in call.args if isinstance(arg, m.Lambda)]
            found += [
                m.Call(arg.args[0], arg.args[1:], arg.keywords, arg.at)
                for arg in call.args
                if isinstance(arg, m.Call) and last_name(arg.func) == "partial" and arg.args
            ]
            self._amounts[id(call)] = found
        return self._amounts[id(call)]

    def _run(self, call: m.Call, here: Here) -> Shapes:
        """What a function of the repository, or a lambda, gives."""
        if isinstance(call.func, m.Lambda):
            return self.shapes(call.func.body, here)
        if last_name(call.func) in METHOD_NAMES:
            operation = self.bigquery.operation(CallSite(call, here.scope))
            if operation is not None:
                return self._started(operation, here)
        if isinstance(call.func, m.Attr) and last_name(call.func) not in self.giving:
            base = self.shapes(call.func.base, here)
            return method_result(self, base, call, here) if known(base) else UNSURE
        found: list[Shapes] = []
        for value in self.resolver.resolve(call.func, here.scope, call.at):
            if isinstance(value, Partial):
                value = value.target
            if isinstance(value, FunctionValue):
                found.append(self.returned(value, call, here))
            elif isinstance(value, LambdaValue):
                found.append(self.shapes(value.value.body, Here(value.scope, None, here.env)))
            elif not isinstance(value, (Unknown, Parameter)):  # these only say that the type was annotated
                found.append(UNSURE)
        return union(*found) if found else UNSURE

    def returned(self, function: FunctionValue, call: m.Call | None, here: Here) -> Shapes:
        """What a function gives when it is called this way; None for ``call``: by anyone."""
        env = here.env
        if call is not None:
            depth, outer = 0, env
            while outer is not None:
                depth, outer = depth + 1, outer.outer
            if depth >= MAX_HELPERS or any(e.function is function.function for e in _chain(env)):
                return UNSURE
            key = (id(call), id(env), id(function.function))
            if key not in self._envs:
                self._envs[key] = Env(function.function, call, here.scope, here.env)
            env = self._envs[key]
        body = self.project.child(function.function, function.scope)
        given: list[Shapes] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None:
                shapes = self.shapes(statement.value, Here(body, statement.at, env))
                given.append(many(shapes) if statement.is_yield else shapes)
        return union(*given) if given else UNSURE

    # Queries -----------------------------------------------------------------------------

    def _started(self, operation: Operation, here: Here) -> Shapes:
        if operation.action != "query":
            return UNSURE
        source = self.source(operation, here)
        if source is None:
            return UNSURE
        if operation.method.startswith("read_gbq"):
            return (Frame(source, "pandas"),)
        if self.project.records[here.scope.path].language == "typescript":
            if operation.method == "query":
                return (Fixed(((0, (Many(row_of(source, node=True)),)),)),)
            return (Fixed(((0, (Job(source, node=True),)),)),) if operation.method == "createQueryJob" else UNSURE
        if operation.method == "query_and_wait":
            return (Many((Row(source),), source),)
        return (Job(source),)

    def source(self, operation: Operation, here: Here) -> Source | None:
        """The run that an operation starts, with its text by the call it was handed in through."""
        site = operation.site
        expr = self.bigquery.sql_of(operation)
        if isinstance(expr, m.Name):
            for scope in _scopes(here.scope):
                if expr.id in scope.bindings:
                    binding = scope.bindings[expr.id][0]
                    if binding.kind == "param" and len(scope.bindings[expr.id]) == 1:
                        return self._handed_in(site, scope, expr.id, here.env)
                    if scope is here.scope and scope.kind == "module" and len(scope.bindings[expr.id]) > 1:
                        return self._last(site, scope, expr.id)
                    break
        return self._source(site, site)

    def _last(self, site: CallSite, scope: Scope, name: str) -> Source:
        """A script or notebook that uses one name for text after text: those that reach the call."""
        source = self._source(site, site)
        reaching, _ = scope.reaching(name, site.call.at)
        texts = [
            text
            for text in source.texts
            if any(inside(Span(mark.row, mark.column, 0, 0), b.at) for mark in text.rendered.marks[:1] for b in reaching)
        ]
        key = (id(site.call), -1)
        if key not in self._sources:
            whole = len(texts) == len(reaching)
            self._sources[key] = Source(site, tuple(texts) if whole else (), site.call)
        return self._sources[key]

    def _handed_in(self, site: CallSite, scope: Scope, name: str, env: Env | None) -> Source:
        through = _env_of(scope.function, env) if scope.function is not None else None
        while through is not None:
            given = _given(through, name)
            if not isinstance(given, m.Name) or given.id not in through.scope.bindings:
                break
            group = through.scope.bindings[given.id]
            if len(group) != 1 or group[0].kind != "param" or through.scope.function is None:
                break
            outer = _env_of(through.scope.function, through.outer)
            if outer is None:
                through = None
                break
            name, through = given.id, outer
        if through is None:
            return self._source(site, None)
        return self._source(site, CallSite(through.call, through.scope))

    def _source(self, site: CallSite, given: CallSite | None) -> Source:
        key = (id(site.call), id(given.call) if given is not None else 0)
        if key not in self._sources:
            texts = SqlTexts.of(self.project).of_call(given) if given is not None else ()
            self._sources[key] = Source(given or site, texts, site.call)
        return self._sources[key]


def _part(shapes: Shapes, index: int) -> Shapes:
    """One place of a tuple."""
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Fixed):
            found.extend(shape.at(index))
        elif isinstance(shape, Items):
            found.append(shape)
        elif isinstance(shape, Many) and shape.result is None:
            found.extend(shape.inner)
        else:
            found.extend(UNSURE)
    return tuple(dict.fromkeys(found))


def _env_of(function: m.Function, env: Env | None) -> Env | None:
    return next((item for item in _chain(env) if item.function is function), None)


def _chain(env: Env | None) -> Iterator[Env]:
    while env is not None:
        yield env
        env = env.outer


def _scopes(scope: Scope | None) -> Iterator[Scope]:
    while scope is not None:
        if scope.kind != "class":
            yield scope
        scope = scope.parent


def _given(env: Env, name: str) -> m.Expr | None:
    for keyword, value in env.call.keywords:
        if keyword == name:
            return value
    method = bool(env.function.params) and env.function.params[0].name in ("self", "cls")
    names = [p.name for p in env.function.params if p.kind in ("pos", "any")][1 if method else 0 :]
    index = names.index(name) if name in names else len(env.call.args)
    return env.call.args[index] if index < len(env.call.args) else None
