"""Statements that answer a client, and what they put into the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.walking import last_name, statement_expressions, walk

_EXCEPTIONS = frozenset(("HTTPException", "StarletteHTTPException", "HTTPError", "APIException", "WebSocketException"))
_WERKZEUG = frozenset((
    "BadRequest", "Unauthorized", "Forbidden", "NotFound", "Conflict", "Gone", "UnprocessableEntity",
    "TooManyRequests", "InternalServerError", "NotImplemented", "BadGateway", "ServiceUnavailable", "GatewayTimeout",
))  # fmt: skip
_RESPONSES = frozenset((
    "JSONResponse", "ORJSONResponse", "UJSONResponse", "PlainTextResponse", "HTMLResponse", "Response", "jsonify",
    "make_response", "JsonResponse", "HttpResponse", "HttpResponseServerError", "HttpResponseBadRequest",
    "NextResponse", "abort",
))  # fmt: skip
_SENDS = frozenset(("json", "send", "end", "write", "render", "jsonp"))
_RESPONSE_NAMES = frozenset(("res", "response", "reply", "ctx", "c", "NextResponse", "Response"))
_SOCKETS = frozenset(("websocket", "ws", "socket"))
_ASIDE = frozenset(("headers", "status_code", "status", "media_type", "mimetype", "background", "code"))


class Answer(NamedTuple):
    """What one statement sends: ``how`` in words, the values put into it, its status (None: not told)."""

    how: str
    values: tuple[m.Expr, ...]
    status: int | None
    at: Span
    status_from: m.Expr | None = None
    """The expression that gives the status, where it is no number."""


def answers(statement: m.Stmt, routed: bool, typescript: bool) -> Iterator[Answer]:
    """The answers that a statement gives; what a ``routed`` function returns is one too."""
    if isinstance(statement, m.Raise):
        if isinstance(statement.value, m.Call) and not typescript:
            yield from _raised(statement.value, statement.at)
        return
    found = False
    if not isinstance(statement, (m.Return, m.Do)) and not _is_call(statement):
        return
    for expr in statement_expressions(statement):
        for node in walk(expr):
            if isinstance(node, m.Call):
                answer = _sent(node) if typescript else _response(node)
                if answer is not None:
                    found = True
                    yield answer
                    break
    if routed and not found and isinstance(statement, m.Return) and statement.value is not None:
        yield Answer("the answer", (statement.value,), _status_of_tuple(statement.value), statement.at)


def _is_call(statement: m.Stmt) -> bool:
    return isinstance(statement, m.Assign) and isinstance(statement.value, m.Call)


def _raised(call: m.Call, at: Span) -> Iterator[Answer]:
    name = last_name(call.func)
    if name not in _EXCEPTIONS and name not in _WERKZEUG:
        return
    own_status = name in _EXCEPTIONS
    status = next((value for key, value in call.keywords if key in ("status_code", "code")), None)
    if status is None and own_status and call.args:
        status = call.args[0]
    given = call.args[1:] if own_status and len(call.args) > 1 else call.args if not own_status else ()
    values = (*given, *(value for key, value in call.keywords if key in ("detail", "description", "content", "reason")))
    yield Answer(name, values, status_number(status), at)


def _response(call: m.Call) -> Answer | None:
    name = last_name(call.func)
    if name in _RESPONSES:
        values = (*call.args, *(value for key, value in call.keywords if key not in _ASIDE))
        status = next((value for key, value in call.keywords if key in ("status_code", "status")), None)
        if status is None and name == "abort" and call.args:
            status = call.args[0]
        return Answer(name, values, status_number(status), call.at)
    base = call.func.base if isinstance(call.func, m.Attr) else None
    if name in ("send_json", "send_text", "send") and base is not None and _SOCKETS & set(words_of(last_name(base))):
        return Answer(f"{last_name(base)}.{name}", call.args, None, call.at)
    return None


def _sent(call: m.Call) -> Answer | None:
    """``NextResponse.json(body, {status})``, ``new Response(body)``, ``res.status(500).json(body)``."""
    name = last_name(call.func)
    if isinstance(call.func, m.Name) and name in ("Response", "NextResponse"):
        return Answer(name, call.args[:1], _status_option(call), call.at)
    if name not in _SENDS or not isinstance(call.func, m.Attr):
        return None
    base, status, given = call.func.base, _status_option(call), None
    while isinstance(base, m.Call) and isinstance(base.func, m.Attr):
        if base.func.name in ("status", "code") and base.args:
            given = base.args[0]
            status = status_number(given)
        base = base.func.base
    root = base.id if isinstance(base, m.Name) else ""
    if root not in _RESPONSE_NAMES or not call.args or (root == "response" and name == "json"):
        return None
    return Answer(f"{root}.{name}", call.args[:1], status, call.at, given)


def _status_option(call: m.Call) -> int | None:
    options = call.args[1] if len(call.args) > 1 else None
    if isinstance(options, m.Dict):
        for key, value in options.items:
            if key is not None and literal_key(key) == "status":
                return status_number(value)
    return status_number(options) if options is not None else None


def _status_of_tuple(value: m.Expr) -> int | None:
    if isinstance(value, m.Seq) and len(value.items) > 1:
        return status_number(value.items[1])
    return None


def status_number(value: m.Expr | None) -> int | None:
    """``500``, ``status.HTTP_500_INTERNAL_SERVER_ERROR``."""
    if isinstance(value, m.Const):
        return value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else None
    words = last_name(value).split("_") if value is not None else []
    return next((int(word) for word in words if word.isdigit() and len(word) == 3), None)
