"""Flask and what builds on it: routes over blueprints, class-based views and resources.

By https://flask.palletsprojects.com/en/stable/blueprints/: the prefix given to ``register_blueprint`` takes
the place of the blueprint's own, and those of blueprints around it come first. Rules become templates as
FastAPI writes them: ``/users/<int:id>`` is ``/users/{id}``, ``<path:rest>`` is ``{rest:path}``.
"""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import Built, Registration, gap
from cloudact_lint.project.services.model import ANY_METHOD, Route, RouteParam
from cloudact_lint.project.services.objects import Objects
from cloudact_lint.project.services.parameters import names_in
from cloudact_lint.project.services.query_reads import query_reads
from cloudact_lint.project.services.reading import METHODS, Reader
from cloudact_lint.project.values import ClassValue, FunctionValue
from cloudact_lint.project.walking import last_name

MAX_ROUTES = 20_000
"""Routes of one application: blueprints registered again and again end here."""
MAX_DEPTH = 12
"""Blueprints within blueprints."""
_VARIABLE = lazy_pattern(r"<(?:(\w+)(?:\([^>]*\))?:)?(\w+)>")
_SLASHES = {"path"}
"""Converters that take slashes; https://werkzeug.palletsprojects.com/en/stable/routing/#built-in-converters."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a blueprint is reached: the prefix so far, and the blueprints on the way."""

    prefix: str | None
    through: tuple[int, ...] = ()


