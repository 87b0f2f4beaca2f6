"""Tables in code from names to what they mean: dicts, what decorators add to them, methods and modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.callers import MAX_CALLERS, Callers
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import (
    ClassValue,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    ModuleValue,
    Partial,
    Value,
)
from cloudact_lint.project.walking import last_name, scope_calls

_RUNS = (ClassValue, FunctionValue, LambdaValue, Partial, Instance)


@dataclass(slots=True)
class Registry:
    """What is in a table. ``whole`` is false where there may be more than is seen."""

    name: str
    path: str
    at: Span
    known: dict[str, Value | None] = field(default_factory=dict)
    whole: bool = True


class Registries:
    """Reads them; answers are remembered by the display that a table begins with."""

    def __init__(self, project: Project, resolver: Resolver) -> None:
        self.project, self.resolver = project, resolver
        self._known: dict[int, Registry | None] = {}

    def of(self, base: m.Expr, scope: Scope, at: Span | None) -> Registry | None:
        """The table that an expression means; None if it is none of functions or classes."""
        displays = [
            value
            for value in self.resolver.resolve(base, scope, at)
            if isinstance(value, Literal) and isinstance(value.expr, m.Dict) and self._may_run(base, value)
        ]
        if not displays:
            return None
        first = displays[0]
        key = id(first.expr)
        if key not in self._known:
            self._known[key] = self._read(last_name(base), first)
        found = self._known[key]
        if found is not None and len(displays) > 1:
            return Registry(found.name, found.path, found.at, found.known, whole=False)
        return found

    def _may_run(self, base: m.Expr, display: Literal) -> bool:
        """Whether a display may be a table of what runs things; an empty one in a function collects something."""
        assert isinstance(display.expr, m.Dict)
        if not display.expr.items:
            return isinstance(base, m.Attr) or display.scope.kind != "function"
        return any(isinstance(value, (m.Name, m.Attr, m.Call, m.Lambda)) for _, value in display.expr.items)

    def _read(self, name: str, display: Literal) -> Registry | None:
        assert isinstance(display.expr, m.Dict)
        found = Registry(name or "the table of steps", display.scope.path, display.expr.at)
        for key, value in display.expr.items:
            word = literal_key(key) if key is not None else None
            if isinstance(word, str):
                self._add(found, word, value, display.scope)
            else:
                found.whole = False
        for path in self._files(name, display.scope.path) if name else ():
            for scope in self.project.scopes(path):
                self._changes(found, name, scope)
        return found if any(isinstance(value, _RUNS) for value in found.known.values()) else None

    def _add(self, found: Registry, word: str, value: m.Expr, scope: Scope) -> None:
        values = self.resolver.resolve(value, scope)
        found.known[word] = next((item for item in values if isinstance(item, _RUNS)), None)

    def _files(self, name: str, home: str) -> Iterator[str]:
        """The file of a table, and those that import it."""
        for path, index in self.project.records.items():
            if path == home or (index.language == "python" and any(item.name == name for item in index.imports)):
                yield path

    def _changes(self, found: Registry, name: str, scope: Scope) -> None:
        """What else is put into it: ``STEPS["x"] = f``, ``STEPS[name] = f`` in a decorator, ``STEPS.update(…)``."""
        for statement in scope.flat:
            target = statement.target if isinstance(statement, m.Assign) and statement.value is not None else None
            if isinstance(target, m.Sub) and last_name(target.base) == name:
                self._put(found, target.index, statement.value, scope)  # type: ignore[union-attr,arg-type]
        for call in scope_calls(scope):
            func = call.func
            if isinstance(func, m.Attr) and last_name(func.base) == name and func.name in ("update", "setdefault"):
                if func.name == "setdefault" and len(call.args) == 2:
                    self._put(found, call.args[0], call.args[1], scope)
                else:
                    found.whole = False

    def _put(self, found: Registry, index: m.Expr, value: m.Expr, scope: Scope) -> None:
        word = literal_key(index)
        if isinstance(word, str):
            self._add(found, word, value, scope)
            return
        if not (isinstance(value, m.Name) and _is_param(value.id, scope)):
            found.whole = False  # rather a memory of what was made before
            return
        words = list(self._registered(index, scope))
        found.known.update({word: made for word, made in words if word})
        found.whole = found.whole and bool(words) and all(word for word, _ in words)

    def _registered(self, index: m.Expr, scope: Scope) -> Iterator[tuple[str, Value | None]]:
        """The names that callers of a function give, whose parameter is the index: ``@register("load")``."""
        if not isinstance(index, m.Name):
            return
        here: Scope | None = scope
        while here is not None and index.id not in here.bindings:
            here = here.parent
        if here is None or here.function is None or here.parent is None:
            return
        function = self.resolver.definition(here.function, here.parent)
        position = next((n for n, param in enumerate(here.function.params) if param.name == index.id), -1)
        if position < 0 or not isinstance(function, FunctionValue):
            return
        if here.function.params[0].name in ("self", "cls"):
            position -= 1
        sites = Callers.of(self.resolver).of_function(function)
        for site in sites:
            given = [value for key, value in site.call.keywords if key == index.id]
            given += site.call.args[position : position + 1]
            word = literal_key(given[0]) if given else None
            yield (word if isinstance(word, str) else ""), self._decorated(site.call, site.scope)
        if len(sites) >= MAX_CALLERS:
            yield "", None

    def _decorated(self, call: m.Call, scope: Scope) -> Value | None:
        """The function or class that a decorator stands above."""
        for statement in scope.flat:
            if isinstance(statement, (m.Function, m.Class)) and any(item is call for item in statement.decorators):
                return self.resolver.definition(statement, scope)
        return None

    def members_of(self, owner: Value, before: str, after: str) -> Registry | None:
        """The functions of a module, or methods of a class, whose names begin and end so, by what stands between."""
        if isinstance(owner, Instance) and isinstance(owner.of, ClassValue):
            owner = owner.of
        if isinstance(owner, ClassValue):
            bases = list(self.resolver.members.bases(owner))
            scopes = [self.project.child(base.cls, base.scope) for base in bases if isinstance(base, ClassValue)]
            found = Registry(f"`{owner.cls.name}` in {owner.scope.path}", owner.scope.path, owner.cls.at)
            found.whole = all(isinstance(base, ClassValue) or base.name == "builtins.object" for base in bases)
        elif isinstance(owner, ModuleValue) and (module := self.project.module(owner.path)) is not None:
            scopes, found = [module], Registry(owner.path, owner.path, Span(1, 1, 1, 1))
            found.whole = not any(item.local == "*" for item in self.project.records[owner.path].imports)
        else:
            return None
        for scope in scopes:
            found.whole = found.whole and "__getattr__" not in scope.bindings
            for name, bindings in scope.bindings.items():
                if name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after):
                    runs = bindings[-1].kind in ("def", "import")
                    value = self.resolver.definition(bindings[-1].statement, scope) if runs else None
                    if runs:
                        found.known[name[len(before) : len(name) - len(after)]] = value
        return found if found.known else None


def _is_param(name: str, scope: Scope) -> bool:
    """Whether a name is a parameter, here or of a function around."""
    here: Scope | None = scope
    while here is not None and name not in here.bindings:
        here = here.parent
    return here is not None and any(binding.kind == "param" for binding in here.bindings[name])
