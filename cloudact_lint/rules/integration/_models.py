"""Pydantic models of a project, their fields and the functions in their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.signatures.lineage import BARE, Base, Lineage
from cloudact_lint.project.values import ClassValue, External
from cloudact_lint.project.walking import last_name

_FAMILY = ("pydantic.", "pydantic_settings.", "sqlmodel.")
FIELD_VALIDATORS = frozenset(("field_validator", "validator"))
REGISTERING = FIELD_VALIDATORS | {"model_validator", "root_validator"}
"""The last names of the decorators by which pydantic learns of a validator."""


class Model(NamedTuple):
    """A class that is, or may become part of, a pydantic model, with its order of classes."""

    cls: ClassValue
    order: tuple[Base, ...]
    is_model: bool
    """False for a class that brings methods to models and is none itself."""

    @property
    def own(self) -> list[ClassValue]:
        """The classes of the repository in the order."""
        return [base for base in self.order if isinstance(base, ClassValue)]

    def fields(self) -> list[str]:
        """The names of its fields, inherited ones too."""
        return [
            statement.target.id
            for base in self.own
            for statement in base.cls.body
            if isinstance(statement, m.Assign)
            and statement.annotation is not None
            and isinstance(statement.target, m.Name)
        ]


def model_of(scope: Scope, lineage: Lineage) -> Model | None:
    """The model that a class scope is; None where its bases are not all known or are of another library."""
    if scope.cls is None or scope.parent is None:
        return None
    cls = ClassValue(scope.cls, scope.parent)
    order = lineage.of(cls)
    outside = {base.name for base in order or () if isinstance(base, External)} - BARE
    if order is None or not all(name.startswith(_FAMILY) for name in outside):
        return None
    return Model(cls, order, bool(outside))


def models_in(project: Project, path: str, lineage: Lineage) -> Iterator[Model]:
    """Models of a file, and the classes without an outside base that may be mixed into one."""
    for scope in project.scopes(path):
        model = model_of(scope, lineage)
        if model is not None:
            yield model


def decorator_names(function: m.Function) -> list[str]:
    """The last names of a function's decorators."""
    return [last_name(d.func if isinstance(d, m.Call) else d) for d in function.decorators]


def named_fields(decorator: m.Expr) -> list[str]:
    """The fields that ``@field_validator("a", "b")`` names; empty if not all can be read, or if it says not to look."""
    if not isinstance(decorator, m.Call) or last_name(decorator.func) not in FIELD_VALIDATORS:
        return []
    if any(name in (None, "check_fields") for name, _ in decorator.keywords):
        return []
    names = [literal_key(arg) for arg in decorator.args]
    found = [name for name in names if isinstance(name, str)]
    return found if len(found) == len(names) and "*" not in found else []
