"""Where an expression is read while rows are followed, and the calls looked through on the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.rows.shapes import UNSURE, Fixed, Items, Many, Shape, Shapes
from cloudact_lint.project.scopes import Scope


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """Where an expression is read: names of comprehensions and lambdas around it are in ``local``."""

    scope: Scope
    at: Span | None
    env: Env | None = None
    local: Mapping[str, Shapes] = field(default_factory=dict)

    def inside(self, names: Mapping[str, Shapes]) -> Here:
        """The same place with more names."""
        return Here(self.scope, self.at, self.env, {**self.local, **names})


def part(shapes: Shapes, index: int) -> Shapes:
    """One place of a tuple."""
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Fixed):
            found.extend(shape.at(index))
        elif isinstance(shape, Items):
            found.append(shape)
        elif isinstance(shape, Many) and shape.result is None:
            found.extend(shape.inner)
        else:
            found.extend(UNSURE)
    return tuple(dict.fromkeys(found))


def env_of(function: m.Function, env: Env | None) -> Env | None:
    """The call through which a function is read."""
    return next((item for item in chain(env) if item.function is function), None)


def chain(env: Env | None) -> Iterator[Env]:
    """The calls looked through, the innermost first."""
    while env is not None:
        yield env
        env = env.outer


def scopes_around(scope: Scope | None) -> Iterator[Scope]:
    """A scope and those in whose names its code can look."""
    while scope is not None:
        if scope.kind != "class":
            yield scope
        scope = scope.parent


def given_for(env: Env, name: str) -> m.Expr | None:
    """What a call gives for a parameter."""
    for keyword, value in env.call.keywords:
        if keyword == name:
            return value
    method = bool(env.function.params) and env.function.params[0].name in ("self", "cls")
    names = [p.name for p in env.function.params if p.kind in ("pos", "any")][1 if method else 0 :]
    index = names.index(name) if name in names else len(env.call.args)
    return env.call.args[index] if index < len(env.call.args) else None