class FlaskRoutes:
    """Gathers the routes of one application."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.read = Reader(objects)
        self.routes: list[Route] = []
        self.mounts: list[str] = []
        self.mounted: list[Built] = []
        self.reached: set[int] = set()
        self.gaps: list[str] = []

    def add(self, built: Built) -> None:
        """Everything that an application answers."""
        self._add(built, _Way(None))

    def _add(self, built: Built, way: _Way) -> None:
        if id(built) in way.through:
            return
        if len(self.routes) >= MAX_ROUTES or len(way.through) >= MAX_DEPTH:
            self.gaps.append(gap("more routes than are looked at", built.making))
            return
        self.reached.add(id(built))
        way = _Way(way.prefix, (*way.through, id(built)))
        for registration in built.registrations:
            self._register(registration, way)

    def _register(self, registration: Registration, way: _Way) -> None:
        verb = registration.verb
        if verb in ("register_blueprint", "add_namespace", "attach", "namespace"):
            self._include(registration, way)
        elif verb == "add_url_rule":
            self._rule(registration, way)
        elif verb == "add_resource":
            self._resource(registration, way)
        elif verb == "route" or verb in METHODS:
            self._decorated(registration, way)

    # Blueprints --------------------------------------------------------------------------

    def _include(self, registration: Registration, way: _Way) -> None:
        if registration.built is not None:
            found: tuple[Built, ...] = (registration.built,)
            whole = True
        else:
            given = registration.argument(0, "blueprint", "ns")
            found, whole = self.read.built(registration, given) if given is not None else ((), False)
        if not found or not whole or registration.loose:
            self.gaps.append(gap("a blueprint", registration))
        for item in found if not registration.loose else ():
            prefix = self._prefix_of(registration, item)
            if prefix is None:
                self.gaps.append(gap("a prefix", registration))
                continue
            self._add(item, _Way(_joined(way.prefix, prefix) if prefix else way.prefix, way.through))

    def _prefix_of(self, registration: Registration, item: Built) -> str | None:
        """The prefix of a blueprint where it is registered; None where it cannot be read."""
        name = {"Namespace": "path", "namespace": "path", "Api": "prefix"}.get(last_name(item.call.func), "url_prefix")
        if registration.argument(-1, name) is not None:
            return self.read.prefix(registration, name)
        making = item.making
        if making.argument(-1, name) is not None:
            return self.read.prefix(making, name)
        if name == "path":  # flask-restx: its name, unless a path is given
            text = self.read.text(making, 0, "name")
            return None if text is None else "/" + text
        return self.read.prefix(making, name)

    # Routes ------------------------------------------------------------------------------

    def _decorated(self, registration: Registration, way: _Way) -> None:
        if registration.cls is not None:
            self._class(registration, registration.cls, registration.call.args, way)
            return
        verb = registration.verb
        methods = frozenset((verb.upper(),)) if verb in METHODS else self.read.methods(registration)
        self._route(registration, registration.argument(0, "rule"), methods, registration.function, way)

    def _rule(self, registration: Registration, way: _Way) -> None:
        rule = registration.argument(0, "rule")
        view = registration.argument(2, "view_func")
        cls = self._class_of_view(registration, view)
        if cls is not None and rule is not None:
            self._class(registration, cls, (rule,), way)
            return
        handler = self.read.function(registration, view)
        self._route(registration, rule, self.read.methods(registration), handler, way)

    def _class_of_view(self, registration: Registration, view: m.Expr | None) -> ClassValue | None:
        """``View`` of ``View.as_view("name")``, also where that has a name."""
        if isinstance(view, m.Name):
            bindings = registration.scope.bindings.get(view.id, ())
            view = next((b.value for b in bindings if isinstance(b.value, m.Call)), view)
        if isinstance(view, m.Call) and isinstance(view.func, m.Attr) and view.func.name == "as_view":
            values = self.read.values(registration, view.func.base)
            return next((value for value in values if isinstance(value, ClassValue)), None)
        return None

    def _resource(self, registration: Registration, way: _Way) -> None:
        given = registration.argument(0, "resource")
        values = self.read.values(registration, given)
        cls = next((value for value in values if isinstance(value, ClassValue)), None)
        if cls is None or registration.loose:
            self.gaps.append(gap("a resource", registration))
            return
        self._class(registration, cls, registration.call.args[1:], way)

    def _class(self, registration: Registration, cls: ClassValue, rules: tuple[m.Expr, ...], way: _Way) -> None:
        """A class whose methods ``get``, ``post`` … answer, or whose ``dispatch_request`` answers all."""
        members = self.read.resolver.members
        handlers = {name: members.method(cls, name) for name in sorted(METHODS)}
        asked = self.read.methods(registration) if registration.argument(-1, "methods") is not None else None
        for rule in rules:
            for name, handler in handlers.items():
                if handler is not None and (asked is None or name.upper() in asked):
                    self._route(registration, rule, frozenset((name.upper(),)), handler, way)
            if not any(handlers.values()):
                handler = members.method(cls, "dispatch_request")
                methods = asked or self._methods_attribute(cls) or frozenset(("GET",))
                self._route(registration, rule, methods, handler, way)

    def _methods_attribute(self, cls: ClassValue) -> frozenset[str] | None:
        """``methods = ["GET", "POST"]`` of a view class."""
        scope = self.read.resolver.project.child(cls.cls, cls.scope)
        for binding in scope.bindings.get("methods", ()):
            if binding.value is not None:
                return self.read.listed(self.read.resolver.resolve(binding.value, scope))
        return None

    def _route(
        self,
        registration: Registration,
        rule: m.Expr | None,
        methods: frozenset[str],
        handler: FunctionValue | None,
        way: _Way,
    ) -> None:
        text = self.objects.text(*self.read.placed(registration, rule)) if rule is not None else None
        if text is None or registration.loose:
            self.gaps.append(gap("a path", registration))
            return
        path = template_of(_joined(way.prefix, text))
        params = [RouteParam(name, "path", True, *_declared(name, handler)) for name in names_in(path)]
        if handler is not None:
            params.extend(query_reads(handler, self.read.resolver))
        self.routes.append(
            Route(
                methods or frozenset((ANY_METHOD,)),
                path,
                registration.path,
                registration.at,
                "flask",
                handler,
                tuple(params),
                decorator=registration.call,
            )
        )


def template_of(rule: str) -> str:
    """The template of a rule of Flask: ``/a/{id}`` for ``/a/<int:id>``."""
    return _VARIABLE.sub(lambda match: f"{{{match[2]}{':path' if match[1] in _SLASHES else ''}}}", rule)


def _joined(prefix: str | None, rule: str) -> str:
    if prefix is None:
        return rule if rule.startswith("/") else "/" + rule
    if not rule:
        return prefix
    return prefix.rstrip("/") + "/" + rule.lstrip("/")


def _declared(name: str, handler: FunctionValue | None) -> tuple[m.Expr | None, m.Param | None, Scope | None]:
    """A parameter of the path as the handler declares it."""
    for param in handler.function.params if handler is not None else ():
        if param.name == name and handler is not None:
            return param.annotation, param, handler.scope
    return None, None, None
