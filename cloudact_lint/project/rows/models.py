"""Models and rows: ``Order(**dict(row))`` reads every required field, ``asdict(order)`` writes every field."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External
from cloudact_lint.project.walking import last_name, walk

_CHANGING = {"root_validator", "model_validator", "validator_before"}
"""Decorators of what may put fields in before they are looked for."""
_PLAIN_BASES = ("pydantic", "builtins.object", "typing.", "abc.", "sqlmodel", "enum.")
"""Bases that bring no fields."""
_MAY_BE_LEFT = {"Optional", "Any", "ClassVar", "InitVar", "PrivateAttr"}


def required_fields(call: m.Call, scope: Scope, resolver: Resolver) -> Iterator[str]:
    """The fields that making an object fails without, and that the call itself does not give."""
    if call.args:
        return
    given = {name for name, _ in call.keywords}
    for value in resolver.resolve(call.func, scope, call.at):
        if isinstance(value, ClassValue):
            yield from (name for name in _required(value, resolver) if name not in given)
            return


def _required(cls: ClassValue, resolver: Resolver) -> list[str]:
    fields: dict[str, bool] = {}
    kind = "dataclass" if any(_is_dataclass(d) for d in cls.cls.decorators) else ""
    for base in resolver.members.bases(cls):
        if isinstance(base, External):
            if base.name.rpartition(".")[2] == "BaseModel" and base.name.startswith("pydantic"):
                kind = "model"
            elif base.name not in ("builtins.object", "abc.ABC", "typing.Generic"):
                return []
            continue
        for statement in base.cls.body:
            if _changes_rules(statement):
                return []
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.annotation:
                fields.setdefault(statement.target.id, statement.value is None and not _optional(statement.annotation))
    return [name for name, needed in fields.items() if needed and not name.startswith("_")] if kind else []


def dumped_fields(cls: ClassValue, resolver: Resolver) -> tuple[tuple[str, ...], bool]:
    """The keys that ``asdict(thing)`` or ``thing.model_dump()`` gives, and whether there may be others."""
    found: dict[str, None] = {}
    is_open = False
    for base in resolver.members.bases(cls):
        if isinstance(base, External):
            is_open = is_open or not base.name.startswith(_PLAIN_BASES)
            continue
        for statement in base.cls.body:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
                is_open = is_open or statement.target.id == "model_config"
                if statement.annotation is not None and last_name(statement.annotation) != "ClassVar":
                    found.setdefault(statement.target.id)
    return tuple(found), is_open


def _changes_rules(statement: m.Stmt) -> bool:
    """Aliases, validators that run before, an ``__init__`` of its own: what is required cannot be told."""
    if isinstance(statement, m.Class):
        return statement.name == "Config"
    if isinstance(statement, m.Function):
        names = {last_name(d.func if isinstance(d, m.Call) else d) for d in statement.decorators}
        return statement.name in ("__init__", "__new__") or not names.isdisjoint(_CHANGING)
    if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
        if statement.target.id == "model_config" and statement.value is not None:
            return any("alias" in name for name in _words(statement.value))
        return isinstance(statement.value, m.Call) and any(
            name is not None and "alias" in name for name, _ in statement.value.keywords
        )
    return False


def _words(expr: m.Expr) -> Iterator[str]:
    for node in walk(expr):
        if isinstance(node, m.Call):
            yield from (name for name, _ in node.keywords if name)
        elif isinstance(node, m.Text):
            yield from (part.text for part in node.parts if isinstance(part, m.Piece))


def _is_dataclass(decorator: m.Expr) -> bool:
    return last_name(decorator.func if isinstance(decorator, m.Call) else decorator) == "dataclass"


def _optional(annotation: m.Expr) -> bool:
    """Whether an older pydantic lets it be left out: ``Optional[x]``, ``x | None``, ``Any``."""
    return any(
        (isinstance(node, (m.Name, m.Attr)) and last_name(node) in _MAY_BE_LEFT)
        or (isinstance(node, m.Const) and node.value is None)
        for node in walk(annotation)
    )
