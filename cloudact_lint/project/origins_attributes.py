"""Where attributes of objects get their values: methods that assign them, properties, dataclass fields."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.origins_base import END, Env, Fieldnames, Leaf, OriginsBase, called, is_nothing
from cloudact_lint.project.paths import Path
from cloudact_lint.project.scopes import Binding, Scope, dotted
from cloudact_lint.project.values import ClassValue, Instance, ModuleValue


class AttributeOrigins(OriginsBase):
    """The part of the origins that knows objects."""

    def attribute(self, expr: m.Attr, scope: Scope, at: Span | None, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What ``base.name`` may be, by the function itself, then by the object's class or module."""
        path = dotted(expr)
        if path and scope.kind == "function" and _assigns(scope, path, fields):
            state, unbound = Path(path, at or END, fields, self, scope, env).run(scope.body, [])
            local = [leaf for binding in state for leaf in self.of_binding(binding, scope, env, fields)]
            if local and not unbound:
                return local
        else:
            local = []
        found: list[Leaf] = []
        for base in self.values(expr.base, scope, at) or self.resolver.resolve(expr.base, scope, at):
            if isinstance(base, ModuleValue):
                found.extend(self.exported(base.path, expr.name, scope, fields))
            elif isinstance(base, ClassValue):
                found.extend(self._of_class(base, expr.name, scope, env, fields, base))
            elif isinstance(base, Instance) and isinstance(base.of, ClassValue):
                found.extend(self._of_class(base.of, expr.name, scope, env, fields, base))
            else:
                found.extend(self.of_value(v, scope) for v in self.resolver.members.get(base, expr.name, scope))
        return [*local, *found]

    def _of_class(
        self,
        cls: ClassValue,
        name: str,
        asking: Scope,
        env: Env | None,
        fields: Fieldnames,
        bound: Instance | ClassValue,
    ) -> list[Leaf]:
        for base in self.resolver.members.bases(cls):
            if not isinstance(base, ClassValue):
                continue
            scope = self.project.child(base.cls, base.scope)
            for binding in reversed(scope.bindings.get(name, [])):
                if isinstance(binding.statement, m.Function):
                    body = self.project.child(binding.statement, scope)
                    return self.returned(body, None, fields)
            found = self._assigned(base, scope, name, fields, bound)
            if found:
                return found
        return [Leaf(None, asking)]

    def _assigned(
        self, cls: ClassValue, scope: Scope, name: str, fields: Fieldnames, bound: Instance | ClassValue
    ) -> list[Leaf]:
        found: list[Leaf] = []
        methods: dict[int, Scope] = {}
        for method, _ in self.resolver.members.self_assignments(scope).get(name, ()):
            methods[id(method)] = method
        for method in methods.values():
            owner = next(iter(p.name for p in method.function.params), "self") if method.function else "self"
            env = _made_by(bound, method)
            for base in dict.fromkeys((owner, "self", "cls", cls.cls.name)):
                path = f"{base}.{name}"
                state, _ = Path(path, END, fields, self, method, env).run(method.body, [])
                for binding in state:
                    found.extend(self.of_binding(binding, method, env, fields))
        for binding in scope.bindings.get(name, []):
            found.extend(self._class_level(binding, cls, scope, name, fields, bound))
        kept = [leaf for leaf in found if not is_nothing(leaf)]
        return kept or found

    def _class_level(
        self,
        binding: Binding,
        cls: ClassValue,
        scope: Scope,
        name: str,
        fields: Fieldnames,
        bound: Instance | ClassValue,
    ) -> list[Leaf]:
        """``client: Client = …`` in the class; in a dataclass also what objects are made with."""
        if binding.annotation is None:
            return self.of_binding(binding, scope, None, fields)
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

    def _default(self, binding: Binding, scope: Scope, fields: Fieldnames) -> list[Leaf]:
        value = binding.value
        if isinstance(value, m.Call) and called(value) in ("field", "Field"):
            for name, given in value.keywords:
                if name == "default_factory":
                    return self.leaves(m.Call(given, (), (), value.at), scope, None, None, fields)
                if name == "default":
                    return self.leaves(given, scope, None, None, fields)
            return []
        return self.leaves(value, scope, binding.at, None, fields)


def _made_by(bound: Instance | ClassValue, method: Scope) -> Env | None:
    """The call that made an object, for the method that initialises it."""
    if method.function is None or method.function.name not in ("__init__", "constructor"):
        return None
    if isinstance(bound, Instance) and bound.call is not None and bound.scope is not None:
        return Env(method.function, bound.call, bound.scope)
    return None


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
