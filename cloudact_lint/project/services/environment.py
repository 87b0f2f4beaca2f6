"""Environment variables in code: which one an expression looks up, and what stands in where it is not set."""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External
from cloudact_lint.project.walking import last_name

_GETTERS = frozenset((
    "getenv", "get_env", "getEnv", "requireEnv", "require_env", "get_env_var", "getEnvVar", "env_var", "config", "env",
    "ensureEnv", "mustGetEnv",
))  # fmt: skip
_VARIABLE = lazy_pattern(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,}")
_HOLDERS = frozenset(("env", "ENV", "environ", "Env"))


class Lookup(NamedTuple):
    """A variable by name, and the expression that stands in for it."""

    name: str
    default: m.Expr | None
    scope: Scope | None = None


def lookup_of(expr: m.Expr) -> Lookup | None:
    """The variable that an expression reads: ``process.env.X``, ``import.meta.env.X``, ``os.getenv("X", …)``."""
    if isinstance(expr, m.Attr):
        return Lookup(expr.name, None) if _is_environment(expr.base) and _VARIABLE.fullmatch(expr.name) else None
    if isinstance(expr, m.Sub):
        key = literal_key(expr.index)
        return Lookup(key, None) if isinstance(key, str) and _is_environment(expr.base) else None
    if not isinstance(expr, m.Call) or not expr.args:
        return None
    key = literal_key(expr.args[0])
    if not isinstance(key, str) or not _VARIABLE.fullmatch(key):
        return None
    func = expr.func
    name = last_name(func)
    method = isinstance(func, m.Attr) and name in ("get", "setdefault", "pop", "str", "url") and (
        _is_environment(func.base) or last_name(func.base) in _HOLDERS
    )
    if not method and name not in _GETTERS:
        return None
    default = expr.args[1] if len(expr.args) > 1 else None
    for word, value in expr.keywords:
        if word == "default":
            default = value
    return Lookup(key, default)


def _is_environment(expr: m.Expr) -> bool:
    return last_name(expr) in _HOLDERS


# Settings classes ----------------------------------------------------------------------------


def settings_lookup(resolver: Resolver, cls: ClassValue, name: str) -> Lookup | None:
    """The variable that a field of a pydantic settings class is filled from, and its default.

    https://docs.pydantic.dev/latest/concepts/pydantic_settings/: the name of the field behind ``env_prefix``, in any
    case, unless an alias says otherwise.
    """
    members = resolver.members
    if not any(isinstance(base, External) and base.name.endswith("BaseSettings") for base in members.bases(cls)):
        return None
    for base in members.bases(cls):
        if not isinstance(base, ClassValue):
            continue
        body = resolver.project.child(base.cls, base.scope)
        for binding in reversed(body.bindings.get(name, [])):
            if binding.kind in ("value", "annotated") or binding.annotation is not None:
                return _field(name, binding.value, body, resolver)
    return None


def _field(name: str, value: m.Expr | None, body: Scope, resolver: Resolver) -> Lookup:
    variable = (_prefix(body, resolver) + name).upper()
    if not isinstance(value, m.Call) or last_name(value.func) != "Field":
        return Lookup(variable, value, body)
    default = value.args[0] if value.args else None
    for word, given in value.keywords:
        if word == "default":
            default = given
        elif word in ("validation_alias", "alias", "env"):
            known = literal_key(given)
            if known is None and isinstance(given, m.Call) and given.args:  # AliasChoices("A", "B")
                known = literal_key(given.args[0])
            variable = known if isinstance(known, str) else variable
    if isinstance(default, m.Const) and not isinstance(default.value, (int, float)):
        default = None  # ``...``: has to be set
    return Lookup(variable, default, body)


def _prefix(body: Scope, resolver: Resolver) -> str:
    """``model_config = SettingsConfigDict(env_prefix="APP_")``, or that of an inner ``Config``."""
    for statement in body.flat:
        config: list[tuple[object, m.Expr]] = []
        if isinstance(statement, m.Assign) and last_name(statement.target) == "model_config":
            if isinstance(statement.value, m.Call):
                config = [(word, value) for word, value in statement.value.keywords]
            elif isinstance(statement.value, m.Dict):
                config = [(literal_key(key), value) for key, value in statement.value.items]
        elif isinstance(statement, m.Class) and statement.name == "Config":
            inner = resolver.project.child(statement, body)
            config = [(last_name(s.target), s.value) for s in inner.flat if isinstance(s, m.Assign) and s.value]
        for word, value in config:
            prefix = literal_key(value)
            if word == "env_prefix" and isinstance(prefix, str):
                return prefix
    return ""
