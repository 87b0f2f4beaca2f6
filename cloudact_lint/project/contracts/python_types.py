"""Annotations of Python as shapes: what FastAPI and pydantic write to the wire for them.

What each type becomes in JSON is told by https://docs.pydantic.dev/latest/concepts/conversion_table/ and, for what has
no model, by FastAPI's ``jsonable_encoder``.
"""

from __future__ import annotations

from collections.abc import Mapping

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.contracts.declared import Declared, find
from cloudact_lint.project.contracts.python_models import Models
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Array,
    Map,
    Scalar,
    Shape,
    Values,
    either,
)
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

Env = Mapping[str, Shape]
NO_ENV: Env = {}
_LISTS = frozenset({
    "list", "List", "Sequence", "MutableSequence", "set", "Set", "FrozenSet", "frozenset", "AbstractSet", "MutableSet",
    "Iterable", "Collection", "Deque", "deque", "conlist", "conset",
})  # fmt: skip
_DICTS = frozenset({
    "dict", "Dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "OrderedDict", "Counter",
})  # fmt: skip
_SAME = frozenset({"Final", "Required", "NotRequired", "ReadOnly", "Awaitable", "SerializeAsAny"})
_STANDARD = ("builtins.", "typing.", "typing_extensions.", "collections.", "pydantic.")
_SCALARS: dict[str, Shape] = {
    "builtins.str": STRING, "builtins.int": INTEGER, "builtins.float": NUMBER, "builtins.bool": BOOLEAN,
    "builtins.bytes": STRING, "builtins.None": NULL, "typing.AnyStr": STRING, "typing.Text": STRING,
    "builtins.list": Array(ANYTHING), "builtins.dict": Map(ANYTHING), "typing.List": Array(ANYTHING),
    "typing.Dict": Map(ANYTHING), "builtins.set": Array(ANYTHING), "builtins.tuple": Array(ANYTHING),
    "uuid.UUID": Scalar("string", "UUID"), "pathlib.Path": Scalar("string", "Path"),
    "datetime.datetime": Scalar("string", "datetime"), "datetime.date": Scalar("string", "date"),
    "datetime.time": Scalar("string", "time"),
}  # fmt: skip
_PYDANTIC: dict[str, Shape] = {
    **dict.fromkeys((
        "EmailStr", "NameEmail", "HttpUrl", "AnyUrl", "AnyHttpUrl", "AnyWebsocketUrl", "WebsocketUrl", "FileUrl",
        "PostgresDsn", "RedisDsn", "MongoDsn", "SecretStr", "StrictStr", "UUID1", "UUID3", "UUID4", "UUID5", "FilePath",
        "DirectoryPath", "NewPath", "IPvAnyAddress", "IPvAnyNetwork", "IPvAnyInterface", "Base64Str", "constr",
    ), STRING),
    **dict.fromkeys(("PastDate", "FutureDate", "condate"), Scalar("string", "date")),
    **dict.fromkeys(("AwareDatetime", "NaiveDatetime", "PastDatetime", "FutureDatetime"), Scalar("string", "datetime")),
    **dict.fromkeys((
        "PositiveInt", "NonNegativeInt", "NegativeInt", "NonPositiveInt", "StrictInt", "ByteSize", "conint",
    ), INTEGER),
    **dict.fromkeys((
        "PositiveFloat", "NonNegativeFloat", "NegativeFloat", "NonPositiveFloat", "StrictFloat", "FiniteFloat",
        "confloat",
    ), NUMBER),
    "StrictBool": BOOLEAN,
}  # fmt: skip
_DECIMALS = ("decimal.Decimal", "pydantic.condecimal")
_SERIALIZERS = frozenset({"PlainSerializer", "WrapSerializer"})
_SECOND = frozenset({
    "field_validator", "model_validator", "field_serializer", "model_serializer", "computed_field", "ConfigDict",
    "RootModel", "TypeAdapter", "AfterValidator", "BeforeValidator", "PlainSerializer", "AliasChoices",
    "AliasGenerator",
})  # fmt: skip
"""What pydantic has from its second version on."""


