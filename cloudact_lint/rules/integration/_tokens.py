"""Access tokens that code takes from the answer of a token endpoint, and where it keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, statement_expressions, walk

TAG = "token"
"""Tag of the files that speak of an access token."""
MAX_DEPTH = 2
"""Through how many callers a token that is returned is followed."""
_TOKENS = ("access_token", "accessToken")
_ANSWERS = frozenset({"json", "loads", "parse"})
_ENDPOINT = lazy_pattern(
    r"grant_type|client_credentials|authorization_code|/oauth2?[/.]|/token\b|oauth2\.googleapis|login\.microsoftonline|token_url"
)
_REFRESHES = lazy_pattern(
    r"(?i)expir|refresh|\bexp\b|ttl|valid_?until|issued_?at|obtained_?at|fetched_?at|_time$|timestamp|max_?age|is_?valid|stale|renew"
)
_CACHES = frozenset({"lru_cache", "cache", "cached_property", "cached", "memoize", "alru_cache", "functools.cache"})
_SETTERS = frozenset({"set", "put", "setItem", "store", "save", "add"})
_NOT_KEPT = frozenset(
    {"headers", "cookies", "params", "environ", "session", "request", "response", "g", "ctx", "context", "args", "auth"}
)


class Kept(NamedTuple):
    """A token: where it is read from the answer, and where and how it is kept."""

    path: str
    at: Span
    function: str
    what: str
    """``self._token``, ``lru_cache``."""
    where: Location


class Tokens:
    """Follows tokens in a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.callers = Callers.of(BigQuery.of(project).resolver)

    def kept(self) -> Iterator[Kept]:
        """Every token that is kept by code that never looks when it ends."""
        for path in self.project.paths("python", "notebook", "typescript"):
            if TAG in self.project.records[path].tags and self.project.asked(path):
                for scope in self.project.scopes(path):
                    yield from self._in_scope(scope)

    def _in_scope(self, scope: Scope) -> Iterator[Kept]:
        reads = [(statement, read) for statement in scope.flat for read in _reads(statement, scope)]
        if not reads or not _asks_endpoint(scope):
            return
        statement, (read, at) = reads[-1]  # the first ones test whether there is one
        for place in self._places(statement, read, scope, 0):
            if not self._is_watched(place[2]) and not self._is_watched(scope):
                what, where, _ = place
                function = scope.function.qualname if scope.function is not None else ""
                yield Kept(scope.path, at or where.span, function, what, where)
                return

    def _places(
        self, statement: m.Stmt, value: m.Expr, scope: Scope, depth: int
    ) -> Iterator[tuple[str, Location, Scope]]:
        """Where a value that stands in a statement is kept: what in, where, and in which scope."""
        if isinstance(statement, m.Assign) and statement.value is not None and _holds(statement.value, value):
            name = _lasting(statement.target, scope)
            if name:
                yield name, Location(scope.path, statement.at), scope
            elif isinstance(statement.target, m.Name):
                local = statement.target
                for other in scope.flat:
                    if other is not statement and _uses(other, local):
                        yield from self._places(other, local, scope, depth)
        elif isinstance(statement, m.Return) and statement.value is not None and _holds(statement.value, value):
            yield from self._returned(scope, depth)
        elif isinstance(statement, m.Do) and isinstance(statement.value, m.Call):
            call = statement.value
            if (
                last_name(call.func) in _SETTERS
                and len(call.args) == 2
                and not call.keywords
                and _holds(call.args[1], value)
            ):
                base = call.func.base if isinstance(call.func, m.Attr) else call.func
                if "cache" in last_name(base).lower():
                    yield f"{last_name(base)}", Location(scope.path, call.at), scope

    def _returned(self, scope: Scope, depth: int) -> Iterator[tuple[str, Location, Scope]]:
        function = scope.function
        if function is None or scope.parent is None:
            return
        for decorator in function.decorators:
            name = last_name(decorator.func if isinstance(decorator, m.Call) else decorator)
            if name in _CACHES and not _limited(decorator):
                yield name, Location(scope.path, function.at._replace(end_row=function.at.row)), scope
        if depth >= MAX_DEPTH:
            return
        owner = self.callers.resolver.definition(function, scope.parent)
        if isinstance(owner, FunctionValue):
            for site in self.callers.of_function(owner):
                for statement in site.scope.flat:
                    if any(site.call is node for expr in statement_expressions(statement) for node in walk(expr)):
                        yield from self._places(statement, site.call, site.scope, depth + 1)

    def _is_watched(self, scope: Scope) -> bool:
        """Whether the class, or else the module, of a place knows of an end, or fetches anew when it is refused."""
        home = scope.owner_class() or scope.module
        for each in (home, *self.project.nested(home)):
            for statement in each.flat:
                for expr in statement_expressions(statement):
                    if any(_tells_end(node) for node in walk(expr)):
                        return True
                if isinstance(statement, m.Assign) and _tells_end(statement.target):
                    return True
            if each.function is not None and _REFRESHES.search(each.function.name):
                return True
        return False


