"""The parameters of a FastAPI handler: where each comes from, those of its dependencies included.

By the rules of https://fastapi.tiangolo.com/tutorial/body-multiple-params/: a name of the path is a path
parameter, ``Query``, ``Header``, ``Body`` … say it themselves, a plain type is a query parameter, and
anything else is the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.annotated import Said, said_by
from cloudact_lint.project.services.model import RouteParam
from cloudact_lint.project.services.query_reads import query_reads
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Instance, Value
from cloudact_lint.project.walking import last_name

MAX_DEPTH = 4
"""How deep dependencies of dependencies are followed."""
_IN_PATH = lazy_pattern(r"\{(\w+)(?::\w+)?\}")
_MARKERS = {
    "Query": "query", "Path": "path", "Header": "header", "Cookie": "cookie", "Body": "body", "Form": "form",
    "File": "file",
}  # fmt: skip
_DEPENDENCIES = {"Depends", "Security"}
# What FastAPI itself gives to a handler: no part of the request's contract.
_GIVEN = {
    "Request", "Response", "WebSocket", "HTTPConnection", "BackgroundTasks", "SecurityScopes", "JSONResponse",
}  # fmt: skip
_PLAIN = {
    "str", "int", "float", "bool", "bytes", "complex", "date", "datetime", "time", "timedelta", "Decimal", "UUID",
    "UUID4", "EmailStr", "AnyUrl", "HttpUrl", "Path", "Literal", "Enum", "constr", "conint", "StrictStr", "StrictInt",
    "PositiveInt", "NonNegativeInt", "Any", "AnyHttpUrl", "StrictBool", "IPv4Address", "SecretStr",
}  # fmt: skip
_ENUMS = {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"}


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of a handler, and what it depends on."""

    params: tuple[RouteParam, ...]
    dependencies: tuple[tuple[m.Expr, Scope], ...]


def names_in(path: str) -> list[str]:
    """The parameters that the template of a path names, in order."""
    return _IN_PATH.findall(path)


def of_path(path: str) -> list[RouteParam]:
    """What the template of a path says of its parameters, where the handler is not known."""
    return [RouteParam(name, "path", True, None, None, None) for name in dict.fromkeys(names_in(path))]


def of_route(
    handler: FunctionValue | None, dependencies: tuple[tuple[m.Expr, Scope], ...], path: str, resolver: Resolver
) -> Parameters:
    """What a route takes from a request to ``path``: by its handler, and by what is depended on around it."""
    reader = _Reader(resolver, names_in(path))
    if handler is not None:
        reader.function(handler, 0)
        if any(_is_request(param) for param in handler.function.params):
            reader.params.extend(query_reads(handler, resolver))
    for expr, scope in dependencies:
        reader.dependency(expr, scope, 1)
    known = {param.name for param in reader.params if param.where == "path"}
    missing = [param for param in of_path(path) if param.name not in known]
    return Parameters((*missing, *reader.params), (*dependencies, *reader.dependencies))


def _is_request(param: m.Param) -> bool:
    return param.name in ("request", "req") or (
        param.annotation is not None and last_name(param.annotation) in ("Request", "HTTPConnection")
    )


