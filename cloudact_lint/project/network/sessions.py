"""What is done to a session after it was made, or by a class made from it: adapters, defaults, own methods."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called
from cloudact_lint.project.origins_base import key_name
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.project.values import ClassValue, External, Instance
from cloudact_lint.project.walking import last_name, scope_calls, scope_expressions, walk


class Sessions:
    """Answers questions of clients and sessions, by the call that makes one."""

    def __init__(self, project: Project, resolver: Resolver) -> None:
        self.project, self.resolver = project, resolver

    def own_class(self, client: m.Call | None, scope: Scope | None) -> ClassValue | None:
        """The class of the repository that a client is of."""
        if client is None or scope is None:
            return None
        for value in self.resolver.resolve(client.func, scope, client.at):
            if isinstance(value, ClassValue):
                return value
        return None

    def methods(self, cls: ClassValue, *names: str) -> Iterator[Scope]:
        """The bodies of methods that a class, or one it inherits from, has itself."""
        for base in self.resolver.members.bases(cls):
            if isinstance(base, ClassValue):
                scope = self.project.child(base.cls, base.scope)
                for name in names:
                    for binding in scope.bindings.get(name, ()):
                        if isinstance(binding.statement, m.Function):
                            yield self.project.child(binding.statement, scope)

    def mounted(self, client: m.Call | None, scope: Scope | None) -> Iterator[tuple[m.Call, Scope, ClassValue | str]]:
        """Adapters mounted on a session: the call that makes each, and its class or full name."""
        for call, where in self._calls_on(client, scope, "mount"):
            if len(call.args) < 2:
                continue
            for value in self.resolver.resolve(call.args[1], where, call.at):
                if isinstance(value, Instance) and value.call is not None and value.scope is not None:
                    yield value.call, value.scope, value.of.name if isinstance(value.of, External) else value.of

    def set_on(self, client: m.Call | None, scope: Scope | None, name: str) -> Iterator[tuple[m.Assign, Scope]]:
        """``session.NAME = …`` where the session was made."""
        target = _target(client, scope)
        for where in self._places(scope, target):
            for statement in where.flat:
                if isinstance(statement, m.Assign) and dotted(statement.target) == f"{target}.{name}":
                    yield statement, where

    def _calls_on(self, client: m.Call | None, scope: Scope | None, name: str) -> Iterator[tuple[m.Call, Scope]]:
        target = _target(client, scope)
        for where in self._places(scope, target):
            for call in scope_calls(where):
                if isinstance(call.func, m.Attr) and call.func.name == name and dotted(call.func.base) == target:
                    yield call, where

    def _places(self, scope: Scope | None, target: str) -> Iterator[Scope]:
        """Where a session's name is in sight: its function, and for an attribute all methods of the class."""
        if scope is None or not target:
            return
        owner = scope.owner_class()
        if "." in target and owner is not None:
            yield from self.project.nested(owner)
        else:
            yield scope

    @cached_property
    def defaults(self) -> frozenset[tuple[str, str]]:
        """``axios.defaults.timeout = …``, ``socket.setdefaulttimeout(…)``, ``axiosRetry(axios, …)``: what and where."""
        found: set[tuple[str, str]] = set()
        for path in self.project.files_calling("setdefaulttimeout"):
            found.add(("socket", path))
        for path, index in self.project.records.items():
            if any(item.module == "axios" for item in index.imports):
                for scope in self.project.scopes(path):
                    for statement in scope.flat:
                        if isinstance(statement, m.Assign) and dotted(statement.target).endswith(".defaults.timeout"):
                            found.add(("axios", path))
        return frozenset(found)


def _target(client: m.Call | None, scope: Scope | None) -> str:
    """The name under which a client is kept: ``session``, ``self.session``."""
    if client is None or scope is None:
        return ""
    for statement in scope.flat:
        if isinstance(statement, m.Assign) and _holds(statement.value, client):
            return dotted(statement.target)
        if isinstance(statement, m.With):
            for value, target in statement.items:
                if value is client and target is not None:
                    return dotted(target)
    return ""


def _holds(expr: m.Expr | None, call: m.Call) -> bool:
    return expr is not None and any(node is call for node in walk(expr))


def speaks_of(scope: Scope, word: str) -> bool:
    """Whether a function names something: as a keyword, a key, a variable, an attribute or a parameter."""
    if scope.function is not None and any(word in param.name for param in scope.function.params):
        return True
    for expr in scope_expressions(scope):
        for node in walk(expr):
            if isinstance(node, m.Call) and any(name and word in name for name, _ in node.keywords):
                return True
            if isinstance(node, (m.Name, m.Attr)) and word in last_name(node).lower():
                return True
            if isinstance(node, m.Text) and word in key_name(node):
                return True
    return False


def decorator_names(scope: Scope) -> Iterator[tuple[str, m.Expr]]:
    """The last names of decorators of the functions that ``scope`` is in, with each as an expression."""
    here: Scope | None = scope
    while here is not None:
        for node in (here.function or here.cls).decorators if here.function or here.cls else ():  # type: ignore[union-attr]
            yield (called(node) if isinstance(node, m.Call) else last_name(node)), node
        here = here.parent
