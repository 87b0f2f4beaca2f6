"""Who calls a function or makes an object of a class, through imports, aliases and references.

A reference handed to something that runs it (``executor.submit(run, sql)``) counts as a call
of it with the arguments that follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import CallSite, last_name
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.values import ClassValue, FunctionValue, Parameter, Partial, Unknown, Value

MAX_CALLERS = 60
"""More callers than this say nothing new."""
# What only looks at a function that it is given, or names it.
_LOOKERS = {"print", "callable", "isinstance", "hasattr", "id", "repr", "str", "len", "type", "signature", "debug", "info",
            "warning", "error", "append", "object", "wraps", "iscoroutinefunction"}  # fmt: skip


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
            yield from self._sites({"__init__", "super"}, lambda value: _is(value, function))
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
                related = any(isinstance(b, ClassValue) and b.cls is cls.cls for b in self.resolver.members.bases(value))
                return related and (other is None or (init is not None and other.function is init.function))

            self._classes[key] = tuple(self._sites(names, makes))
        return self._classes[key]

    def subclasses(self, cls: ClassValue) -> list[ClassValue]:
        """Classes of the repository that name ``cls`` as a base."""
        return [sub for sub in self._by_base.get(cls.cls.name, ()) if any(
            isinstance(base, ClassValue) and base.cls is cls.cls for base in self.resolver.members.bases(sub)
        )]

    @cached_property
    def _by_base(self) -> dict[str, list[ClassValue]]:
        found: dict[str, list[ClassValue]] = defaultdict(list)
        for path in self.project.paths("python", "notebook"):
            if self.project.is_test(path):
                continue
            for scope in self.project.scopes(path) if self.project.records[path].defines else ():
                if scope.cls is not None and scope.parent is not None:
                    for base in scope.cls.bases:
                        found[last_name(base)].append(ClassValue(scope.cls, scope.parent))
        return found

    def _sites(self, names: set[str], wanted: object) -> Iterator[CallSite]:
        count = 0
        for path in self.project.files_calling(*names):
            if self.project.is_test(path):
                continue
            for site in self.project.calls_in(path):
                for call in self._calls(site.call, names):
                    if any(wanted(value) for value in self._targets(call, site)):  # type: ignore[operator]
                        yield CallSite(call, site.scope)
                        count += 1
                        if count >= MAX_CALLERS:
                            return

    def _targets(self, call: m.Call, site: CallSite) -> Iterator[Value]:
        for value in self.resolver.resolve(call.func, site.scope, site.call.at):
            yield value.target if isinstance(value, Partial) else value

    @staticmethod
    def _calls(call: m.Call, names: set[str]) -> Iterator[m.Call]:
        if last_name(call.func) in names:
            yield call
        for reference, amounts in passed_on(call):
            if last_name(reference) in names:
                yield amounts


def _is(value: Value, function: FunctionValue) -> bool:
    return isinstance(value, FunctionValue) and value.function is function.function
