"""The ways out of a handler on which all went well, and what stands there as the body of the response."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

RESPONSES = frozenset({"JSONResponse", "ORJSONResponse", "UJSONResponse", "jsonify", "make_response"})
"""What makes a response out of a value that becomes its JSON."""
_FAILURE = lazy_pattern(r"(?i)error|fail|abort|not_?found|bad_?request|unauthori[sz]ed|forbidden")
_NUMBER = lazy_pattern(r"^HTTP_(\d{3})_")


def bodies(body: Scope) -> Iterator[m.Expr | None]:
    """What a function gives back; None where it cannot be told whether that is a body. Failures are left out.

    Flask takes a body together with a status and headers; a list is written in the same way.
    """
    for statement in body.flat:
        value = statement.value if isinstance(statement, m.Return) and not statement.is_yield else None
        if value is None:
            continue
        if isinstance(value, m.Seq) and len(value.items) in (2, 3):
            code = _status(value.items[1])
            if code is not None and code >= 400:
                continue
            if code is not None:
                value = value.items[0]
            elif not all(isinstance(item, (m.Const, m.Text, m.Dict)) for item in value.items):
                yield None
                continue
        if not (isinstance(value, m.Call) and _fails(value)):
            yield value


def _status(expr: m.Expr) -> int | None:
    """The status that an expression names: ``404``, ``HTTPStatus.NOT_FOUND``, ``status.HTTP_404_NOT_FOUND``."""
    value = literal_key(expr)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 100 <= value < 600 else None
    name = last_name(expr.base if isinstance(expr, m.Attr) and expr.name == "value" else expr)
    found = _NUMBER.search(name)
    if found is not None:
        return int(found.group(1))
    return HTTPStatus[name].value if name in HTTPStatus.__members__ else None


def _fails(call: m.Call) -> bool:
    """Whether a response says that something went wrong."""
    if _FAILURE.search(last_name(call.func)):
        return True
    given = next((value for name, value in call.keywords if name in ("status_code", "status")), None)
    code = _status(given) if given is not None else None
    return code is not None and code >= 400
