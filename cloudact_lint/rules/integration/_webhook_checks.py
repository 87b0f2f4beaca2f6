"""Whether what a request runs through asks who sent it: signatures, shared secrets, sessions.

Functions of the repository are followed. What is handed the whole request and cannot be seen may check it: then
nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Instance, Member, Unknown, Value
from cloudact_lint.project.walking import last_name, scope_expressions, walk
from cloudact_lint.rules.integration._secret_names import secret_sort, words

Answer = Literal["checked", "compared", "unknown", ""]
"""A check; a secret compared with ``==``; something that cannot be seen; nothing."""

MAX_DEPTH = 4
"""Through how many functions a check is looked for."""
MAX_CALLS = 4_000
_SURE = frozenset({
    "compare_digest", "timingSafeEqual", "createHmac", "construct_event", "constructEvent", "constructEventAsync",
    "verify", "verifyAsync", "verify_oauth2_token", "verify_firebase_token", "verify_token", "verifyIdToken",
    "verify_id_token", "jwtVerify", "unwrap", "validateRequest", "isValidRequest", "is_valid_request",
    "validateRequestWithBody", "validateExpressRequest", "construct_webhook_event", "safeCompare", "tsscmp", "scmp",
    "verifyAndReceive", "HmacSHA256",
})  # fmt: skip
"""What libraries call it: hmac, crypto, stripe, svix, twilio, slack, google-auth, jose, firebase-admin."""
_VERBS = frozenset({
    "verify", "verifies", "verified", "validate", "check", "checks", "authenticate", "authorize", "ensure", "require",
    "requires", "assert", "is", "valid", "confirm", "guard", "protect", "enforce", "with", "need", "needs", "has",
})  # fmt: skip
_SIGNED = frozenset({
    "signature", "signatures", "signed", "hmac", "jwt", "webhook", "webhooks", "oidc", "bearer", "secret", "sender",
    "caller",
})  # fmt: skip
"""What is verified of a message: names that tell wherever they stand."""
_PERSONS = frozenset({
    "token", "auth", "session", "user", "permission", "permissions", "admin", "authorization", "authenticated",
    "authorized", "login", "principal", "identity", "membership", "role", "apikey",
})  # fmt: skip
"""What is asked of a person: names that tell in the handler and before it; deeper they may ask about somebody else."""
_OF_DATA = frozenset({
    "email", "input", "schema", "params", "data", "address", "phone", "fields", "payload", "body", "plan", "domain",
    "org",
})  # fmt: skip
"""What is verified of a value and says nothing of who sent it."""
_OF_FRAMEWORKS = frozenset({"getUser", "getSession", "getServerSession", "getAuth", "getToken", "getClaims"})
"""Supabase, next-auth, Clerk."""
_ALONE = frozenset({
    "auth", "authenticate", "authenticated", "authorize", "authorized", "authorization", "signature",
    "authentication", "protected", "clerk", "bolt", "iap", "unauthorized", "unauthenticated", "forbidden",
})  # fmt: skip
_HANDLES_ITSELF = lazy_pattern(
    r"(?i)slack_bolt|@slack/(?:bolt|events-api)|octokit|svix|standardwebhooks|@clerk|telegraf|grammy|probot"
)
_REFUSALS = (401, 403)
_HEADERS = lazy_pattern(r"(?i)headers?$|^(?:get_?header|header|authorization)$|^x[-_]")


@dataclass
class Checks:
    """Looks for checks. One for a project; answers are remembered."""

    project: Project
    resolver: Resolver
    names: frozenset[str] = frozenset()
    """Further names of functions that check."""
    _known: dict[tuple[int, int], Answer] = field(default_factory=dict)
    _left: int = MAX_CALLS
    _near: int = 1
    """Up to which depth names count that ask for a person."""

    def says_check(self, name: str, depth: int = 0) -> bool:
        """Whether a name says that somebody is asked who they are."""
        return name in self.names or says_check(name, depth >= self._near)

    def before(self, expr: m.Expr, scope: Scope, at: Span | None = None) -> Answer:
        """What a dependency, a middleware, a wrapper or a hook does: all of it is about the one who calls."""
        self._near = MAX_DEPTH
        try:
            return self._of_expression(expr, scope, at)
        finally:
            self._near = 1

    def of_function(self, function: FunctionValue, depth: int = 0) -> Answer:
        """What a function, and whatever it calls, does."""
        key = (id(function.function), self._near)
        if key not in self._known:
            self._known[key] = ""  # while it is being looked for: it may call itself
            self._left = MAX_CALLS if depth == 0 else self._left
            scope = self.project.child(function.function, function.scope)
            self._known[key] = self._of_scopes([scope, *self.project.nested(scope)], depth)
        return self._known[key]

    def before_function(self, function: FunctionValue) -> Answer:
        """The same of a function."""
        self._near = MAX_DEPTH
        try:
            return self._of_value(function, 0)
        finally:
            self._near = 1

    def _of_expression(self, expr: m.Expr, scope: Scope, at: Span | None) -> Answer:
        target = expr.func if isinstance(expr, m.Call) else expr
        if self.says_check(last_name(target)):
            return "checked"
        found = [self._of_value(value, 0) for value in self.resolver.resolve(target, scope, at)]
        if isinstance(expr, m.Call):
            given = (*expr.args, *(value for _, value in expr.keywords))
            found += [self._of_expression(arg, scope, at) for arg in given if isinstance(arg, (m.Name, m.Attr, m.Call))]
        return _strongest(found)

    def _of_value(self, value: Value, depth: int) -> Answer:
        if isinstance(value, FunctionValue):
            return (
                "checked"
                if self.says_check(value.function.name, depth) and _does_something(value)
                else self.of_function(value, depth)
            )
        if isinstance(value, Instance):
            value = value.of
        if isinstance(value, ClassValue):
            methods = (self.resolver.members.method(value, name) for name in ("__call__", "dispatch", "__init__"))
            return _strongest([self.of_function(method, depth) for method in methods if method is not None])
        if isinstance(value, (External, Member)):
            name = value.name if isinstance(value, External) else value.full_name
            return (
                "checked"
                if _HANDLES_ITSELF.search(name) or says_check(name.rpartition(".")[2], depth >= self._near)
                else ""
            )
        return ""

    def _of_scopes(self, scopes: list[Scope], depth: int) -> Answer:
        found: list[Answer] = []
        for scope in scopes:
            for expr in (*scope_expressions(scope), *_raised(scope)):
                for node in walk(expr):
                    if isinstance(node, m.Bin) and _compares(node):
                        found.append("compared")
                    elif isinstance(node, m.Call):
                        answer = self._of_call(node, scope, depth)
                        if answer == "checked":
                            return answer
                        found.append(answer)
        answer = _strongest(found)
        refuses = answer != "compared" and depth < 2 and any(_refuses(scope) for scope in scopes)
        return "checked" if refuses else answer

    def _of_call(self, call: m.Call, scope: Scope, depth: int) -> Answer:
        name = last_name(call.func)
        self._left -= 1
        if name in _SURE or (name in ("new", "digest", "decode") and _is_crypto(call.func)):
            return "checked"
        if self._left < 0:
            return "unknown"
        values = self.resolver.resolve(call.func, scope, call.at)
        own = [value for value in values if isinstance(value, (FunctionValue, ClassValue))]
        if self.says_check(name, depth) and (
            not own or any(not isinstance(v, FunctionValue) or _does_something(v) for v in own)
        ):
            return "checked"
        if depth < MAX_DEPTH and own:
            return _strongest([self._of_value(value, depth + 1) for value in own])
        if any(isinstance(v, (External, Member)) and self._of_value(v, depth) == "checked" for v in values):
            return "checked"
        unseen = all(isinstance(value, Unknown) for value in values) and isinstance(call.func, (m.Name, m.Attr))
        return "unknown" if unseen and any(_is_request(arg) for arg in call.args) else ""


def says_check(name: str, deep: bool = False) -> bool:
    """Whether a name says that somebody is asked who they are: ``verify_signature``, ``requireUser``, ``current_org``.

    ``deep`` leaves out those that may ask about somebody else than the caller.
    """
    parts = words(name)
    asks = not _VERBS.isdisjoint(parts[:2])
    if asks and not _SIGNED.isdisjoint(parts[1:]):
        return True
    if deep or not parts:
        return False
    if parts[0] in ("verify", "authenticate", "authorize") and not _OF_DATA.intersection(parts[1:]):
        return True
    if not _ALONE.isdisjoint(parts):
        return True
    if parts[0] in ("get", "use"):
        return len(parts) > 1 and (parts[1] in ("current", "authenticated") or name in _OF_FRAMEWORKS)
    return asks and ({"api", "key"} <= set(parts) or not _PERSONS.isdisjoint(parts[1:]))


def _does_something(value: FunctionValue) -> bool:
    """Whether a function named like a check is one: not ``return True``."""
    return any(not _is_idle(statement) for statement in value.function.body)


def _is_idle(statement: m.Stmt) -> bool:
    if isinstance(statement, m.Return):
        return statement.value is None or isinstance(statement.value, m.Const)
    return isinstance(statement, m.Jump)


def _is_crypto(func: m.Expr) -> bool:
    return isinstance(func, m.Attr) and last_name(func.base).lower() in ("hmac", "jwt", "jose", "jws", "crypto")


def _is_request(expr: m.Expr) -> bool:
    return isinstance(expr, m.Name) and expr.id.lower() in ("req", "request", "ctx", "context")


def _compares(node: m.Bin) -> bool:
    """``request.headers["X-Token"] != settings.webhook_secret``."""
    if node.op not in ("==", "!=", "is not"):
        return False
    sides = [list(walk(side)) for side in (node.left, node.right)]
    if any(isinstance(side, (m.Const, m.Text)) for side in (node.left, node.right)):
        return False
    secret = any(_is_secret(part) for side in sides for part in side)
    return secret or any(isinstance(part, m.Attr) and _HEADERS.search(part.name) for side in sides for part in side)


def _is_secret(expr: m.Expr) -> bool:
    if isinstance(expr, m.Text):
        text = "".join(part.text for part in expr.parts if isinstance(part, m.Piece))
        return bool(secret_sort(text)) or re.search(r"(?i)signature|x-[\w-]*(?:token|secret|key)", text) is not None
    name = last_name(expr)
    return bool(secret_sort(name)) or "signature" in name.lower()


def _raised(scope: Scope) -> Iterator[m.Expr]:
    for statement in scope.flat:
        if isinstance(statement, m.Raise) and statement.value is not None:
            yield statement.value


def _refuses(scope: Scope) -> bool:
    """Whether a function answers 401 or 403 somewhere."""
    for expr in (*scope_expressions(scope), *_raised(scope)):
        for node in walk(expr):
            if isinstance(node, m.Const) and node.value in _REFUSALS and node.value is not True:
                return True
            if isinstance(node, m.Attr) and re.search(
                r"40[13]|UNAUTHORIZED|FORBIDDEN|Unauthorized|Forbidden", node.name
            ):
                return True
    return False


def _strongest(found: list[Answer]) -> Answer:
    order: tuple[Answer, ...] = ("checked", "compared", "unknown", "")
    return min(found, key=order.index, default="")
