"""What the parts of :class:`~cloudact_lint.project.services.urls.Urls` share, and small steps they all take."""

from __future__ import annotations

from itertools import product

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Template, UrlHole, joined
from cloudact_lint.project.values import ClassValue, Instance

MAX_WAYS = 12
"""So many addresses one expression may come out as; more say nothing new."""
_MAX_BUILDERS = 6


class UrlsBase:
    """The state of a question."""

    project: Project
    resolver: Resolver

    def __init__(self, project: Project, resolver: Resolver) -> None:
        self.project, self.resolver = project, resolver
        self._open: set[tuple[int, int]] = set()
        self._exporting: set[tuple[str, str]] = set()
        self._left = 0

    def ways(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """The addresses that ``expr`` may come out as; empty for what is no text, such as None."""
        raise NotImplementedError

    def ways_or_hole(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """The same for a part of a text, of which something always comes out."""
        return self.ways(expr, scope, at, env) or [(UrlHole("value", expr, scope),)]

    @staticmethod
    def product(parts: list[list[Template]]) -> list[Template]:
        """All texts that can be put together, one way of each part at a time."""
        size = 1
        for index, ways in enumerate(parts):
            if size * len(ways) > MAX_WAYS:
                parts[index] = ways = ways[: max(1, MAX_WAYS // size)]
            size *= len(ways)
        return [joined(part for way in ways for part in way) for ways in product(*parts)]

    def returned(self, body: Scope, env: Env | None) -> list[Template]:
        """What a function gives back."""
        found: list[Template] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None and not statement.is_yield:
                found += self.ways(statement.value, body, statement.at, env)
        return found

    def from_environment(
        self, variable: str, default: m.Expr | None, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """An environment variable, or what stands in for it."""
        return [(UrlHole("variable", expr, scope, variable),), *self.ways(default, scope, at, env)]

    def constructions(self, cls: ClassValue, instance: Instance | None, init: m.Function | None) -> list[Env | None]:
        """The calls that make an object: the known one, else all that the repository has."""
        if init is None or len(init.params) < 2:
            return [None]
        if instance is not None and instance.call is not None and instance.scope is not None:
            return [Env(init, instance.call, instance.scope)]
        sites = Callers.of(self.resolver).of_class(cls)
        return [Env(init, site.call, site.scope) for site in sites[:_MAX_BUILDERS]] or [None]
