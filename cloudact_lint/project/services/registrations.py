"""What code puts on applications and routers: each call and decorator, given to the object it speaks to."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.facts.python_statements import ROUTE_DECORATORS
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import Built, Environment, Registration, in_turn
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.values import ClassValue, FunctionValue, Literal
from cloudact_lint.project.walking import last_name, scope_calls

CALLS = frozenset((
    "include_router", "host", "add_api_route", "add_route", "add_websocket_route", "add_api_websocket_route", "mount",
    "add_middleware", "add_exception_handler", "register_blueprint", "add_url_rule", "add_resource", "add_namespace",
    "register_error_handler", "init_app",
))  # fmt: skip
"""Methods that put something on an application or router and are called, not used as decorators."""
_TELLING = CALLS | (ROUTE_DECORATORS - {"get", "post", "put", "patch", "delete", "head", "options", "trace"})
"""What a file calls that may put something on an application: ``get`` alone says nothing."""
HANDED = "handed"
"""The verb of a call that is given the application itself: ``CORS(app)``, ``instrument(app)``."""
_NAMES = {"app", "application", "self", "wsgi_app", "asgi_app"}
"""Names of applications where they are handed over, besides those that they are made under."""
MAX_TURNS = 200
"""Turns of a loop that are looked at one by one."""


def collect(objects: Objects) -> None:
    """Give every object its registrations."""
    names = _NAMES | {item.name for item in objects.built.values() if item.name}
    homes = {item.scope.path for item in objects.built.values()}
    for path, index in sorted(objects.project.records.items()):
        if index.language not in ("python", "notebook") or objects.project.is_test(path):
            continue
        if "routes" not in index.tags and _TELLING.isdisjoint(index.calls) and path not in homes:
            continue
        for scope in objects.project.scopes(path):
            _of_scope(objects, scope, names)
    for item in objects.built.values():
        _attach(objects, item)
    for item in objects.built.values():
        item.registrations.sort(key=lambda registration: (registration.path, registration.at))


def _attach(objects: Objects, item: Built) -> None:
    """``Api(app)`` and ``api.namespace("users")``: the call that makes it also puts it where it belongs."""
    if item.maker.sort == "api":
        app = item.making.argument(0, "app", "blueprint")
        if app is not None:
            _give(objects, app, Registration("attach", item.call, item.scope, built=item))
    elif last_name(item.call.func) == "namespace" and isinstance(item.call.func, m.Attr):
        _give(objects, item.call.func.base, Registration("namespace", item.call, item.scope, built=item))


def _of_scope(objects: Objects, scope: Scope, names: set[str]) -> None:
    decorators: set[int] = set()
    for statement in scope.flat:
        if isinstance(statement, (m.Function, m.Class)):
            for decorator in statement.decorators:
                decorators.add(id(decorator))
                _decorated(objects, scope, statement, decorator)
    for call in scope_calls(scope):
        func = call.func
        if id(call) in decorators or id(call) in objects.built:
            continue
        if isinstance(func, m.Call) and isinstance(func.func, m.Attr) and func.func.name in ROUTE_DECORATORS:
            for value in objects.resolver.resolve(call.args[0], scope, call.at) if call.args else ():
                if isinstance(value, FunctionValue):
                    _give(objects, func.func.base, Registration(func.func.name, func, scope, value))
        elif isinstance(func, m.Attr) and (func.name in CALLS or func.name in _DIRECT):
            _called(objects, scope, call, func)
        else:
            _handed_over(objects, scope, call, names)


_DIRECT = {"before_request", "after_request", "before_app_request", "after_app_request", "teardown_request"}


def _decorated(objects: Objects, scope: Scope, statement: m.Function | m.Class, decorator: m.Expr) -> None:
    call = decorator if isinstance(decorator, m.Call) else m.Call(decorator, (), (), statement.at)
    func = call.func
    if not isinstance(func, m.Attr) or func.name not in ROUTE_DECORATORS:
        return
    value = objects.resolver.definition(statement, scope)
    registration = Registration(
        func.name,
        call,
        scope,
        value if isinstance(value, FunctionValue) else None,
        value if isinstance(value, ClassValue) else None,
    )
    _give(objects, func.base, registration)


def _give(objects: Objects, receiver: m.Expr, registration: Registration) -> None:
    found, _ = objects.of(receiver, registration.scope, registration.at)
    for item in found:
        item.registrations.append(registration)


def _called(objects: Objects, scope: Scope, call: m.Call, func: m.Attr) -> None:
    if func.name == "init_app":
        if call.args:
            _give(objects, call.args[0], Registration(HANDED, call, scope))
            for api in objects.of(func.base, scope, call.at)[0]:
                _give(objects, call.args[0], Registration("attach", call, scope, built=api))
        return
    function = None
    if func.name in _DIRECT:
        values = objects.resolver.resolve(call.args[0], scope, call.at) if call.args else ()
        function = next((value for value in values if isinstance(value, FunctionValue)), None)
    loops = [s for s in scope.flat if isinstance(s, m.Loop) and s.target is not None and inside(call.at, s.at)]
    known = True
    for turn in turns(objects, scope, loops):
        if turn is None:
            known = False
            turn = {}
        receiver, where = in_turn(func.base, scope, turn)
        found, _ = objects.of(receiver, where, call.at if where is scope else None)
        for item in found:
            item.registrations.append(Registration(func.name, call, scope, function, turn=turn, loose=not known))


def _handed_over(objects: Objects, scope: Scope, call: m.Call, names: set[str]) -> None:
    given = [*call.args, *(value for _, value in call.keywords)]
    for value in given:
        if isinstance(value, (m.Name, m.Attr)) and (last_name(value) in names):
            found, _ = objects.of(value, scope, call.at)
            for item in found:
                if item.maker.sort == "app":
                    item.registrations.append(Registration(HANDED, call, scope))


# Loops -----------------------------------------------------------------------------------


def turns(objects: Objects, scope: Scope, loops: list[m.Loop]) -> Iterator[Environment | None]:
    """What the variables of the loops around a call stand for in each turn; None where that is not known."""
    made: list[Environment | None] = [{}]
    for loop in loops:
        items = _items(objects, loop.source, scope)
        if items is None:
            yield None
            return
        made = [
            {**turn, **bound} if turn is not None and bound is not None else None
            for turn in made
            for bound in (_bind(loop.target, item, where) for item, where in items)
        ]
        if len(made) > MAX_TURNS:
            yield None
            return
    yield from made


def _items(objects: Objects, source: m.Expr, scope: Scope) -> list[tuple[m.Expr, Scope]] | None:
    """The items that a loop goes over, in order; None where they are not written down."""
    pairs = isinstance(source, m.Call) and isinstance(source.func, m.Attr) and source.func.name == "items"
    if pairs and isinstance(source, m.Call) and isinstance(source.func, m.Attr):
        source = source.func.base
    elif isinstance(source, m.Call) and last_name(source.func) in ("list", "tuple", "sorted") and source.args:
        source = source.args[0]
    values = objects.resolver.resolve(source, scope)
    if len(values) != 1 or not isinstance(values[0], Literal):
        return None
    display, where = values[0].expr, values[0].scope
    if isinstance(display, m.Seq) and not pairs and not any(isinstance(item, m.Star) for item in display.items):
        return [(item, where) for item in display.items]
    if isinstance(display, m.Dict) and all(key is not None for key, _ in display.items):
        both = [(key, value) for key, value in display.items if key is not None]
        return [(m.Seq((k, v), display.at) if pairs else k, where) for k, v in both]
    return None


def _bind(target: m.Expr | None, item: m.Expr, scope: Scope) -> dict[str, tuple[m.Expr, Scope]] | None:
    """What one turn binds; None where its item does not show its parts."""
    if isinstance(target, m.Name):
        return {target.id: (item, scope)}
    if isinstance(target, m.Seq) and isinstance(item, m.Seq) and len(target.items) == len(item.items):
        found: dict[str, tuple[m.Expr, Scope]] = {}
        for name, value in zip(target.items, item.items):
            inner = _bind(name, value, scope)
            if inner is None:
                return None
            found.update(inner)
        return found
    return None