class PythonTypes:
    """Reads annotations of a project. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.models = Models(self)
        self._open: set[int] = set()
        self._second: frozenset[str] | None = None

    @classmethod
    def of_project(cls, project: Project) -> PythonTypes:
        """The one of this project."""
        known = project.shared.get("python-types")
        if not isinstance(known, PythonTypes):
            known = project.shared["python-types"] = cls(project)
        return known

    def of(self, expr: m.Expr | None, scope: Scope, env: Env = NO_ENV) -> Shape:
        """The shape that an annotation names where it stands; ``env`` are the type variables that are known."""
        if expr is None or id(expr) in self._open or len(self._open) > 60:
            return ANYTHING
        self._open.add(id(expr))
        try:
            return self._of(expr, scope, env)
        finally:
            self._open.discard(id(expr))

    def _of(self, expr: m.Expr, scope: Scope, env: Env) -> Shape:
        if isinstance(expr, m.Const):
            return NULL if expr.value is None else ANYTHING
        if isinstance(expr, (m.Name, m.Attr)):
            if isinstance(expr, m.Name) and expr.id in env:
                return env[expr.id]
            declared = find(expr, scope, self.project)
            return self._declared(declared, scope.path) if declared is not None else ANYTHING
        if isinstance(expr, m.Text):
            name = literal_key(expr)  # a forward reference inside a generic one: ``list["Node"]``
            named = isinstance(name, str) and name.isidentifier()
            return self.of(m.Name(str(name)), scope, env) if named else ANYTHING
        if isinstance(expr, m.Bin) and expr.op == "|":
            return either((self.of(expr.left, scope, env), self.of(expr.right, scope, env)))
        if isinstance(expr, m.Sub):
            return self._generic(expr, scope, env)
        if isinstance(expr, m.Call):
            return self._called(expr, scope, env)
        return ANYTHING

    def _declared(self, declared: Declared, path: str, given: tuple[Shape, ...] = ()) -> Shape:
        if declared.external:
            return self._external(declared.external, path)
        scope = declared.scope
        if declared.cls is not None and scope is not None:
            return self.models.of(declared.cls, scope, given)
        if declared.alias is not None and scope is not None:
            return self.of(declared.alias.value, scope, NO_ENV)
        return ANYTHING

    def _external(self, name: str, path: str) -> Shape:
        if name in _DECIMALS:
            # Version 2 writes a string, version 1 a number.
            return Scalar("string", "Decimal") if self.second_version(path) else ANYTHING
        if name.startswith("pydantic."):
            return _PYDANTIC.get(name.rpartition(".")[2], ANYTHING)
        return _SCALARS.get(name, ANYTHING)

    def _called(self, call: m.Call, scope: Scope, env: Env) -> Shape:
        """``constr(min_length=1)``, ``NewType("OrgId", str)``."""
        if called(call) == "NewType" and len(call.args) == 2:
            return self.of(call.args[1], scope, env)
        if called(call) in ("conlist", "conset"):
            item = call.args[0] if call.args else next((v for k, v in call.keywords if k == "item_type"), None)
            return Array(self.of(item, scope, env))
        declared = find(call.func, scope, self.project)
        return self._external(declared.external, scope.path) if declared and declared.external else ANYTHING

    def _generic(self, expr: m.Sub, scope: Scope, env: Env) -> Shape:
        parts = expr.index.items if isinstance(expr.index, m.Seq) else (expr.index,)
        declared = find(expr.base, scope, self.project)
        if declared is None:
            return ANYTHING
        if not declared.external:
            return self._declared(declared, scope.path, tuple([self.of(part, scope, env) for part in parts]))
        name = declared.external.rpartition(".")[2]
        if not declared.external.startswith(_STANDARD) or not parts:
            return ANYTHING
        if name == "Literal":
            return _literals(parts)
        if name == "Annotated":
            changed = any(isinstance(part, m.Call) and last_name(part.func) in _SERIALIZERS for part in parts[1:])
            return ANYTHING if changed else self.of(parts[0], scope, env)
        shapes = [self.of(part, scope, env) for part in parts if not _is_ellipsis(part)]
        return _container(name, shapes)

    def second_version(self, path: str) -> bool:
        """Whether the code around a file uses what pydantic has only from its second version on."""
        if self._second is None:
            self._second = frozenset(
                _service(path)
                for path, index in self.project.records.items()
                if any(item.module.startswith("pydantic") and item.name in _SECOND for item in index.imports)
            )
        return _service(path) in self._second


def _service(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _container(name: str, shapes: list[Shape]) -> Shape:
    if name == "Optional":
        return either((*shapes, NULL))
    if name == "Union":
        return either(shapes)
    if name in _LISTS:
        return Array(shapes[0] if shapes else ANYTHING)
    if name in ("tuple", "Tuple"):
        return Array(either(shapes))
    if name in _DICTS:
        return Map(shapes[1] if len(shapes) > 1 else ANYTHING)
    return shapes[0] if name in _SAME and shapes else ANYTHING


def _literals(parts: tuple[m.Expr, ...]) -> Shape:
    values: list[Shape] = []
    for part in parts:
        value = literal_key(part)
        if isinstance(value, (str, int, float, bool)):
            values.append(Values(frozenset((value,))))
        elif isinstance(part, m.Const) and part.value is None:
            values.append(NULL)
        else:
            return ANYTHING
    return either(values)


def _is_ellipsis(expr: m.Expr) -> bool:
    return isinstance(expr, m.Name) and expr.id == "Ellipsis"
