"""Follows rows: from a query job through lists, dicts, DataFrames, helpers and executors."""

from __future__ import annotations

import builtins
from collections.abc import Mapping

from cloudact_lint.facts import model as m
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import METHOD_NAMES
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.rows.calls import method_result, outside_result
from cloudact_lint.project.rows.expressions import Expressions
from cloudact_lint.project.rows.here import Here, chain, env_of, part
from cloudact_lint.project.rows.queries import Queries
from cloudact_lint.project.rows.shapes import (
    UNSURE,
    Fixed,
    Later,
    Shapes,
    items_of,
    known,
    many,
    union,
)
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import FunctionValue, LambdaValue, Parameter, Partial, Unknown
from cloudact_lint.project.walking import last_name

MAX_DEPTH = 24
MAX_HELPERS = 6
"""Over how many functions, one in the other, rows are followed."""
EXECUTORS = {"run_in_executor", "to_thread", "submit", "run_sync", "run_in_threadpool"}
_WAITS = {"wait_for", "shield", "create_task", "ensure_future"}


class Flow(Expressions, Queries):
    """Answers what expressions are. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.resolver = self.bigquery.resolver
        self.giving: set[str] = set()
        """Names of functions that give rows: others are not looked into."""
        self.receiving: set[int] = set()
        """Functions that are given rows: of their parameters all callers are asked."""
        self._known: dict[object, Shapes] = {}
        self._plain: dict[tuple[int, str, int], Shapes] = {}
        """Names that have nothing to do with rows: most have not."""
        self._open: set[object] = set()
        self._depth = 0
        self._amounts: dict[int, list[m.Call]] = {}
        self._envs: dict[tuple[int, int, int], Env] = {}
        self.seeds: dict[int, Mapping[str, Shapes]] = {}
        """What parameters of function expressions are, by the function."""

    def forget(self) -> None:
        """Answers change when more functions are known to give rows."""
        self._known.clear()
        self._plain.clear()

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

    # Names -------------------------------------------------------------------------------

    def _name(self, name: str, here: Here) -> Shapes:
        key = (id(here.scope), name, id(here.env))
        if name == "self":
            return UNSURE
        if key in self._plain:
            return self._plain[key]
        alone = not self._open
        scope: Scope | None = here.scope
        while scope is not None and (name not in scope.bindings or (scope.kind == "class" and scope is not here.scope)):
            scope = scope.parent
        if scope is None:
            return UNSURE if hasattr(builtins, name) else self._inner(name, here)
        bindings = scope.bindings[name]
        every = [self._binding(binding, scope, here.env) for binding in bindings]
        if not any(map(known, every)):
            if alone:
                self._plain[key] = union(*every)
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
            found.append(shapes if binding.kind == "item" else part(shapes, binding.index or 0))
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
            return part(self.shapes(binding.value, here), binding.index)
        if binding.kind == "unknown" and binding.value is not None and binding.index is not None:
            return part(items_of(self.shapes(binding.value, here)), binding.index)
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
        through = env_of(function, env)
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
                return self.started(operation, here)
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
            index = 1 if last_name(call.func) == "run_in_executor" else 0
            given = call.args[index] if index < len(call.args) else None
            found: list[m.Call] = []
            if isinstance(given, (m.Name, m.Attr)):
                found.append(m.Call(given, call.args[index + 1 :], call.keywords, call.at))
            elif isinstance(given, m.Lambda):
                found.append(m.Call(given, (), (), given.at))
            elif isinstance(given, m.Call) and last_name(given.func) == "partial" and given.args:
                found.append(m.Call(given.args[0], given.args[1:], given.keywords, given.at))
            self._amounts[id(call)] = found
        return self._amounts[id(call)]

    def _run(self, call: m.Call, here: Here) -> Shapes:
        """What a function of the repository, or a lambda, gives."""
        if isinstance(call.func, m.Lambda):
            return self.shapes(call.func.body, here)
        if last_name(call.func) in METHOD_NAMES:
            operation = self.bigquery.operation(CallSite(call, here.scope))
            if operation is not None:
                return self.started(operation, here)
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
            if depth >= MAX_HELPERS or any(e.function is function.function for e in chain(env)):
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
