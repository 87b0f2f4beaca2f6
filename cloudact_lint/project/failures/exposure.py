"""For whom the text of an exception was written, by its type."""

from __future__ import annotations

from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External
from cloudact_lint.project.walking import last_name

Exposure = Literal["broad", "library", "server", "input", "own"]
"""``broad``: of anything; ``library``: of a client library; ``server``: of the operating system or a state of the
program; ``input``: of what a client sent; ``own``: of the repository itself, or not to be told."""
_ORDER: tuple[Exposure, ...] = ("own", "input", "server", "library", "broad")
_SERVER = frozenset((
    "RuntimeError", "OSError", "IOError", "EnvironmentError", "ConnectionError", "TimeoutError", "PermissionError",
    "FileNotFoundError", "MemoryError", "SystemError", "ChildProcessError", "ImportError", "RecursionError",
))  # fmt: skip
_OF_INPUT = ("ValidationError", "DecodeError", "HTTPException", "ParseError", "SchemaError", "InvalidTokenError",
             "ExpiredSignatureError", "ParserError", "UnicodeError", "BadRequestKeyError", "Http404",
             "RateLimitExceeded", "CroniterBadCronError", "InvalidURL", "JWTError", "PyJWTError")  # fmt: skip


def exposure_of(types: tuple[m.Expr, ...], scope: Scope, resolver: Resolver) -> Exposure:
    """The widest that a handler of these types lets out."""
    found: list[Exposure] = [_of(kind, scope, resolver) for kind in types] if types else ["broad"]
    return max(found, key=_ORDER.index)


def _of(kind: m.Expr, scope: Scope, resolver: Resolver) -> Exposure:
    name = last_name(kind)
    if name in ("Exception", "BaseException"):
        return "broad"
    if name.endswith(_OF_INPUT):
        return "input"
    for value in resolver.resolve(kind, scope):
        if isinstance(value, ClassValue):
            return "own"
        if isinstance(value, External):
            if not value.name.startswith("builtins."):
                return "library"
            return "server" if name in _SERVER else "input"
    return "own"
