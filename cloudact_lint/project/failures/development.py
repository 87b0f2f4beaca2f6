"""Code that only runs in development: ``if (process.env.NODE_ENV === "development")``, ``if settings.debug``."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.walking import last_name, walk

_ENVIRONMENTS = frozenset((
    "NODE_ENV", "MODE", "APP_ENV", "ENVIRONMENT", "environment", "NEXT_PUBLIC_ENV", "ENV", "env",
))  # fmt: skip
_DEVELOPMENT = frozenset(("development", "dev", "local", "test"))
_PRODUCTION = frozenset(("production", "prod"))
_FLAGS = frozenset((
    "__DEV__", "DEV", "DEBUG", "debug", "isDev", "IS_DEV", "is_dev", "isDevelopment", "is_development",
    "IS_DEVELOPMENT", "isDebug", "debugMode", "debug_mode",
))  # fmt: skip
_TELLS_MORE = frozenset(("debug", "expose"))
_NOT_FLAGS = frozenset(("isProduction", "isProd", "IS_PRODUCTION", "IS_PROD", "is_production", "is_prod", "PROD"))


def branch_of_development(test: m.Expr) -> bool | None:
    """Whether a test holds in development only (True) or anywhere but there (False); None for other tests."""
    if isinstance(test, m.Not):
        inner = branch_of_development(test.value)
        return None if inner is None else not inner
    if isinstance(test, m.Alt) and test.test is None:
        found = [branch_of_development(option) for option in test.options]
        if test.op == "and" and True in found:
            return True
        return next((one for one in found if one is not None), None) if all(f is not None for f in found) else None
    if isinstance(test, m.Call) and not test.args:
        test = test.func
    if isinstance(test, m.Bin):
        return _compared(test)
    name = last_name(test)
    if name in _FLAGS or not _TELLS_MORE.isdisjoint(words_of(name)):
        return True
    return False if name in _NOT_FLAGS else None


def _compared(test: m.Bin) -> bool | None:
    names = {last_name(node) for node in walk(test.left)} | {literal_key(node) for node in walk(test.left)}
    if names.isdisjoint(_ENVIRONMENTS):
        return None
    values = {literal_key(node) for node in (walk(test.right) if isinstance(test.right, m.Seq) else (test.right,))}
    if test.op in ("==", "===", "is", "in"):
        holds = True
    elif test.op in ("!=", "!==", "is not", "not in"):
        holds = False
    else:
        return None
    if values & _DEVELOPMENT and not values & _PRODUCTION:
        return holds
    return not holds if values & _PRODUCTION and not values & _DEVELOPMENT else None
