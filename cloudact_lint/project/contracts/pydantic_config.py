"""What a pydantic model's configuration says of its fields on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.contracts.declared import find
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_expressions, walk


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a model that matter to its JSON."""

    rename: Callable[[str], str] | None = None
    """Makes the alias of each field that has none of its own."""
    extra: bool = False
    """Fields that are not declared are kept."""
    encoders: bool = False
    """Some types are written in a way of the model's own."""
    opaque: bool = False
    """It says something that could not be read."""


_DISPLAYS = frozenset({"ConfigDict", "SettingsConfigDict", "SQLModelConfig", "dict"})


def read_config(cls: m.Class, body: Scope, project: Project, before: Config) -> Config:
    """``before``, changed by what a class says itself: ``model_config``, ``class Config``, keywords of its head."""
    config = before
    for name, value in _settings(cls, body, project):
        if name == "alias_generator":
            config = _renamed(config, value, body, project)
        elif name == "extra":
            config = replace(config, extra=literal_key(value) == "allow" or last_name(value) == "allow")
        elif name == "json_encoders":
            config = replace(config, encoders=True)
        elif name in ("", "fields"):
            config = replace(config, opaque=True)
    return config


def _settings(cls: m.Class, body: Scope, project: Project) -> Iterator[tuple[str, m.Expr]]:
    """Each setting with its value; an empty name for what could not be read."""
    yield from ((name, value) for name, value in cls.keywords if name)
    for statement in body.flat:
        if isinstance(statement, m.Class) and statement.name == "Config":
            for inner in statement.body:
                if isinstance(inner, m.Assign) and isinstance(inner.target, m.Name) and inner.value is not None:
                    yield inner.target.id, inner.value
        elif isinstance(statement, m.Assign) and last_name(statement.target) == "model_config" and statement.value:
            yield from _entries(statement.value, body, project)


def _entries(value: m.Expr, scope: Scope, project: Project, depth: int = 0) -> Iterator[tuple[str, m.Expr]]:
    if isinstance(value, m.Call) and last_name(value.func) in _DISPLAYS:
        for name, inner in value.keywords:
            if name is not None:
                yield name, inner
            else:
                yield from _entries(inner, scope, project, depth + 1)
    elif isinstance(value, m.Dict):
        for key, inner in value.items:
            if key is None:
                yield from _entries(inner, scope, project, depth + 1)
            elif isinstance(word := literal_key(key), str):
                yield word, inner
    elif isinstance(value, (m.Name, m.Attr)) and depth < 3:
        declared = find(value, scope, project)
        if declared is not None and declared.alias is not None and declared.alias.value and declared.scope:
            yield from _entries(declared.alias.value, declared.scope, project, depth + 1)
        elif not (isinstance(value, m.Attr) and value.name == "model_config"):  # that of a base, which was read
            yield "", value
    else:
        yield "", value


def _renamed(config: Config, value: m.Expr, scope: Scope, project: Project) -> Config:
    if isinstance(value, m.Const) and value.value is None:
        return replace(config, rename=None)
    if isinstance(value, m.Call) and called(value) == "AliasGenerator":
        given = dict(value.keywords)
        made = given.get("serialization_alias") or given.get("alias")
        return _renamed(config, made, scope, project) if made is not None else config
    rename = _generator(value, scope, project)
    return replace(config, rename=rename) if rename is not None else replace(config, opaque=True)


def _generator(value: m.Expr, scope: Scope, project: Project) -> Callable[[str], str] | None:
    """The function that a name of an alias generator stands for, where that is plain."""
    name = last_name(value).lower()
    if "pascal" in name:
        return pascal
    if "camel" not in name:
        return None
    declared = find(value, scope, project)
    if declared is not None and declared.external:
        # ``pydantic.utils.to_camel`` of version 1 began with a capital letter.
        return pascal if declared.external == "pydantic.utils.to_camel" else camel
    if declared is None or declared.function is None or declared.scope is None or "lower" in name:
        return camel
    return _own(project.child(declared.function, declared.scope))


def _own(body: Scope) -> Callable[[str], str]:
    """A function of the repository: one that takes the first part aside leaves it in lower case."""
    for expr in scope_expressions(body):
        for node in walk(expr):
            aside = isinstance(node, m.Sub) and isinstance(node.index, m.Const)
            if aside or isinstance(node, m.Star) or last_name(node) in ("enumerate", "camelize", "lower"):
                return camel
    return pascal


def pascal(name: str) -> str:
    """``OrgSlug`` of ``org_slug``, as pydantic makes it."""
    return re.sub(r"([0-9A-Za-z])_(?=[0-9A-Z])", lambda found: found.group(1), name.title())


def camel(name: str) -> str:
    """``orgSlug`` of ``org_slug``, as pydantic makes it; a name in camel case stays."""
    if re.match(r"^[a-z]+[A-Za-z0-9]*$", name) and not re.search(r"\d(?=[a-z])", name):
        return name
    made = pascal(name)
    return re.sub(r"(^_*[A-Z])", lambda found: found.group(1).lower(), made)
