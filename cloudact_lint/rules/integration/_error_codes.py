"""Whether the errors of a service have codes: what a client can tell apart without reading English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.model import Application
from cloudact_lint.project.walking import last_name, statement_expressions, walk

ENOUGH = 5
"""Errors of a service from which on codes are worth asking for."""
_CODES = frozenset(("code", "error", "type", "kind", "reason", "key", "slug"))


@dataclass(frozen=True, slots=True)
class Codeless:
    """A service whose errors are sentences: how many of how many, and the first of them."""

    application: Application
    plain: int
    total: int
    examples: tuple[Location, ...]


def codeless_services(project: Project) -> Iterator[Codeless]:
    """FastAPI applications with errors that have a sentence for a detail and no code."""
    biggest: dict[str, Application] = {}
    for application in applications(project):
        known = biggest.get(application.folder)
        if known is None or len(known.routes) < len(application.routes):
            biggest[application.folder] = application
    for application in biggest.values():
        if application.framework not in ("fastapi", "starlette") or not project.asked(application.file):
            continue
        if any(_gives_code(function.function.body) for _, function in application.handlers):
            continue
        folder = f"{application.folder}/" if application.folder else ""
        plain: list[Location] = []
        total = 0
        for path in project.files_calling("HTTPException"):
            if path.startswith(folder) and not project.is_test(path):
                for statement, detail in _raises(project, path):
                    total += 1
                    if isinstance(detail, (m.Text, m.Bin)):
                        plain.append(Location(path, statement.at))
        if total >= ENOUGH and plain:
            yield Codeless(application, len(plain), total, tuple(plain[:3]))


def _raises(project: Project, path: str) -> Iterator[tuple[m.Raise, m.Expr | None]]:
    for scope in project.scopes(path):
        for statement in scope.flat:
            if isinstance(statement, m.Raise) and isinstance(statement.value, m.Call):
                call = statement.value
                if last_name(call.func) == "HTTPException":
                    detail = next((value for key, value in call.keywords if key == "detail"), None)
                    yield statement, detail if detail is not None or len(call.args) < 2 else call.args[1]


def _gives_code(block: m.Block) -> bool:
    """Whether an exception handler puts a code into its answers."""
    for statement in block:
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if isinstance(node, m.Dict) and any(_is_code(key) for key, _ in node.items if key is not None):
                    return True
        for name in ("body", "orelse", "final"):
            if _gives_code(getattr(statement, name, ())) and not isinstance(statement, (m.Function, m.Class)):
                return True
    return False


def _is_code(key: m.Expr) -> bool:
    name = literal_key(key)
    return isinstance(name, str) and "code" in words_of(name) and "status" not in words_of(name)
