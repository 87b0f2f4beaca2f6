"""Where a value comes from, path by path: what was built, and what was set on it later.

The resolver says what an expression may be; this says on which paths. A leaf is an
expression that builds the value (a call, a display, a constant); on its way it may have been
given a field: ``config.maximum_bytes_billed = CAP``, ``options["cap"] = …``, ``setattr``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.facts.model import NOWHERE
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for, positional_params, spreads
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Binding, Reach, Scope, State, dotted, statement_bindings
from cloudact_lint.project.values import (
    ClassValue,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    ModuleValue,
    Parameter,
    Partial,
    Unknown,
    Value,
)

END = Span(10**9, 1, 10**9, 1)
"""A place after everything."""
MAX_DEPTH = 14
MAX_LEAVES = 48
_SAME = {"copy", "deepcopy", "cast", "closing", "freeze"}


@dataclass(frozen=True, slots=True, eq=False)
class Env:
    """The call through which a function's body is read, so that its parameters are known."""

    function: m.Function
    call: m.Call
    scope: Scope
    outer: Env | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """An expression that gives the value; ``expr`` is None where nothing is known.

    ``is_set``: not the object, but what one of the fields asked for was set to on this path.
    ``keywords``: the object is the ``**kwargs`` of this function call.
    """

    expr: m.Expr | None
    scope: Scope
    at: Span | None = None
    env: Env | None = None
    is_set: bool = False
    keywords: m.Call | None = None


class _Path(Reach):
    """Follows an object under one name, and the fields set on it."""

    def __init__(self, name: str, at: Span, fields: tuple[str, ...], origins: Origins, scope: Scope, env: Env | None) -> None:
        super().__init__(name, at, scope)
        self.fields, self.origins, self.scope, self.env = fields, origins, scope, env

    def bound(self, statement: m.Stmt) -> list[Binding]:
        if isinstance(statement, m.Assign):
            return self._assigned(statement)
        if isinstance(statement, m.Do):
            return self._done(statement.value) if self.fields and isinstance(statement.value, m.Call) else []
        return [binding for name, binding in statement_bindings(statement) if name == self.name]

    def _assigned(self, statement: m.Assign) -> list[Binding]:
        target = statement.target
        if isinstance(target, m.Name) and statement.op == "=" and statement.value is not None:
            return [Binding("value", statement.at, statement.value)] if target.id == self.name else []
        if isinstance(target, (m.Name, m.Seq, m.Star)):
            return [binding for name, binding in statement_bindings(statement) if name == self.name]
        if statement.value is None or statement.op != "=":
            return []
        if isinstance(target, m.Attr):
            if dotted(target) == self.name:
                return [Binding("value", statement.at, statement.value)]
            if target.name in self.fields and dotted(target.base) == self.name:
                return [Binding("set", statement.at, statement.value)]
        elif isinstance(target, m.Sub) and literal_key(target.index) in self.fields and self._within(target.base):
            return [Binding("set", statement.at, statement.value)]
        return []

    def _within(self, expr: m.Expr) -> bool:
        """``config``, ``config._properties["query"]``."""
        while isinstance(expr, m.Sub) or (isinstance(expr, m.Attr) and expr.name == "_properties"):
            expr = expr.base
        return dotted(expr) == self.name

    def _done(self, call: m.Call) -> list[Binding]:
        func = call.func
        if isinstance(func, m.Name) and func.id == "setattr" and len(call.args) == 3:
            if dotted(call.args[0]) == self.name and literal_key(call.args[1]) in self.fields:
                return [Binding("set", call.at, call.args[2])]
        if isinstance(func, m.Attr) and dotted(func.base) == self.name:
            if func.name == "setdefault" and len(call.args) == 2 and literal_key(call.args[0]) in self.fields:
                return [Binding("set", call.at, call.args[1])]
            if func.name == "update":
                return self._updated(call)
        if any(dotted(arg) == self.name for arg in call.args) or any(dotted(v) == self.name for _, v in call.keywords):
            return self._handed(call)
        return []

    def _updated(self, call: m.Call) -> list[Binding]:
        for name, value in call.keywords:
            if name in self.fields:
                return [Binding("set", call.at, value)]
        for arg in call.args:
            if isinstance(arg, m.Dict):
                for key, value in arg.items:
                    if key is not None and key_name(key) in self.fields:
                        return [Binding("set", call.at, value)]
        return []

    def _handed(self, call: m.Call) -> list[Binding]:
        """A function of the repository that sets the field of what it is given."""
        for value in self.origins.resolver.resolve(call.func, self.scope, call.at):
            if not isinstance(value, FunctionValue):
                continue
            for param in value.function.params:
                given = argument_for(call, value, param)
                if given is not None and dotted(given) == self.name:
                    return self.origins.sets(value, param, call, self.fields)
        return []

    def narrow(self, test: m.Expr, holds: bool, state: State) -> State:
        known = self._knows(test, holds)
        if known == "object":
            return tuple([b if b.not_none else _sure(b) for b in state[0]]), False
        if known == "field":
            return (Binding("set", self.at, m.Const(True)),), False
        return state

    def _knows(self, test: m.Expr, holds: bool) -> str:
        """Which of the object and its field a test proves to be something."""
        if isinstance(test, m.Not):
            return self._knows(test.value, not holds)
        if isinstance(test, m.Alt) and test.op == ("and" if holds else "or"):
            return next((word for word in (self._knows(part, holds) for part in test.options) if word), "")
        if isinstance(test, m.Bin) and isinstance(test.right, m.Const) and test.right.value is None:
            unequal = test.op in ("is not", "!=", "!==")
            return self._what(test.left) if unequal == holds and (unequal or test.op in ("is", "==", "===")) else ""
        if isinstance(test, m.Bin) and test.op in ("not in", "in") and literal_key(test.left) in self.fields:
            return "field" if self._within(test.right) and (test.op == "in") == holds else ""
        return self._what(test) if holds else ""

    def _what(self, expr: m.Expr) -> str:
        if dotted(expr) == self.name:
            return "object"
        if isinstance(expr, m.Attr) and expr.name in self.fields and dotted(expr.base) == self.name:
            return "field"
        return ""


