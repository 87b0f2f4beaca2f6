"""Where a value comes from, path by path: what was built, and what was set on it later.

The resolver says what an expression may be; this says on which paths. A leaf is an
expression that builds the value (a call, a display, a constant); on its way it may have been
given a field: ``config.maximum_bytes_billed = CAP``, ``options["cap"] = …``, ``setattr``.
"""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.origins_attributes import AttributeOrigins
from cloudact_lint.project.origins_base import (
    END,
    MAX_DEPTH,
    MAX_STEPS,
    Env,
    Fieldnames,
    Leaf,
    called,
    is_nothing,
    key_name,
)
from cloudact_lint.project.origins_parameters import ParameterOrigins
from cloudact_lint.project.paths import Path
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import (
    FunctionValue,
    LambdaValue,
    Literal,
    ModuleValue,
    Parameter,
    Partial,
    Unknown,
    Value,
)

__all__ = ["END", "Env", "Leaf", "Origins", "is_nothing", "key_name"]

MAX_LEAVES = 48
_SAME = {"copy", "deepcopy", "cast", "closing", "freeze"}


class Origins(AttributeOrigins, ParameterOrigins):
    """Answers where values come from. One for a project."""

    @classmethod
    def of(cls, resolver: Resolver) -> Origins:
        """The one of this project."""
        known = resolver.project.shared.get("origins")
        if not isinstance(known, Origins):
            known = resolver.project.shared["origins"] = cls(resolver)
        return known

    def leaves(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None = None, fields: Fieldnames = ()
    ) -> list[Leaf]:
        """Everything that ``expr`` may be at ``at``, with the fields set on the way there."""
        key = (id(expr), id(scope), id(env))
        if not self._depth:
            self._left = MAX_STEPS
        self._left -= 1
        if expr is None or key in self._open or self._depth >= MAX_DEPTH or self._left < 0:
            return [Leaf(None, scope)]
        self._open.add(key)
        self._depth += 1
        try:
            found = self._leaves(expr, scope, at, env, fields)
        finally:
            self._open.discard(key)
            self._depth -= 1
        return found[:MAX_LEAVES]

    def values(self, expr: m.Expr, scope: Scope, at: Span | None) -> list[Value]:
        """What the resolver says, and for parameters what the callers pass for them."""
        known: list[Value] = [
            v for v in self.resolver.resolve(expr, scope, at) if not isinstance(v, (Unknown, Parameter))
        ]
        if known or self.full():
            return known
        if isinstance(expr, m.Attr):
            found: list[Value] = []
            for base in self.values(expr.base, scope, at):
                for value in self.resolver.members.get(base, expr.name, scope):
                    found.extend(self._passed(value) if isinstance(value, Parameter) else (value,))
            return found or [v for w in self.resolver.resolve(expr, scope, at) for v in self._passed(w)]
        return [v for leaf in self.leaves(expr, scope, at) for v in self._of_leaf(leaf)]

    def _passed(self, value: Value) -> list[Value]:
        """What callers pass for a parameter."""
        if not isinstance(value, Parameter):
            return []
        body = self.project.child(value.function.function, value.function.scope)
        return [v for leaf in self.parameter(value.param, body, None, ()) for v in self._of_leaf(leaf)]

    def _of_leaf(self, leaf: Leaf) -> tuple[Value, ...]:
        return self.resolver.resolve(leaf.expr, leaf.scope, leaf.at) if leaf.expr is not None else ()

    def set_on(self, name: str, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What a function sets fields of ``name`` to, on paths on which it does."""
        state, _ = Path(name, END, fields, self, scope, env).run(scope.body, [])
        return [Leaf(b.value, scope, b.at, env, is_set=True) for b in state if b.kind == "set"]

    def _leaves(self, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        if isinstance(expr, m.Name):
            return self._name(expr.id, scope, at, env, fields)
        if isinstance(expr, m.Attr):
            return self.attribute(expr, scope, at, env, fields)
        if isinstance(expr, m.Call):
            return self._call(expr, scope, at, env, fields)
        if isinstance(expr, m.Alt):
            return self._alternatives(expr, scope, at, env, fields)
        if isinstance(expr, m.Star):
            return [Leaf(None, scope)]
        if isinstance(expr, m.Sub):
            return [self.of_value(value, scope) for value in self.resolver.resolve(expr, scope, at)]
        return [Leaf(expr, scope, at, env)]

    def _alternatives(
        self, expr: m.Alt, scope: Scope, at: Span | None, env: Env | None, fields: Fieldnames
    ) -> list[Leaf]:
        found: list[Leaf] = []
        for index, option in enumerate(expr.options):
            leaves = self.leaves(option, scope, at, env, fields)
            if expr.op in ("or", "??") and index < len(expr.options) - 1:
                leaves = [leaf for leaf in leaves if not is_nothing(leaf)]
            if expr.op == "and" and index < len(expr.options) - 1:
                continue
            found.extend(leaves)
        return found

    # Names -------------------------------------------------------------------------------

    def _name(self, name: str, scope: Scope, at: Span | None, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        here: Scope | None = scope
        where = at
        while here is not None:
            if (here.kind != "class" or here is scope) and (name in here.bindings or name in here.extra):
                found = self._path(name, here, where or END, env, fields)
                if found is not None:
                    return found
            here, where = here.parent, END
        return [self.of_value(value, scope) for value in self.resolver.name(name, scope, None)]

    def _path(self, name: str, scope: Scope, at: Span, env: Env | None, fields: Fieldnames) -> list[Leaf] | None:
        """What reaches ``at`` under a name of ``scope``; None where the scope itself gives it nothing."""
        start: list[Binding] = []
        if scope.function is not None:
            start = [Binding("param", scope.function.at, param=p) for p in scope.function.params if p.name == name]
        state, unbound = Path(name, at, fields, self, scope, env).run(scope.body, start)
        found: list[Leaf] = []
        for binding in state:
            found.extend(self.of_binding(binding, scope, env, fields))
        if name in scope.globals and unbound and scope.kind == "function":
            found.extend(self._path(name, scope.module, END, env, fields) or ())
        for binding in scope.extra.get(name, ()):
            inner = self.project.binding_scope(binding, scope)
            if inner is not scope:
                found.extend(leaf for leaf in self._path(name, inner, END, env, fields) or () if not is_nothing(leaf))
        if scope.kind == "module" and len(found) > 1:
            found = [leaf for leaf in found if not is_nothing(leaf)] or found
        return found if found or state else None

    def of_binding(self, binding: Binding, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What one binding gives."""
        if binding.kind == "set":
            return [Leaf(binding.value, scope, binding.at, env, is_set=True)]
        if binding.kind in ("value", "enter"):
            found = self.leaves(binding.value, scope, binding.at, env, fields)
        elif binding.kind == "param" and binding.param is not None:
            found = self.parameter(binding.param, scope, env, fields)
        elif binding.kind == "item":
            found = self._items(binding, scope, env, fields)
        elif binding.kind == "import":
            found = self._imported(binding, scope, fields)
        else:
            found = [self.of_value(value, scope) for value in self.resolver.binding(binding, scope)]
        return [leaf for leaf in found if not is_nothing(leaf)] if binding.not_none else found

    def _items(self, binding: Binding, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        found: list[Leaf] = []
        for leaf in self.leaves(binding.value, scope, binding.at, env):
            if isinstance(leaf.expr, m.Seq):
                for item in leaf.expr.items:
                    found.extend(self.leaves(item, leaf.scope, leaf.at, leaf.env, fields))
            else:
                found.append(Leaf(None, scope))
        return found

    def _imported(self, binding: Binding, scope: Scope, fields: Fieldnames) -> list[Leaf]:
        item = binding.statement
        if not isinstance(item, m.Import) or item.name in (None, "*"):
            return [Leaf(None, scope)]
        language = self.project.records[scope.path].language
        if language == "typescript":
            target = self.project.typescript_imports.resolve(scope.path, item.module)
        else:
            target = self.project.python_imports.resolve(scope.path, item.module, item.level)
        return self.exported(target, item.name or "", scope, fields)

    def exported(self, path: str | None, name: str, scope: Scope, fields: Fieldnames) -> list[Leaf]:
        """What a module of the repository calls ``name``."""
        module = self.project.module(path) if path is not None and path in self.project.records else None
        if module is not None and (name in module.bindings or name in module.extra):
            return self._path(name, module, END, None, fields) or [Leaf(None, scope)]
        if module is None:
            return [Leaf(None, scope)]
        assert path is not None
        return [self.of_value(value, scope) for value in self.resolver.members.exported(path, name)]

    # Calls -------------------------------------------------------------------------------

    def _call(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        if called(call) in _SAME and call.args:
            return self.leaves(call.args[-1 if called(call) == "cast" else 0], scope, at, env, fields)
        if called(call) in ("copy", "model_copy", "__deepcopy__") and isinstance(call.func, m.Attr) and not call.args:
            return self.leaves(call.func.base, scope, at, env, fields)
        found: list[Leaf] = []
        for target in self.resolver.resolve(call.func, scope, at or call.at):
            found.extend(self._result(target, call, scope, env, fields))
        return found or [Leaf(None, scope)]

    def _result(self, target: Value, call: m.Call, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        if isinstance(target, FunctionValue):
            body = self.project.child(target.function, target.scope)
            return self.returned(body, Env(target.function, call, scope, env), fields)
        if isinstance(target, LambdaValue):
            return self.leaves(target.value.body, target.scope, None, env, fields)
        if isinstance(target, Partial):
            keywords = (*target.call.keywords, *call.keywords)
            joined = m.Call(target.call.args[0], (*target.call.args[1:], *call.args), keywords, target.call.at)
            return self._result(target.target, joined, target.scope, env, fields)
        if isinstance(target, (Literal, ModuleValue)):
            return [Leaf(None, scope)]
        return [Leaf(call, scope, call.at, env)]

    def returned(self, body: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What a function returns."""
        found: list[Leaf] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None:
                found.extend(self.leaves(statement.value, body, statement.at, env, fields))
        return found or [Leaf(None, body)]

    def sets(self, function: FunctionValue, param: m.Param, call: m.Call, fields: Fieldnames) -> list[Binding]:
        """How a function leaves the fields of the object it is given."""
        body = self.project.child(function.function, function.scope)
        if self._depth >= MAX_DEPTH:
            return []
        self._depth += 1
        try:
            start = Binding("param", function.function.at, param=param)
            state, _ = Path(param.name, END, fields, self, body, None).run(body.body, [start])
        finally:
            self._depth -= 1
        found = [Binding("set", call.at, b.value) for b in state if b.kind == "set"]
        if found and all(binding.kind == "set" for binding in state):
            return [Binding("set", call.at, m.Const(True))]
        return []
