"""CORS by headers set one by one: an origin and credentials in one function, object or list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_expressions, walk

_ORIGIN = "access-control-allow-origin"
_CREDENTIALS = "access-control-allow-credentials"
_SETTERS = {"setHeader", "set", "header", "append", "add", "put", "appendHeader", "writeHead", "setdefault"}
_ATTRIBUTES = {"access_control_allow_origin": _ORIGIN, "access_control_allow_credentials": _CREDENTIALS}


class Header(NamedTuple):
    """A header that code sets, by its name in lower case."""

    name: str
    value: m.Expr
    at: Span


class Sent(NamedTuple):
    """An origin sent together with credentials: ``star``, or else the one that asked."""

    path: str
    at: Span
    star: bool


def sent(project: Project) -> Iterator[Sent]:
    """Every place of the project that sends both."""
    for path in project.paths("python", "typescript"):
        if "cors" not in project.records[path].tags or not project.asked(path):
            continue
        for scope in project.scopes(path):
            for headers in _groups(scope):
                yield from _together(path, scope, headers)


def _together(path: str, scope: Scope, headers: list[Header]) -> Iterator[Sent]:
    allowed = [header for header in headers if header.name == _CREDENTIALS and _is_true(header.value)]
    if not allowed:
        return
    for header in headers:
        if header.name == _ORIGIN:
            star = literal_key(header.value) == "*"
            if star or (_is_asked(header.value) and not _tests_origin(scope)):
                yield Sent(path, header.at, star)
                return


def _groups(scope: Scope) -> Iterator[list[Header]]:
    """The headers of each object and list of a scope, and those that its statements set."""
    set_here: list[Header] = []
    for statement in scope.flat:
        if isinstance(statement, m.Assign) and statement.value is not None:
            target = statement.target
            key = literal_key(target.index) if isinstance(target, m.Sub) else None
            if isinstance(target, m.Attr) and target.name in _ATTRIBUTES:
                key = _ATTRIBUTES[target.name]
            if isinstance(key, str) and key.lower() in (_ORIGIN, _CREDENTIALS):
                set_here.append(Header(key.lower(), statement.value, statement.at))
    for expr in scope_expressions(scope):
        for node in walk(expr):
            if isinstance(node, m.Call) and last_name(node.func) in _SETTERS and len(node.args) >= 2:
                key = literal_key(node.args[0])
                if isinstance(key, str) and key.lower() in (_ORIGIN, _CREDENTIALS):
                    set_here.append(Header(key.lower(), node.args[1], node.at))
            elif isinstance(node, m.Dict):
                yield _of_object(node)
            elif isinstance(node, m.Seq):
                yield _of_list(node)
    yield set_here


def _of_object(node: m.Dict) -> list[Header]:
    found: list[Header] = []
    for key, value in node.items:
        text = literal_key(key)
        if isinstance(text, str) and text.lower() in (_ORIGIN, _CREDENTIALS):
            found.append(Header(text.lower(), value, getattr(key, "at", node.at)))
    return found


def _of_list(node: m.Seq) -> list[Header]:
    """``[{key: "Access-Control-Allow-Origin", value: "*"}, …]`` of Next.js, ``[(name, value), …]`` of WSGI."""
    found: list[Header] = []
    for item in node.items:
        if isinstance(item, m.Dict):
            parts = {literal_key(key): value for key, value in item.items}
            name, value, at = literal_key(parts.get("key")), parts.get("value"), item.at
        elif isinstance(item, m.Seq) and len(item.items) == 2:
            name, value, at = literal_key(item.items[0]), item.items[1], item.at
        else:
            continue
        if isinstance(name, str) and value is not None and name.lower() in (_ORIGIN, _CREDENTIALS):
            found.append(Header(name.lower(), value, at))
    return found


def _is_true(expr: m.Expr) -> bool:
    value = literal_key(expr)
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _is_asked(expr: m.Expr) -> bool:
    """The origin of the request itself: ``request.headers.get("origin")``, ``req.headers.origin``."""
    if isinstance(expr, m.Alt) and expr.op in ("or", "??"):
        return _is_asked(expr.options[0])
    if isinstance(expr, m.Call) and last_name(expr.func) in ("get", "header") and expr.args:
        key = literal_key(expr.args[0])
        return isinstance(key, str) and key.lower() == "origin"
    if isinstance(expr, m.Sub):
        key = literal_key(expr.index)
        return isinstance(key, str) and key.lower() == "origin" and last_name(expr.base) == "headers"
    return isinstance(expr, m.Attr) and expr.name == "origin" and last_name(expr.base) in ("headers", "request", "req")


def _tests_origin(scope: Scope) -> bool:
    """Whether a condition around here looks at the origin."""
    here: Scope | None = scope
    while here is not None and here.function is not None:
        for statement in here.flat:
            test = statement.test if isinstance(statement, m.If) else None
            if test is not None and any("origin" in _word(node) for node in walk(test)):
                return True
        here = here.parent
    return False


def _word(node: m.Expr) -> str:
    name = node.id if isinstance(node, m.Name) else node.name if isinstance(node, m.Attr) else literal_key(node)
    return name.lower() if isinstance(name, str) else ""
