"""Who calls a function or makes an object of a class, through imports, aliases and references.

A reference handed to something that runs it (``executor.submit(run, sql)``) counts as a call
of it with the arguments that follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, FunctionValue, Parameter, Partial, Unknown, Value
from cloudact_lint.project.walking import last_name, scope_calls

MAX_CALLERS = 60
"""More callers than this say nothing new."""
# What only looks at a function that it is given, or names it.
_LOOKERS = {
    "print", "callable", "isinstance", "hasattr", "id", "repr", "str", "len", "type", "signature", "debug", "info",
    "warning", "error", "append", "object", "wraps", "iscoroutinefunction",
}  # fmt: skip


def passed_on(call: m.Call) -> Iterator[tuple[m.Expr, m.Call]]:
    """References among the arguments of a call, each with the call it amounts to."""
    if last_name(call.func) in _LOOKERS:
        return
    for index, value in enumerate(call.args):
        if isinstance(value, (m.Attr, m.Name)):
            yield value, m.Call(value, call.args[index + 1 :], call.keywords, call.at)
    for name, value in call.keywords:
        if isinstance(value, (m.Attr, m.Name)) and name in ("target", "func", "function", "fn", "callback"):
            arguments = next((v for k, v in call.keywords if k == "args"), None)
            keywords = next((v for k, v in call.keywords if k == "kwargs"), None)
            args = arguments.items if isinstance(arguments, m.Seq) else ()
            yield value, m.Call(value, args, ((None, keywords),) if keywords is not None else (), call.at)


class Callers:
    """Finds callers. One for a project; answers are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self._functions: dict[int, tuple[CallSite, ...]] = {}
        self._classes: dict[int, tuple[CallSite, ...]] = {}
        self._subclasses: dict[int, list[ClassValue]] = {}

    @classmethod
    def of(cls, resolver: Resolver) -> Callers:
        """The one of this project."""
        known = resolver.project.shared.get("callers")
        if not isinstance(known, Callers):
            known = resolver.project.shared["callers"] = cls(resolver)
        return known

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        """Other names under which something is imported."""
        found: dict[str, set[str]] = defaultdict(set)
        for index in self.project.records.values():
            for item in index.imports:
                if item.name and item.local != item.name:
                    found[item.name].add(item.local)
        return found

    @cached_property
    def _definitions(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for index in self.project.records.values():
            for name in index.defines:
                found[name] += 1
        return found

    def names_of(self, name: str) -> set[str]:
        """A name and what it is called where it is imported under another."""
        return {name} | self._aliases.get(name, set())

    def definitions(self, name: str) -> int:
        """How many files define something of that name."""
        return self._definitions.get(name, 0)

    def of_function(self, function: FunctionValue) -> tuple[CallSite, ...]:
        """Calls that run a function; those of tests do not count."""
        key = id(function.function)
        if key not in self._functions:
            self._functions[key] = ()  # while it is being looked for
            self._functions[key] = tuple(self._find(function))
        return self._functions[key]

    def _find(self, function: FunctionValue) -> Iterator[CallSite]:
        name = function.function.name
        if name in ("__init__", "constructor") and function.owner is not None:
            yield from self.of_class(function.owner)
            yield from self._from_subclasses(function, function.owner)
            return
        alone = self._definitions[name] == 1
        yield from self._sites(
            {name} | self._aliases.get(name, set()),
            lambda value: _is(value, function) or (alone and isinstance(value, (Unknown, Parameter))),
        )

    def of_class(self, cls: ClassValue) -> tuple[CallSite, ...]:
        """Calls that make an object of a class, or of one that inherits how it is made."""
        key = id(cls.cls)
        if key not in self._classes:
            self._classes[key] = ()
            init = self.resolver.members.method(cls, "__init__")
            names = {cls.cls.name} | self._aliases.get(cls.cls.name, set())
            for sub in self.subclasses(cls):
                names |= {sub.cls.name} | self._aliases.get(sub.cls.name, set())

            def makes(value: Value) -> bool:
                if not isinstance(value, ClassValue):
                    return False
                if value.cls is cls.cls:
                    return True
                other = self.resolver.members.method(value, "__init__")
                related = any(
                    isinstance(b, ClassValue) and b.cls is cls.cls for b in self.resolver.members.bases(value)
                )
                return related and (other is None or (init is not None and other.function is init.function))

            self._classes[key] = tuple(self._sites(names, makes))
        return self._classes[key]

    def _from_subclasses(self, function: FunctionValue, owner: ClassValue) -> Iterator[CallSite]:
        """``super().__init__(…)``."""
        for sub in self.subclasses(owner):
            body = self.project.child(sub.cls, sub.scope)
            for binding in body.bindings.get("__init__", ()):
                if isinstance(binding.statement, m.Function):
                    scope = self.project.child(binding.statement, body)
                    for call in scope_calls(scope):
                        if last_name(call.func) == "__init__" and any(
                            _is(v, function) for v in self._targets(call, scope)
                        ):
                            yield CallSite(call, scope)

    def subclasses(self, cls: ClassValue) -> list[ClassValue]:
        """Classes of the repository that name ``cls`` as a base."""
        key = id(cls.cls)
        if key not in self._subclasses:
            self._subclasses[key] = [
                ClassValue(scope.cls, scope.parent)
                for path in self._files_knowing(cls)
                for scope in self.project.scopes(path)
                if scope.cls is not None and scope.parent is not None and self._inherits(scope.cls, scope.parent, cls)
            ]
        return self._subclasses[key]

    def _inherits(self, sub: m.Class, scope: Scope, cls: ClassValue) -> bool:
        return any(
            isinstance(value, ClassValue) and value.cls is cls.cls
            for base in (base.base if isinstance(base, m.Sub) else base for base in sub.bases)
            if last_name(base)
            for value in self.resolver.resolve(base, scope)
        )

    def _files_knowing(self, cls: ClassValue) -> Iterator[str]:
        """Files that may name a class: its own, and those that import it or its module."""
        home = cls.scope.path
        stem = home.rpartition("/")[2].partition(".")[0]
        if stem == "__init__":
            stem = home.split("/")[-2] if "/" in home else ""
        for path, index in self.project.records.items():
            if path == home or (
                index.defines
                and not self.project.is_test(path)
                and any(
                    item.name in (cls.cls.name, stem, "*") or (item.name is None and item.module.endswith(stem))
                    for item in index.imports
                )
            ):
                yield path

    def _sites(self, names: set[str], wanted: object) -> Iterator[CallSite]:
        count = 0
        for path in self.project.files_calling(*names):
            if self.project.is_test(path):
                continue
            for site in self.project.calls_in(path):
                for call in self.calls_by(site.call, names):
                    if any(wanted(value) for value in self._targets(call, site.scope)):  # type: ignore[operator]
                        yield CallSite(call, site.scope)
                        count += 1
                        if count >= MAX_CALLERS:
                            return

    def _targets(self, call: m.Call, scope: Scope) -> Iterator[Value]:
        for value in self.resolver.resolve(call.func, scope, call.at):
            yield value.target if isinstance(value, Partial) else value

    @staticmethod
    def calls_by(call: m.Call, names: set[str]) -> Iterator[m.Call]:
        """The call itself if it is by one of ``names``, and what it amounts to for references it passes on."""
        if last_name(call.func) in names:
            yield call
        for value in (*call.args, *(value for _, value in call.keywords)):
            if isinstance(value, (m.Attr, m.Name)) and last_name(value) in names:
                for reference, amounts in passed_on(call):
                    if last_name(reference) in names:
                        yield amounts
                return


def _is(value: Value, function: FunctionValue) -> bool:
    return isinstance(value, FunctionValue) and value.function is function.function
