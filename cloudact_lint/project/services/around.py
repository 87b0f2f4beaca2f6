"""What an application is made of: the files it imports, and the words of what every request passes."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.focus import imported_by
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.model import Application, Middleware
from cloudact_lint.project.values import ClassValue, FunctionValue
from cloudact_lint.project.walking import scope_calls, scope_expressions, walk

MAX_DEPTH = 3
"""Over how many helpers of a middleware its words are gathered."""
MAX_WORDS = 20_000


class Around:
    """Answers for applications. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver: Resolver = BigQuery.of(project).resolver
        self._files: dict[str, frozenset[str]] = {}
        self._words: dict[int, frozenset[str]] = {}

    @classmethod
    def of(cls, project: Project) -> Around:
        """The one of this project."""
        known = project.shared.get("around-applications")
        if not isinstance(known, Around):
            known = project.shared["around-applications"] = cls(project)
        return known

    # Files -------------------------------------------------------------------------------

    def files(self, application: Application) -> frozenset[str]:
        """The file of an application and all that it imports, directly or not; those of tests do not count."""
        return self.closure(application.file)

    def closure(self, start: str) -> frozenset[str]:
        """A file and all that it imports, directly or not; those of tests do not count."""
        if start not in self._files:
            found: set[str] = set()
            todo = [start]
            while todo:
                path = todo.pop()
                if path in found or path not in self.project.records or self.project.is_test(path):
                    continue
                found.add(path)
                for item in self.project.records[path].imports:
                    todo.extend(imported_by(self.project, path, item))
            self._files[start] = frozenset(found)
        return self._files[start]

    def imports(self, application: Application) -> Iterator[m.Import]:
        """Every import of the files of an application."""
        for path in self.files(application):
            yield from self.project.records[path].imports

    # Words -------------------------------------------------------------------------------

    def words(self, application: Application) -> frozenset[str]:
        """Names and texts, in lower case, of what every request passes: middleware, and the helpers it calls."""
        key = id(application)
        if key not in self._words:
            found: set[str] = set()
            seen: set[int] = set()
            for middleware in application.middlewares:
                found.add(middleware.full_name.lower())
                for scope in self.scopes(middleware):
                    self._gather(scope, found, seen, 0)
            self._words[key] = frozenset(found)
        return self._words[key]

    def words_of(self, function: FunctionValue) -> frozenset[str]:
        """Names and texts, in lower case, of a function and the helpers it calls."""
        key = id(function.function)
        if key not in self._words:
            found: set[str] = set()
            self._gather(self.project.child(function.function, function.scope), found, set(), 0)
            self._words[key] = frozenset(found)
        return self._words[key]

    def scopes(self, middleware: Middleware) -> Iterator[Scope]:
        """The code of a middleware: of its function, or of the methods of its class."""
        if middleware.function is not None:
            yield self.project.child(middleware.function.function, middleware.function.scope)
        if middleware.cls is not None:
            for base in self.resolver.members.bases(middleware.cls):
                if isinstance(base, ClassValue):
                    yield from self.project.nested(self.project.child(base.cls, base.scope))

    def _gather(self, scope: Scope, found: set[str], seen: set[int], depth: int) -> None:
        if id(scope) in seen or len(found) > MAX_WORDS:
            return
        seen.add(id(scope))
        for expr in scope_expressions(scope):
            for node in walk(expr):
                found.update(_words_of(node))
        for inner in self.project.nested(scope):
            self._gather(inner, found, seen, depth)
        if depth >= MAX_DEPTH:
            return
        for call in scope_calls(scope):
            for value in self.resolver.resolve(call.func, scope, call.at)[:3]:
                if isinstance(value, FunctionValue):
                    self._gather(self.project.child(value.function, value.scope), found, seen, depth + 1)


def _words_of(node: m.Expr) -> Iterator[str]:
    if isinstance(node, m.Name):
        yield node.id.lower()
    elif isinstance(node, m.Attr):
        yield node.name.lower()
    elif isinstance(node, m.Text):
        for part in node.parts:
            if isinstance(part, m.Piece) and len(part.text) < 200:
                yield part.text.lower()
    elif isinstance(node, m.Call):
        for name, _ in node.keywords:
            if name:
                yield name.lower()
