"""What every request of an application passes, and what answers its exceptions."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import Built, Registration, gap, in_turn
from cloudact_lint.project.services.model import Middleware
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.services.registrations import HANDED
from cloudact_lint.project.values import (
    ClassValue,
    External,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    Member,
    Unknown,
    Value,
)
from cloudact_lint.project.walking import last_name

_HOOKS = {"before_request", "after_request", "before_app_request", "after_app_request", "teardown_request"}
# What runs, tests, mounts or only looks at an application that it is given.
_RUNS = {
    "run", "serve", "TestClient", "AsyncClient", "ASGITransport", "Mangum", "Server", "Config", "print", "isinstance",
    "getattr", "setattr", "hasattr", "len", "type", "str", "repr", "id", "dir", "cast", "get_openapi", "Api",
    "run_simple", "serve_forever", "AsgiHandler", "update_wrapper", "super", "list", "vars",
}  # fmt: skip


def middlewares(built: Built, objects: Objects) -> tuple[list[Middleware], list[str]]:
    """The middleware of an application, and what of it could not be told."""
    found = list(_of_arguments(built, objects))
    gaps: list[str] = []
    for registration in built.registrations:
        if registration.verb == "add_middleware":
            more = list(_added(registration, objects))
            if not more or registration.loose:
                gaps.append(gap("a middleware", registration))
        elif registration.verb in {"middleware", *_HOOKS} and registration.function is not None:
            more = [_of_function(registration, registration.function)]
        elif registration.verb == HANDED:
            more, known = _handed(registration, objects)
            if not known:
                gaps.append(gap("what the application is handed to", registration))
        else:
            continue
        found.extend(more)
    return found, gaps


def _of_arguments(built: Built, objects: Objects) -> Iterator[Middleware]:
    """``FastAPI(middleware=[Middleware(CORSMiddleware, …)])``."""
    given = built.making.argument(-1, "middleware")
    if given is None:
        return
    for value in objects.resolver.resolve(given, built.scope, built.call.at):
        if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
            for item in value.expr.items:
                if isinstance(item, m.Call) and item.args:
                    yield from _named(item.args[0], item, value.scope, objects)


def _added(registration: Registration, objects: Objects) -> Iterator[Middleware]:
    given = registration.argument(0, "middleware_class")
    if given is not None:
        expr, scope = in_turn(given, registration.scope, registration.turn)
        yield from _named(expr, registration.call, scope, objects, registration.scope)


def _named(
    expr: m.Expr, call: m.Call, scope: Scope, objects: Objects, call_scope: Scope | None = None
) -> Iterator[Middleware]:
    """The middleware that an expression names, with the call that gives its options."""
    for value in objects.resolver.resolve(expr, scope, call.at if scope is call_scope else None):
        name, full, function = _called_what(value)
        if name:
            where = call_scope or scope
            cls = value if isinstance(value, ClassValue) else None
            yield Middleware(name, full, call, function, where.path, call.at, where, cls)


def _called_what(value: Value) -> tuple[str, str, FunctionValue | None]:
    """The last name, the full name and the function of what is called; empty where that is not known."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2], value.name, None
    if isinstance(value, Member):  # ``cors.init_app``, ``Instrumentator().instrument``
        name = value.owner.name.rpartition(".")[2]
        return name, value.full_name, None
    if isinstance(value, ClassValue):
        return value.cls.name, f"{_module(value.scope.path)}.{value.cls.qualname}", None
    if isinstance(value, FunctionValue):
        return value.function.name, f"{_module(value.scope.path)}.{value.function.qualname}", value
    return "", "", None


def _module(path: str) -> str:
    return path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")


def _of_function(registration: Registration, function: FunctionValue) -> Middleware:
    name, full, _ = _called_what(function)
    return Middleware(name, full, None, function, registration.path, registration.at, registration.scope)


def _handed(registration: Registration, objects: Objects) -> tuple[list[Middleware], bool]:
    """A call that is given the application: what wraps or changes it, unless it only runs it.

    Helpers of the repository are no middleware themselves: what they add is known by itself.
    """
    call, scope = registration.call, registration.scope
    if last_name(call.func) in _RUNS:
        return [], True
    found: list[Middleware] = []
    values = objects.resolver.resolve(call.func, scope, call.at)
    known = not all(isinstance(value, Unknown) for value in values)
    for value in values:
        if isinstance(value, ClassValue) and not _is_asgi(value, objects):
            continue
        elif isinstance(value, (External, Member, ClassValue)):
            name, full, _ = _called_what(value)
            if not full.startswith("builtins."):
                cls = value if isinstance(value, ClassValue) else None
                found.append(Middleware(name, full, call, None, scope.path, call.at, scope, cls))
        elif isinstance(value, (Instance, LambdaValue)):
            continue
    return found, known


def _is_asgi(cls: ClassValue, objects: Objects) -> bool:
    """Whether objects of a class answer requests themselves: they wrap the application."""
    return objects.resolver.members.method(cls, "__call__") is not None


def exception_handlers(built: Built, objects: Objects) -> list[tuple[str, FunctionValue]]:
    """The functions that answer exceptions, by the last name of what they handle."""
    found: list[tuple[str, FunctionValue]] = []
    given = built.making.argument(-1, "exception_handlers")
    for value in objects.resolver.resolve(given, built.scope, built.call.at) if given is not None else ():
        if isinstance(value, Literal) and isinstance(value.expr, m.Dict):
            for key, item in value.expr.items:
                if key is not None:
                    found.extend(_handler(key, item, value.scope, objects))
    for registration in built.registrations:
        if registration.verb in ("exception_handler", "errorhandler", "app_errorhandler"):
            what = registration.argument(0, "exc_class_or_status_code", "code_or_exception")
            if what is not None and registration.function is not None:
                found.append((_what(what), registration.function))
        elif registration.verb in ("add_exception_handler", "register_error_handler"):
            what = registration.argument(0, "exc_class_or_status_code", "code_or_exception")
            handler = registration.argument(1, "handler", "f")
            if what is not None and handler is not None:
                expr, scope = in_turn(handler, registration.scope, registration.turn)
                found.extend(_handler(what, expr, scope, objects))
    return found


def _handler(what: m.Expr, handler: m.Expr, scope: Scope, objects: Objects) -> Iterator[tuple[str, FunctionValue]]:
    for value in objects.resolver.resolve(handler, scope):
        if isinstance(value, FunctionValue):
            yield _what(what), value


def _what(expr: m.Expr) -> str:
    return str(expr.value) if isinstance(expr, m.Const) else last_name(expr)