def _sure(binding: Binding) -> Binding:
    return Binding(
        binding.kind, binding.at, binding.value, binding.statement, binding.param, binding.index, binding.annotation, True
    )


class Origins:
    """Answers where values come from. One for a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self.callers = Callers.of(resolver)
        self._open: set[tuple[int, int, int]] = set()
        self._depth = 0

    @classmethod
    def of(cls, resolver: Resolver) -> Origins:
        """The one of this project."""
        known = resolver.project.shared.get("origins")
        if not isinstance(known, Origins):
            known = resolver.project.shared["origins"] = cls(resolver)
        return known

    def leaves(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None = None, fields: tuple[str, ...] = ()
    ) -> list[Leaf]:
        """Everything that ``expr`` may be at ``at``, with the fields set on the way there."""
        key = (id(expr), id(scope), id(env))
        if expr is None or key in self._open or self._depth >= MAX_DEPTH:
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
        known = [v for v in self.resolver.resolve(expr, scope, at) if not isinstance(v, (Unknown, Parameter))]
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
        return [v for leaf in self._parameter(value.param, body, None, ()) for v in self._of_leaf(leaf)]

    def _of_leaf(self, leaf: Leaf) -> tuple[Value, ...]:
        return self.resolver.resolve(leaf.expr, leaf.scope, leaf.at) if leaf.expr is not None else ()

    def full(self) -> bool:
        """Whether a question leads too deep to go on."""
        return self._depth >= MAX_DEPTH

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One step further down."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def set_on(self, name: str, scope: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        """What a function sets fields of ``name`` to, on paths on which it does."""
        state, _ = _Path(name, END, fields, self, scope, env).run(scope.body, [])
        return [Leaf(b.value, scope, b.at, env, is_set=True) for b in state if b.kind == "set"]

    def _leaves(self, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        if isinstance(expr, m.Name):
            return self._name(expr.id, scope, at, env, fields)
        if isinstance(expr, m.Attr):
            return self._attribute(expr, scope, at, env, fields)
        if isinstance(expr, m.Call):
            return self._call(expr, scope, at, env, fields)
        if isinstance(expr, m.Alt):
            return self._alternatives(expr, scope, at, env, fields)
        if isinstance(expr, m.Star):
            return [Leaf(None, scope)]
        if isinstance(expr, m.Sub):
            return [self._of_value(value, scope) for value in self.resolver.resolve(expr, scope, at)]
        return [Leaf(expr, scope, at, env)]

    def _alternatives(self, expr: m.Alt, scope: Scope, at: Span | None, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        found: list[Leaf] = []
        for index, option in enumerate(expr.options):
            leaves = self.leaves(option, scope, at, env, fields)
            if expr.op in ("or", "??") and index < len(expr.options) - 1:
                leaves = [leaf for leaf in leaves if not is_nothing(leaf)]
            if expr.op == "and" and index < len(expr.options) - 1:
                continue
            found.extend(leaves)
        return found

    @staticmethod
    def _of_value(value: Value, scope: Scope) -> Leaf:
        if isinstance(value, Literal):
            return Leaf(value.expr, value.scope)
        if isinstance(value, Instance) and value.call is not None and value.scope is not None:
            return Leaf(value.call, value.scope, value.call.at)
        return Leaf(None, scope)

    # Names -------------------------------------------------------------------------------

    def _name(self, name: str, scope: Scope, at: Span | None, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        here: Scope | None = scope
        where = at
        while here is not None:
            if (here.kind != "class" or here is scope) and (name in here.bindings or name in here.extra):
                found = self._path(name, here, where or END, env, fields)
                if found is not None:
                    return found
            here, where = here.parent, END
        return [self._of_value(value, scope) for value in self.resolver.name(name, scope, None)]

    def _path(self, name: str, scope: Scope, at: Span, env: Env | None, fields: tuple[str, ...]) -> list[Leaf] | None:
        """What reaches ``at`` under a name of ``scope``; None where the scope itself gives it nothing."""
        start: list[Binding] = []
        if scope.function is not None:
            start = [Binding("param", scope.function.at, param=p) for p in scope.function.params if p.name == name]
        state, unbound = _Path(name, at, fields, self, scope, env).run(scope.body, start)
        found: list[Leaf] = []
        for binding in state:
            found.extend(self._binding(binding, scope, env, fields))
        if name in scope.globals and unbound and scope.kind == "function":
            found.extend(self._path(name, scope.module, END, env, fields) or ())
        for binding in scope.extra.get(name, ()):
            inner = self.project.binding_scope(binding, scope)
            if inner is not scope:
                found.extend(leaf for leaf in self._path(name, inner, END, env, fields) or () if not is_nothing(leaf))
        if scope.kind == "module" and len(found) > 1:
            found = [leaf for leaf in found if not is_nothing(leaf)] or found
        return found if found or state else None

    def _binding(self, binding: Binding, scope: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        if binding.kind == "set":
            return [Leaf(binding.value, scope, binding.at, env, is_set=True)]
        if binding.kind in ("value", "enter"):
            found = self.leaves(binding.value, scope, binding.at, env, fields)
        elif binding.kind == "param" and binding.param is not None:
            found = self._parameter(binding.param, scope, env, fields)
        elif binding.kind == "item":
            found = self._items(binding, scope, env, fields)
        elif binding.kind == "import":
            found = self._imported(binding, scope, fields)
        else:
            found = [self._of_value(value, scope) for value in self.resolver.binding(binding, scope)]
        return [leaf for leaf in found if not is_nothing(leaf)] if binding.not_none else found

    def _items(self, binding: Binding, scope: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        found: list[Leaf] = []
        for leaf in self.leaves(binding.value, scope, binding.at, env):
            if isinstance(leaf.expr, m.Seq):
                for item in leaf.expr.items:
                    found.extend(self.leaves(item, leaf.scope, leaf.at, leaf.env, fields))
            else:
                found.append(Leaf(None, scope))
        return found

    def _imported(self, binding: Binding, scope: Scope, fields: tuple[str, ...]) -> list[Leaf]:
        item = binding.statement
        if not isinstance(item, m.Import) or item.name in (None, "*"):
            return [Leaf(None, scope)]
        language = self.project.records[scope.path].language
        if language == "typescript":
            target = self.project.typescript_imports.resolve(scope.path, item.module)
        else:
            target = self.project.python_imports.resolve(scope.path, item.module, item.level)
        return self._exported(target, item.name or "", scope, fields)

    def _exported(self, path: str | None, name: str, scope: Scope, fields: tuple[str, ...]) -> list[Leaf]:
        module = self.project.module(path) if path is not None and path in self.project.records else None
        if module is not None and (name in module.bindings or name in module.extra):
            return self._path(name, module, END, None, fields) or [Leaf(None, scope)]
        if module is None:
            return [Leaf(None, scope)]
        assert path is not None
        return [self._of_value(value, scope) for value in self.resolver.members.exported(path, name)]

    # Parameters --------------------------------------------------------------------------

    def _parameter(self, param: m.Param, scope: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        function = scope.function
        if function is None or scope.parent is None:
            return [Leaf(None, scope)]
        this = self._function(function, scope.parent)
        if this.owner is not None and param is function.params[0] and param.name in ("self", "cls"):
            return [Leaf(m.Name(param.name), scope)]
        known = env
        while known is not None and known.function is not function:
            known = known.outer
        if known is not None:
            return self._argument(known.call, known.scope, known.outer, this, param, scope, fields)
        injected = self._injected(param, scope.parent, fields)
        if injected:
            return injected
        found: list[Leaf] = []
        for site in self.callers.of_function(this):
            found.extend(self._argument(site.call, site.scope, None, this, param, scope, fields))
        if not found and param.default is not None:
            return self.leaves(param.default, scope.parent, None, None, fields)
        if not found and dotted(param.annotation) in ("str", "string"):
            return [Leaf(m.Text((), NOWHERE), scope)]
        return found or [Leaf(None, scope)]

    def _function(self, function: m.Function, parent: Scope) -> FunctionValue:
        value = self.resolver.definition(function, parent)
        return value if isinstance(value, FunctionValue) else FunctionValue(function, parent)

    def _injected(self, param: m.Param, scope: Scope, fields: tuple[str, ...]) -> list[Leaf]:
        """What a framework passes: ``Depends(make)`` as default or in ``Annotated``."""
        marks: list[m.Expr] = [param.default] if isinstance(param.default, m.Call) else []
        annotation = param.annotation
        for _ in range(2):
            if isinstance(annotation, m.Sub) and isinstance(annotation.index, m.Seq):
                marks.extend(part for part in annotation.index.items[1:] if isinstance(part, m.Call))
            if isinstance(annotation, m.Name):
                annotation = next(
                    (v.expr for v in self.resolver.resolve(annotation, scope) if isinstance(v, Literal)), None
                ) or _alias(annotation, scope)
        for mark in marks:
            if isinstance(mark, m.Call) and _last(mark.func) in ("Depends", "Security", "Provide") and mark.args:
                made = m.Call(mark.args[0], (), (), mark.at)
                return self.leaves(made, scope, None, None, fields)
        return []

    def _argument(
        self, call: m.Call, scope: Scope, env: Env | None, function: FunctionValue, param: m.Param, body: Scope,
        fields: tuple[str, ...],
    ) -> list[Leaf]:
        """What a call gives for a parameter: an argument, part of a spread, or the default."""
        if param.kind == "**":
            return [Leaf(None, scope, call.at, env, keywords=call)]
        given = argument_for(call, function, param)
        if given is not None:
            return self.leaves(given, scope, call.at, env, fields)
        found: list[Leaf] = []
        for name, value in call.keywords:
            if name is None:
                found.extend(self._spread(value, param.name, scope, call.at, env, fields))
        missing = not spreads(call) or (found and any(leaf.expr is _MISSING for leaf in found))
        found = [leaf for leaf in found if leaf.expr is not _MISSING]
        if any(isinstance(arg, m.Star) for arg in call.args):
            reachable = [p.name for p in positional_params(function)]
            if param.name in reachable and not found:
                return [Leaf(None, scope)]
        if missing or not found:
            if param.default is not None:
                found.extend(self.leaves(param.default, function.scope, None, None, fields))
            elif not found:
                found.append(Leaf(None, scope))
        return found

    def _spread(
        self, value: m.Expr, name: str, scope: Scope, at: Span, env: Env | None, fields: tuple[str, ...]
    ) -> list[Leaf]:
        from cloudact_lint.project.fields import Fields  # the two answer each other's questions

        found: list[Leaf] = []
        for item in Fields.of(self.resolver).of_expr(value, scope, at, env, (name,)):
            if item.state == "given":
                found.extend(self.leaves(item.expr, item.scope, item.at, item.env, fields))
            elif item.state == "missing":
                found.append(Leaf(_MISSING, scope))
            else:
                found.append(Leaf(None, scope))
        return found

    # Attributes --------------------------------------------------------------------------

    def _attribute(self, expr: m.Attr, scope: Scope, at: Span | None, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        path = dotted(expr)
        if path and scope.kind == "function" and _assigns(scope, path, fields):
            state, unbound = _Path(path, at or END, fields, self, scope, env).run(scope.body, [])
            local = [leaf for binding in state for leaf in self._binding(binding, scope, env, fields)]
            if local and not unbound:
                return local
        else:
            local = []
        found: list[Leaf] = []
        for base in self.values(expr.base, scope, at) or self.resolver.resolve(expr.base, scope, at):
            if isinstance(base, ModuleValue):
                found.extend(self._exported(base.path, expr.name, scope, fields))
            elif isinstance(base, ClassValue):
                found.extend(self._of_class(base, expr.name, scope, env, fields, base))
            elif isinstance(base, Instance) and isinstance(base.of, ClassValue):
                found.extend(self._of_class(base.of, expr.name, scope, env, fields, base))
            else:
                found.extend(self._of_value(v, scope) for v in self.resolver.members.get(base, expr.name, scope))
        return [*local, *found]

    def _of_class(
        self, cls: ClassValue, name: str, asking: Scope, env: Env | None, fields: tuple[str, ...], bound: Instance | ClassValue
    ) -> list[Leaf]:
        for base in self.resolver.members.bases(cls):
            if not isinstance(base, ClassValue):
                continue
            scope = self.project.child(base.cls, base.scope)
            for binding in reversed(scope.bindings.get(name, [])):
                if isinstance(binding.statement, m.Function):
                    body = self.project.child(binding.statement, scope)
                    return self._returns(body, None, fields)
            found = self._assigned(base, scope, name, fields, bound)
            if found:
                return found
        return [Leaf(None, asking)]

    def _assigned(
        self, cls: ClassValue, scope: Scope, name: str, fields: tuple[str, ...], bound: Instance | ClassValue
    ) -> list[Leaf]:
        found: list[Leaf] = []
        methods: dict[int, Scope] = {}
        for method, _ in self.resolver.members.self_assignments(scope).get(name, ()):
            methods[id(method)] = method
        for method in methods.values():
            owner = next(iter(p.name for p in method.function.params), "self") if method.function else "self"
            env = None
            if isinstance(bound, Instance) and bound.call is not None and bound.scope is not None and method.function is not None:
                if method.function.name in ("__init__", "constructor"):
                    env = Env(method.function, bound.call, bound.scope)
            for base in dict.fromkeys((owner, "self", "cls", cls.cls.name)):
                path = f"{base}.{name}"
                state, _ = _Path(path, END, fields, self, method, env).run(method.body, [])
                for binding in state:
                    found.extend(self._binding(binding, method, env, fields))
        for binding in scope.bindings.get(name, []):
            found.extend(self._class_level(binding, cls, scope, name, fields, bound))
        kept = [leaf for leaf in found if not is_nothing(leaf)]
        return kept or found

    def _class_level(
        self, binding: Binding, cls: ClassValue, scope: Scope, name: str, fields: tuple[str, ...], bound: Instance | ClassValue
    ) -> list[Leaf]:
        """``client: Client = …`` in the class; in a dataclass also what objects are made with."""
        if binding.annotation is None:
            return self._binding(binding, scope, None, fields)
        found: list[Leaf] = []
        order = [n for n, group in scope.bindings.items() if group[0].annotation is not None]
        if isinstance(bound, Instance) and bound.call is not None and bound.scope is not None:
            calls = [(bound.call, bound.scope)]
        else:
            calls = [(site.call, site.scope) for site in self.callers.of_class(cls)]
        for call, where in calls:
            given = next((v for k, v in call.keywords if k == name), None)
            index = order.index(name)
            if given is None and index < len(call.args):
                given = call.args[index]
            if given is not None:
                found.extend(self.leaves(given, where, call.at, None, fields))
            elif binding.value is not None:
                found.extend(self._default(binding, scope, fields))
        if not calls and binding.value is not None:
            found.extend(self._default(binding, scope, fields))
        return found

    def _default(self, binding: Binding, scope: Scope, fields: tuple[str, ...]) -> list[Leaf]:
        value = binding.value
        if isinstance(value, m.Call) and _last(value.func) in ("field", "Field"):
            for name, given in value.keywords:
                if name == "default_factory":
                    return self.leaves(m.Call(given, (), (), value.at), scope, None, None, fields)
                if name == "default":
                    return self.leaves(given, scope, None, None, fields)
            return []
        return self.leaves(value, scope, binding.at, None, fields)

    # Calls -------------------------------------------------------------------------------

    def _call(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        if _last(call.func) in _SAME and call.args:
            return self.leaves(call.args[-1 if _last(call.func) == "cast" else 0], scope, at, env, fields)
        if _last(call.func) in ("copy", "model_copy", "__deepcopy__") and isinstance(call.func, m.Attr) and not call.args:
            return self.leaves(call.func.base, scope, at, env, fields)
        found: list[Leaf] = []
        for target in self.resolver.resolve(call.func, scope, at or call.at):
            found.extend(self._result(target, call, scope, env, fields))
        return found or [Leaf(None, scope)]

    def _result(self, target: Value, call: m.Call, scope: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        if isinstance(target, FunctionValue):
            body = self.project.child(target.function, target.scope)
            return self._returns(body, Env(target.function, call, scope, env), fields)
        if isinstance(target, LambdaValue):
            return self.leaves(target.value.body, target.scope, None, env, fields)
        if isinstance(target, Partial):
            keywords = (*target.call.keywords, *call.keywords)
            joined = m.Call(target.call.args[0], (*target.call.args[1:], *call.args), keywords, target.call.at)
            return self._result(target.target, joined, target.scope, env, fields)
        if isinstance(target, (Literal, ModuleValue)):
            return [Leaf(None, scope)]
        return [Leaf(call, scope, call.at, env)]

    def _returns(self, body: Scope, env: Env | None, fields: tuple[str, ...]) -> list[Leaf]:
        found: list[Leaf] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None:
                found.extend(self.leaves(statement.value, body, statement.at, env, fields))
        return found or [Leaf(None, body)]

    def sets(self, function: FunctionValue, param: m.Param, call: m.Call, fields: tuple[str, ...]) -> list[Binding]:
        """How a function leaves the fields of the object it is given."""
        body = self.project.child(function.function, function.scope)
        if self._depth >= MAX_DEPTH:
            return []
        self._depth += 1
        try:
            start = Binding("param", function.function.at, param=param)
            state, _ = _Path(param.name, END, fields, self, body, None).run(body.body, [start])
        finally:
            self._depth -= 1
        found = [Binding("set", call.at, b.value) for b in state if b.kind == "set"]
        if found and all(binding.kind == "set" for binding in state):
            return [Binding("set", call.at, m.Const(True))]
        return []


_MISSING = m.Const(Ellipsis)  # type: ignore[arg-type]


def _assigns(scope: Scope, path: str, fields: tuple[str, ...]) -> bool:
    """Whether a function itself gives ``self.x`` a value or sets a field of it."""
    known: set[str] | None = scope.__dict__.get("_paths")
    if known is None:
        known = set()
        for statement in scope.flat:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Attr):
                name = dotted(statement.target)
                known.update((name, name.rpartition(".")[0]))
        scope.__dict__["_paths"] = known
    return path in known


def _alias(name: m.Name, scope: Scope) -> m.Expr | None:
    """``Db = Annotated[Client, Depends(make)]`` at the top of a module."""
    bindings = scope.module.bindings.get(name.id, ())
    return next((binding.value for binding in bindings if isinstance(binding.value, m.Sub)), None)


def is_nothing(leaf: Leaf) -> bool:
    """Whether a leaf is None itself."""
    return not leaf.is_set and isinstance(leaf.expr, m.Const) and leaf.expr.value is None


def key_name(key: m.Expr) -> str:
    """The name of a key: ``"cap"`` in Python, ``cap`` in TypeScript."""
    name = literal_key(key)
    return name if isinstance(name, str) else getattr(key, "id", "")


def _last(expr: m.Expr) -> str:
    return expr.name if isinstance(expr, m.Attr) else getattr(expr, "id", "")


