"""What a route of Python answers, and how it is written to the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.contracts.compare import PLAIN, Wire
from cloudact_lint.project.contracts.handed_back import HandedBack, is_told
from cloudact_lint.project.contracts.python_types import PythonTypes
from cloudact_lint.project.contracts.shapes import ANYTHING, Anything, Array, Map, Shape, options
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.model import Route
from cloudact_lint.project.walking import last_name

_PYTHON = frozenset({"fastapi", "starlette", "flask"})
_RESPONSE = "Response"


@dataclass(frozen=True, slots=True)
class Served:
    """The JSON of a route when all went well."""

    shape: Shape
    wire: Wire = PLAIN
    by_model: bool = False
    """A model says so, not the handler's code."""


class Servers:
    """Shapes of what routes answer. One for a project."""

    def __init__(self, project: Project) -> None:
        self.types = PythonTypes.of_project(project)
        self.handed_back = HandedBack(project, self.types)
        self._known: dict[int, Served] = {}

    def of(self, route: Route) -> Served:
        """What a route answers; anything where that cannot be told."""
        key = id(route)
        if key not in self._known:
            self._known[key] = self._served(route) if route.framework in _PYTHON else Served(ANYTHING)
        return self._known[key]

    def _served(self, route: Route) -> Served:
        options_given = dict(_options(route.decorator))
        if options_given.keys() & {"response_model_include", "response_model_exclude", "response_class"}:
            return Served(ANYTHING)
        shape = self._declared(route)
        if shape is not None:
            return Served(shape if self._kept(route) else ANYTHING, _wire(options_given), route.framework != "flask")
        return Served(self.handed_back.of(route.handler) if route.handler is not None else ANYTHING)

    def _declared(self, route: Route) -> Shape | None:
        """What a model or an annotation says; None where the handler's code says more."""
        handler = route.handler
        if route.framework == "flask":
            # Nobody holds a handler to its annotation, and a tuple is a body with its status.
            shape = self.types.of(handler.function.returns, handler.scope) if handler is not None else ANYTHING
            return shape if is_told(shape) else None
        if route.response_model is None or route.response_scope is None:
            return None
        shape = self.types.of(route.response_model, route.response_scope)
        if not all(map(_says_nothing, options(shape))):
            return shape
        unknown = isinstance(shape, Anything) and last_name(route.response_model) not in ("Any", "object")
        return ANYTHING if unknown else None

    def _kept(self, route: Route) -> bool:
        """Whether all that the handler gives passes the model: a ``Response`` of its own does not."""
        return route.handler is None or not self.handed_back.answers_itself(route.handler)


def _options(call: m.Call | None) -> Iterator[tuple[str, m.Expr]]:
    for name, value in call.keywords if call is not None else ():
        if name is not None and name.startswith("response_"):
            if name == "response_class" and last_name(value) in ("JSONResponse", "ORJSONResponse", "UJSONResponse"):
                continue
            yield name, value


def _wire(given: dict[str, m.Expr]) -> Wire:
    def has(name: str) -> bool:
        value = given.get(name)
        return value is not None and not (isinstance(value, m.Const) and value.value is False)

    return Wire(
        by_alias="response_model_by_alias" not in given or has("response_model_by_alias"),
        without_unset=has("response_model_exclude_unset"),
        without_defaults=has("response_model_exclude_defaults"),
        without_none=has("response_model_exclude_none"),
    )


def _says_nothing(shape: Shape) -> bool:
    """``dict``, ``list[Any]``: the handler's code may say more."""
    if isinstance(shape, Map):
        return isinstance(shape.value, Anything)
    if isinstance(shape, Array):
        return isinstance(shape.item, Anything) or _says_nothing(shape.item)
    return isinstance(shape, Anything)