def _reads(statement: m.Stmt, scope: Scope) -> Iterator[tuple[m.Expr, Span | None]]:
    for expr in statement_expressions(statement):
        for node in walk(expr):
            base: m.Expr | None = None
            at = getattr(node, "at", None)
            if isinstance(node, m.Sub) and literal_key(node.index) in _TOKENS:
                base, at = node.base, getattr(node.index, "at", None)
            elif isinstance(node, m.Attr) and node.name in _TOKENS:
                base = node.base
            elif (
                isinstance(node, m.Call)
                and last_name(node.func) == "get"
                and node.args
                and isinstance(node.func, m.Attr)
            ):
                base = node.func.base if literal_key(node.args[0]) in _TOKENS else None
            if base is not None and _is_answer(base, scope):
                yield node, at


def _is_answer(expr: m.Expr, scope: Scope, depth: int = 0) -> bool:
    """``response.json()``, ``json.loads(…)``, ``response.data``, or a name for one of these."""
    if isinstance(expr, m.Call):
        return last_name(expr.func) in _ANSWERS
    if isinstance(expr, m.Attr):
        return expr.name == "data" and isinstance(expr.base, (m.Name, m.Call))
    if isinstance(expr, m.Name) and depth < 3:
        return any(
            binding.value is not None and _is_answer(binding.value, scope, depth + 1)
            for binding in scope.bindings.get(expr.id, ())
        )
    return False


def _asks_endpoint(scope: Scope) -> bool:
    """Whether the code around speaks to a token endpoint, and not to renew a token: that code knows that they end."""
    found = False
    for statement in scope.flat:
        for expr in statement_expressions(statement):
            for node in walk(expr):
                for word in _words(node):
                    if word == "refresh_token":
                        return False
                    found = found or _ENDPOINT.search(word) is not None
    return found


def _words(node: m.Expr) -> Iterator[str]:
    if isinstance(node, m.Text):
        yield "".join(part.text for part in node.parts if isinstance(part, m.Piece))
    elif isinstance(node, m.Dict):
        yield from (last_name(key) for key, _ in node.items if key is not None)
    elif isinstance(node, m.Call):
        yield from (name for name, _ in node.keywords if name)
    elif isinstance(node, m.Name):
        yield node.id.lower()


def _holds(expr: m.Expr, value: m.Expr) -> bool:
    """Whether an expression is a value, or only wraps it: ``f"Bearer {token}"``, ``token or None``."""
    if expr is value or (isinstance(value, m.Name) and expr == value):
        return True
    if isinstance(expr, m.Alt):
        return any(_holds(option, value) for option in expr.options)
    if isinstance(expr, m.Text):
        return any(isinstance(part, m.Hole) and _holds(part.value, value) for part in expr.parts)
    return (
        isinstance(expr, m.Call)
        and last_name(expr.func) in ("str", "cast", "strip")
        and any(_holds(a, value) for a in expr.args)
    )


def _lasting(target: m.Expr, scope: Scope) -> str:
    """What outlives the function, as written: an attribute of the object, a name of the module, an item of either."""
    if isinstance(target, m.Attr) and isinstance(target.base, m.Name) and target.base.id in ("self", "cls"):
        return f"self.{target.name}" if scope.path.endswith(".py") else f"this.{target.name}"
    if isinstance(target, m.Name) and scope.kind == "function":
        return target.id if target.id in scope.globals else ""
    if isinstance(target, m.Sub) and scope.kind == "function":
        base = target.base
        if last_name(base).lower() in _NOT_KEPT or isinstance(base, m.Call):
            return ""
        if isinstance(base, m.Name):
            return base.id if base.id not in scope.bindings and base.id in scope.module.bindings else ""
        return _lasting(base, scope)
    return ""


def _uses(statement: m.Stmt, name: m.Name) -> bool:
    return any(node == name for expr in statement_expressions(statement) for node in walk(expr))


def _limited(decorator: m.Expr) -> bool:
    """``@cached(TTLCache(…))``, ``@cached(ttl=300)``."""
    if not isinstance(decorator, m.Call):
        return False
    if any(name in ("ttl", "timeout", "expire", "seconds", "stale_after") for name, _ in decorator.keywords):
        return True
    given = (*decorator.args, *(value for _, value in decorator.keywords))
    return any("ttl" in last_name(node).lower() for value in given for node in walk(value))


def _tells_end(node: m.Expr) -> bool:
    if isinstance(node, m.Const):
        return node.value == 401 and node.value is not True
    if isinstance(node, (m.Attr, m.Name)):
        return _REFRESHES.search(last_name(node)) is not None
    if isinstance(node, m.Text):
        text = "".join(part.text for part in node.parts if isinstance(part, m.Piece))
        return " " not in text and _REFRESHES.search(text) is not None
    if isinstance(node, m.Dict):
        return any(key is not None and _REFRESHES.search(last_name(key)) for key, _ in node.items)
    return False
