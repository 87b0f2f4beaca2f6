"""Applications and routers as objects: the call that makes each, and what is then put on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.model import Framework
from cloudact_lint.project.values import ClassValue, FunctionValue

Environment = Mapping[str, tuple[m.Expr, Scope]]
"""What the variables of a loop stand for in one turn of it."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What calling a class of a framework gives."""

    framework: Framework
    sort: Literal["app", "router", "api"]


# By the last name of the class: packages that build on a framework give their classes the same names.
MAKERS: dict[str, Maker] = {
    "FastAPI": Maker("fastapi", "app"),
    "APIRouter": Maker("fastapi", "router"),
    "InferringRouter": Maker("fastapi", "router"),
    "Starlette": Maker("starlette", "app"),
    "Router": Maker("starlette", "router"),
    "Flask": Maker("flask", "app"),
    "Quart": Maker("flask", "app"),
    "APIFlask": Maker("flask", "app"),
    "OpenAPI": Maker("flask", "app"),
    "Blueprint": Maker("flask", "router"),
    "APIBlueprint": Maker("flask", "router"),
    "Api": Maker("flask", "api"),
    "Namespace": Maker("flask", "router"),
    "namespace": Maker("flask", "router"),
}
# Names that other packages use for other things count only from these.
_PACKAGES = ("fastapi", "starlette", "flask", "quart", "apiflask")
_UNMISTAKABLE = {"FastAPI", "APIRouter", "APIFlask", "APIBlueprint"}


def maker_of(full_name: str) -> Maker | None:
    """What the class of this full name makes, None if it is no application or router."""
    package, _, name = full_name.rpartition(".")
    maker = MAKERS.get(name)
    if maker is None or (name not in _UNMISTAKABLE and not package.startswith(_PACKAGES)):
        return None
    return maker


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """One thing put on an application or router: ``app.include_router(…)``, ``@router.get(…)``.

    ``function`` is the one that it decorates. ``turn`` holds the variables of the loops around it,
    ``loose`` tells that it stands in a loop over what is not known.
    """

    verb: str
    call: m.Call
    scope: Scope
    function: FunctionValue | None = None
    cls: ClassValue | None = None
    built: Built | None = None
    """What is put on, where the call itself makes or holds it."""
    turn: Environment = field(default_factory=dict)
    loose: bool = False

    @property
    def at(self) -> Span:
        """Where the call stands."""
        return self.call.at

    @property
    def path(self) -> str:
        """The file of the call."""
        return self.scope.path

    def argument(self, position: int, *names: str) -> m.Expr | None:
        """The argument of a name, or at a position (-1: by name only)."""
        for name, value in self.call.keywords:
            if name in names:
                return value
        args = self.call.args
        if 0 <= position < len(args) and not any(isinstance(arg, m.Star) for arg in args[: position + 1]):
            return args[position]
        return None


@dataclass(slots=True, eq=False)
class Built:
    """An application or router, with all that the repository puts on it."""

    maker: Maker
    call: m.Call
    scope: Scope
    name: str
    cls: ClassValue | None = None
    """Its class where the repository derives its own."""
    registrations: list[Registration] = field(default_factory=list)

    @property
    def making(self) -> Registration:
        """The call that makes it, to ask for its arguments."""
        return Registration("make", self.call, self.scope)


def gap(what: str, registration: Registration) -> str:
    """What could not be told of an application, for people."""
    return f"{registration.path}:{registration.at.row}: {what}"


def in_turn(expr: m.Expr, scope: Scope, turn: Environment) -> tuple[m.Expr, Scope]:
    """An expression with the variables of a loop replaced by what they stand for, and where that is read."""
    if not turn:
        return expr, scope
    if isinstance(expr, m.Name):
        return turn.get(expr.id, (expr, scope))
    if isinstance(expr, m.Attr):
        base, where = in_turn(expr.base, scope, turn)
        return (expr, scope) if base is expr.base else (m.Attr(base, expr.name), where)
    if isinstance(expr, m.Text):
        parts = tuple(_part(part, scope, turn) for part in expr.parts)
        return m.Text(parts, expr.at), scope
    if isinstance(expr, m.Bin):
        left, right = (in_turn(side, scope, turn) for side in (expr.left, expr.right))
        if all(where is scope or isinstance(side, m.Text) for side, where in (left, right)):
            return m.Bin(expr.op, left[0], right[0]), scope
    return expr, scope


def _part(part: m.Piece | m.Hole, scope: Scope, turn: Environment) -> m.Piece | m.Hole:
    if isinstance(part, m.Piece):
        return part
    value, where = in_turn(part.value, scope, turn)
    return m.Hole(value, part.at) if where is scope or isinstance(value, m.Text) else part
