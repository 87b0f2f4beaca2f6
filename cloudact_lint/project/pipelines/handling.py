"""What the code that runs pipelines does when one fails: whom it tells, and which keys of a pipeline it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.flow import Frames, calls, flat
from cloudact_lint.project.pipelines.dispatch import Dispatch
from cloudact_lint.project.pipelines.flows import Flows
from cloudact_lint.project.pipelines.shape import Shape
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope, inside
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, scope_expressions, walk

KEY_TAG = "failure-key"
MAX_LEVELS = 6
"""How far up from the code that runs a step its callers are followed."""
MAX_SCOPES = 40
_ASKS = lazy_pattern(r"^_*(?:get|is|has|should|can|load|create|make|build|validate|read|list|fetch|find|parse|mark)_")
_FAILED = lazy_pattern(r"(?i)fail|err|exception|status|success|\bok\b|result|outcome|state")
_GOOD = lazy_pattern(r"(?i)succe|complet|^ok$|^done$|finish|start")
_BAD = lazy_pattern(r"(?i)fail|error")
_OF_FAILURE = lazy_pattern(r"(?i)fail|error|alert|exception|incident|page_")
_REPORTERS = frozenset(("sentry_sdk", "rollbar", "bugsnag", "raygun4py", "honeybadger", "elasticapm"))
"""Libraries that send every exception that is logged or not caught, once they are set up."""
_YAML_OF_NODE = frozenset(("js-yaml", "yaml", "yamljs"))
_READS = frozenset(("get", "pop", "setdefault", "getattr", "hasattr", "has"))


@dataclass(frozen=True, slots=True, eq=False)
class Handling:
    """What code that runs steps does with a failure.

    ``told`` are the places that tell somebody, with the name of what is called. ``handlers`` are the
    ``except`` branches around the steps that tell nobody, the innermost first.
    """

    told: tuple[tuple[str, Location], ...]
    handlers: tuple[Location, ...]


class FailureCode:
    """Looks at the code around dispatches. One for a project; answers are remembered."""

    def __init__(self, project: Project, resolver: Resolver, shape: Shape) -> None:
        self.project, self.resolver, self.shape = project, resolver, shape
        self._known: dict[int, Handling] = {}
        self._keys: dict[tuple[str, str], Location | None] = {}

    def of(self, way: Dispatch) -> Handling:
        """What is done when a step that is chosen here fails."""
        if id(way) not in self._known:
            self._known[id(way)] = self._look(way)
        return self._known[id(way)]

    def _look(self, way: Dispatch) -> Handling:
        if way.scope is None:
            return Handling((), ())
        told: list[tuple[str, Location]] = list(self._reporters(way.path))
        handlers: list[Location] = list(_around(way.scope, way.at))
        level: list[tuple[Scope, m.Call | None]] = [(way.scope, None)]
        seen: set[int] = set()
        for _ in range(MAX_LEVELS):
            above: list[tuple[Scope, m.Call | None]] = []
            for scope, call in level:
                if call is not None:
                    handlers += _around(scope, call.at)
                if id(scope) not in seen and len(seen) < MAX_SCOPES:
                    seen.add(id(scope))
                    told += self._told_in(scope, 2)
                    above += self._callers(scope)
            if told:
                break
            level = above
        return Handling(tuple(dict.fromkeys(told)), tuple(dict.fromkeys(handlers)))

    def _callers(self, scope: Scope) -> Iterator[tuple[Scope, m.Call | None]]:
        function = Flows.of(self.resolver).function(scope)
        if function is not None:
            for site in Callers.of(self.resolver).of_function(function)[:MAX_SCOPES]:
                yield site.scope, site.call

    def _reporters(self, path: str) -> Iterator[tuple[str, Location]]:
        """Libraries that report every exception, set up in the same part of the repository."""
        top = path.partition("/")[0]
        for other, index in self.project.records.items():
            if index.language != "python" or other.partition("/")[0] != top or "init" not in index.calls:
                continue
            for item in index.imports:
                if item.module.partition(".")[0] in _REPORTERS and not self.project.is_test(other):
                    yield f"{item.module}.init", Location(other, item.at)
                    return

    def _told_in(self, scope: Scope, depth: int, always: bool = False) -> Iterator[tuple[str, Location]]:
        """Calls that tell somebody of a failure, in a scope or in what its handlers call."""
        for call, frames in calls(scope.body):
            name = last_name(call.func)
            failing = always or _is_failing(frames)
            if self.shape.tells(name) and not _ASKS.search(name) and (not _GOOD.search(name) or _BAD.search(name)):
                if failing or _OF_FAILURE.search(name):
                    yield name, Location(scope.path, call.at)
            elif failing and depth and name and _is_handled(frames, always):
                for value in self.resolver.resolve(call.func, scope, call.at):
                    if isinstance(value, FunctionValue):
                        inner = self.project.child(value.function, value.scope)
                        yield from self._told_in(inner, depth - 1, always=True)

    # Keys --------------------------------------------------------------------------------

    def reads(self, key: str, tag: str = KEY_TAG, folder: str = "") -> Location | None:
        """Where code below a folder reads a key of a configuration; None where none does.

        ``tag`` is one that files which speak of the key have. Code in TypeScript that reads YAML may read any.
        """
        asked = (key, folder)
        if asked not in self._keys:
            self._keys[asked] = next(self._reading(key, tag, folder), None)
        return self._keys[asked]

    def _reading(self, key: str, tag: str, folder: str) -> Iterator[Location]:
        for path, index in self.project.records.items():
            if index.language == "typescript" and path.startswith(folder):
                yield from (Location(path, item.at) for item in index.imports if item.module in _YAML_OF_NODE)
        for path in self.project.paths("python"):
            tagged = tag in self.project.records[path].tags and path.startswith(folder)
            if not tagged or self.project.is_test(path):
                continue
            for scope in self.project.scopes(path):
                for expr in scope_expressions(scope):
                    for node in walk(expr):
                        if _looks_at(node, key, scope):
                            around = scope.function.at if scope.function is not None else Span(1, 1, 1, 2)
                            yield Location(path, getattr(node, "at", None) or head(around))


def _looks_at(node: m.Expr, key: str, scope: Scope) -> bool:
    if isinstance(node, m.Sub):
        return literal_key(node.index) == key
    if isinstance(node, m.Call) and last_name(node.func) in _READS:
        position = 1 if isinstance(node.func, m.Name) else 0  # getattr(step, "x"), step.get("x")
        return len(node.args) > position and literal_key(node.args[position]) == key
    if isinstance(node, m.Bin) and node.op in ("in", "not in"):
        return literal_key(node.left) == key
    if isinstance(node, m.Attr) and node.name == key:
        base = node.base
        while isinstance(base, m.Attr):
            base = base.base
        # ``package.notifications.send`` names a module.
        imported = isinstance(base, m.Name) and any(b.kind == "import" for b in scope.module.bindings.get(base.id, ()))
        return not imported
    return False


def _is_failing(frames: Frames) -> bool:
    """Whether code stands where something has failed: in a handler, or behind a look at a status."""
    for frame in frames:
        if frame.kind in ("handler", "finally"):
            return True
        if isinstance(frame.statement, m.If) and _speaks_of_failure(frame.statement.test):
            good = any(_GOOD.search(word) for word in _words(frame.statement.test))
            return frame.kind == "else" or not good
    return False


def _is_handled(frames: Frames, always: bool) -> bool:
    return always or any(frame.kind in ("handler", "finally", "if", "else") for frame in frames)


def _speaks_of_failure(test: m.Expr) -> bool:
    return any(_FAILED.search(word) for word in _words(test))


def _words(test: m.Expr) -> Iterator[str]:
    """The names and texts in a test."""
    for node in walk(test):
        word = literal_key(node) if isinstance(node, m.Text) else last_name(node)
        if isinstance(word, str):
            yield word


def _around(scope: Scope, at: Span) -> Iterator[Location]:
    """The handlers of the ``try`` statements that code stands in, the innermost first."""
    found: list[Location] = []
    for statement, _ in flat(scope.body):
        if isinstance(statement, m.Try) and statement.handlers and statement.body:
            first, last = statement.at, statement.handlers[0].at
            if inside(at, first) and (at.row, at.column) < (last.row, last.column):
                found[:0] = [Location(scope.path, head(handler.at)) for handler in statement.handlers]
    yield from found


def head(at: Span) -> Span:
    """The beginning of a statement that runs over several lines: its keyword."""
    return at if at.row == at.end_row else Span(at.row, at.column, at.row, at.column + 6)