class _Reader:
    def __init__(self, resolver: Resolver, in_path: list[str]) -> None:
        self.resolver = resolver
        self.in_path = in_path
        self.params: list[RouteParam] = []
        self.dependencies: list[tuple[m.Expr, Scope]] = []
        self._open: set[int] = set()

    def function(self, function: FunctionValue, depth: int) -> None:
        """The parameters of a handler, or of a function that one depends on."""
        if id(function.function) in self._open or depth > MAX_DEPTH:
            return
        self._open.add(id(function.function))
        params = function.function.params
        if function.owner is not None and params and params[0].name in ("self", "cls"):
            params = params[1:]
        for param in params:
            if param.kind not in ("*", "**"):
                self.parameter(param, function.scope, depth)

    def parameter(self, param: m.Param, scope: Scope, depth: int) -> None:
        """One parameter, by its annotation and default."""
        said = said_by(param.annotation, param.default, scope, self.resolver)
        marker = last_name(said.marker.func) if said.marker is not None else ""
        if marker in _DEPENDENCIES and said.marker is not None:
            target = said.marker.args[0] if said.marker.args else _keyword(said.marker, "dependency")
            where = said.marker_scope
            if target is None and said.annotation is not None:
                target, where = said.annotation, said.scope
            if target is not None:
                self.params.append(RouteParam(param.name, "dependency", True, said.annotation, param, said.scope))
                self.dependencies.append((target, where))
                self.dependency(target, where, depth + 1)
            return
        name = said.alias or param.name
        if marker == "Header" and not said.alias:
            name = name.replace("_", "-")  # FastAPI does so unless convert_underscores=False
        if param.name in self.in_path or name in self.in_path:
            self._add(name, "path", said, param, required=True)
        elif marker in _MARKERS:
            self._marked(name, _MARKERS[marker], said, param)
        elif last_name(said.annotation) in _GIVEN if said.annotation is not None else False:
            return
        else:
            self._by_type(name, said, param)

    def _marked(self, name: str, where: str, said: Said, param: m.Param) -> None:
        model = self._model(said) if where in ("query", "header", "cookie") else None
        if model is None:
            self._add(name, where, said, param)
        else:  # a model whose fields are parameters each
            self._fields(model, where)

    def _by_type(self, name: str, said: Said, param: m.Param) -> None:
        if said.annotation is None:
            self._add(name, "query", said, param)
        elif _outer(said.annotation) == "UploadFile":
            self._add(name, "file", said, param)
        else:
            self._add(name, "query" if self._is_plain(said.annotation, said.scope) else "body", said, param)

    def _add(self, name: str, where: str, said: Said, param: m.Param, required: bool | None = None) -> None:
        needed = said.required if required is None else required
        self.params.append(
            RouteParam(name, where, needed, said.annotation, param, said.scope)  # type: ignore[arg-type]
        )

    # Dependencies ------------------------------------------------------------------------

    def dependency(self, target: m.Expr, scope: Scope, depth: int) -> None:
        """The parameters of what a handler depends on: a function, a class, a callable object."""
        if depth > MAX_DEPTH:
            return
        for value in self.resolver.resolve(target, scope)[:3]:
            self._callable(value, depth)

    def _callable(self, value: Value, depth: int) -> None:
        members = self.resolver.members
        if isinstance(value, FunctionValue):
            self.function(value, depth)
        elif isinstance(value, ClassValue):
            init = members.method(value, "__init__")
            if init is not None:
                self.function(init, depth)
            else:
                self._fields(value, "query")
        elif isinstance(value, Instance) and isinstance(value.of, ClassValue):
            call = members.method(value.of, "__call__")
            if call is not None:
                self.function(call, depth)

    def _fields(self, cls: ClassValue, where: str) -> None:
        """The fields of a model or dataclass, each a parameter of its own."""
        for statement, scope in fields_of(cls, self.resolver):
            name = statement.target.id if isinstance(statement.target, m.Name) else ""
            said = said_by(statement.annotation, statement.value, scope, self.resolver)
            if not name:
                continue
            param = m.Param(name, statement.annotation, statement.value, "any")
            if name in self.in_path:
                self._add(name, "path", said, param, required=True)
            else:
                self._add(said.alias or name, where, said, param)

    # Types -------------------------------------------------------------------------------

    def _model(self, said: Said) -> ClassValue | None:
        for value in self.resolver.resolve(said.annotation, said.scope) if said.annotation is not None else ():
            if isinstance(value, ClassValue) and not self._is_enum(value):
                return value
        return None

    def _is_plain(self, annotation: m.Expr, scope: Scope) -> bool:
        """Whether FastAPI takes a type from the query: a number, a text, a date, an enumeration."""
        if isinstance(annotation, m.Const):
            return True
        if isinstance(annotation, m.Bin):
            return self._is_plain(annotation.left, scope) and self._is_plain(annotation.right, scope)
        if isinstance(annotation, m.Sub):
            outer = last_name(annotation.base)
            parts = annotation.index.items if isinstance(annotation.index, m.Seq) else (annotation.index,)
            if outer in ("Optional", "Union", "Annotated", "Final"):
                return all(self._is_plain(part, scope) for part in (parts[:1] if outer == "Annotated" else parts))
            return outer == "Literal"
        if literal_key(annotation) is None and isinstance(annotation, m.Call):
            return last_name(annotation.func) in _PLAIN
        name = last_name(annotation)
        if name in _PLAIN or name == "None":
            return True
        return any(isinstance(v, ClassValue) and self._is_enum(v) for v in self.resolver.resolve(annotation, scope))

    def _is_enum(self, cls: ClassValue) -> bool:
        return any(
            isinstance(base, External) and base.name.rpartition(".")[2] in _ENUMS
            for base in self.resolver.members.bases(cls)
        )


def fields_of(cls: ClassValue, resolver: Resolver) -> Iterator[tuple[m.Assign, Scope]]:
    """The annotated fields of a class and of those it inherits from, each with its scope."""
    seen: set[str] = set()
    for base in resolver.members.bases(cls):
        if isinstance(base, ClassValue):
            scope = resolver.project.child(base.cls, base.scope)
            for statement in scope.flat:
                if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
                    name = statement.target.id
                    if statement.annotation is not None and name not in seen and name != "model_config":
                        seen.add(name)
                        yield statement, scope


def _outer(annotation: m.Expr) -> str:
    """The name of a type, or of what a list or an optional holds."""
    if isinstance(annotation, m.Sub):
        inner = annotation.index.items[0] if isinstance(annotation.index, m.Seq) else annotation.index
        return _outer(inner)
    if isinstance(annotation, m.Bin):
        return _outer(annotation.left)
    return last_name(annotation)


def _keyword(call: m.Call, name: str) -> m.Expr | None:
    return next((value for key, value in call.keywords if key == name), None)
