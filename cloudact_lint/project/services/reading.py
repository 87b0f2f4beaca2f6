"""Reads the arguments of what is put on an application or router."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import Built, Registration, in_turn
from cloudact_lint.project.services.model import ANY_METHOD
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.values import External, FunctionValue, Instance, Literal, Value
from cloudact_lint.project.walking import last_name

Dependencies = tuple[tuple[m.Expr, Scope], ...]

METHODS = frozenset(("get", "post", "put", "patch", "delete", "head", "options", "trace"))
"""Methods of HTTP, as applications and routers name the decorators."""
_STATUS = lazy_pattern(r"HTTP_(\d{3})_\w+$")
_DEPENDS = {"Depends", "Security"}
# Annotations of what is sent as it is: they are no model of the response.
_RESPONSES = {
    "Response", "JSONResponse", "ORJSONResponse", "UJSONResponse", "HTMLResponse", "PlainTextResponse",
    "RedirectResponse", "StreamingResponse", "FileResponse", "EventSourceResponse",
}  # fmt: skip


class Reader:
    """Answers what a registration says. One for each application."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.resolver = objects.resolver

    def placed(self, registration: Registration, given: m.Expr) -> tuple[m.Expr, Scope, Span | None]:
        """An argument with the variables of loops filled in, and where it is to be read."""
        expr, scope = in_turn(given, registration.scope, registration.turn)
        return expr, scope, registration.at if scope is registration.scope else None

    def text(self, registration: Registration, position: int, *names: str) -> str | None:
        """The text of an argument; None where there is none, or it cannot be told."""
        given = registration.argument(position, *names)
        if given is None:
            return None
        expr, scope, at = self.placed(registration, given)
        return self.objects.text(expr, scope, at)

    def prefix(self, registration: Registration, name: str) -> str | None:
        """A prefix as given, ``""`` where none is; None where it cannot be read."""
        if registration.argument(-1, name) is None:
            return None if any(key is None for key, _ in registration.call.keywords) else ""
        text = self.text(registration, -1, name)
        return text.rstrip("/") if text is not None else None

    def values(self, registration: Registration, given: m.Expr | None) -> tuple[Value, ...]:
        """What an argument may stand for."""
        if given is None:
            return ()
        expr, scope, at = self.placed(registration, given)
        return self.resolver.resolve(expr, scope, at)

    def built(self, registration: Registration, given: m.Expr) -> tuple[tuple[Built, ...], bool]:
        """The applications and routers that an argument names, and whether these are all."""
        return self.objects.of(*self.placed(registration, given))

    def function(self, registration: Registration, given: m.Expr | None) -> FunctionValue | None:
        """The function that an argument names."""
        return next((v for v in self.values(registration, given) if isinstance(v, FunctionValue)), None)

    def methods(self, registration: Registration) -> frozenset[str]:
        """What ``methods=[…]`` lists; GET where nothing is said, as in all these frameworks."""
        given = registration.argument(-1, "methods")
        return frozenset(("GET",)) if given is None else self.listed(self.values(registration, given))

    def listed(self, values: tuple[Value, ...]) -> frozenset[str]:
        """The methods in a list; any where it cannot be read."""
        names: set[str] = set()
        for value in values:
            if not isinstance(value, Literal) or not isinstance(value.expr, m.Seq):
                return frozenset((ANY_METHOD,))
            for item in value.expr.items:
                name = self.objects.text(item, value.scope, None)
                if name is None:
                    return frozenset((ANY_METHOD,))
                names.add(name.upper())
        return frozenset(names) or frozenset((ANY_METHOD,))

    def status(self, registration: Registration) -> int | None:
        """``status_code=201`` or ``status_code=status.HTTP_201_CREATED``."""
        for value in self.values(registration, registration.argument(-1, "status_code")):
            if isinstance(value, Literal) and isinstance(value.expr, m.Const) and isinstance(value.expr.value, int):
                return value.expr.value
            if isinstance(value, External) and (match := _STATUS.search(value.name)) is not None:
                return int(match.group(1))
        return None

    def dependencies(self, registration: Registration) -> Dependencies:
        """What ``dependencies=[Depends(x)]`` names."""
        return tuple(self._dependencies(registration))

    def _dependencies(self, registration: Registration) -> Iterator[tuple[m.Expr, Scope]]:
        for value in self.values(registration, registration.argument(-1, "dependencies")):
            if not isinstance(value, Literal) or not isinstance(value.expr, m.Seq):
                continue
            for item in value.expr.items:
                for single in self.resolver.resolve(item, value.scope):
                    call = single.call if isinstance(single, Instance) else None
                    where = single.scope if isinstance(single, Instance) else None
                    if call is not None and where is not None and last_name(call.func) in _DEPENDS and call.args:
                        yield call.args[0], where


def is_in_schema(registration: Registration) -> bool:
    """Whether nothing says ``include_in_schema=False``."""
    given = registration.argument(-1, "include_in_schema")
    return not (isinstance(given, m.Const) and given.value is False)


def response_model(registration: Registration, handler: FunctionValue | None) -> tuple[m.Expr | None, Scope | None]:
    """``response_model=…``, else what the handler says that it returns, as FastAPI does."""
    given = registration.argument(-1, "response_model")
    if given is not None:
        return (None, None) if isinstance(given, m.Const) and given.value is None else (given, registration.scope)
    returns = handler.function.returns if handler is not None else None
    if handler is None or returns is None or isinstance(returns, m.Const) or last_name(returns) in _RESPONSES:
        return None, None
    return returns, handler.scope
