"""What calls make of addresses: joining, encoding, formatting, and the repository's own functions."""

from __future__ import annotations

import re

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Template, UrlHole, joined, stripped_end, text_of
from cloudact_lint.project.services.url_base import UrlsBase
from cloudact_lint.project.values import FunctionValue, LambdaValue, Literal
from cloudact_lint.project.walking import last_name

_ENCODERS = frozenset(("encodeURIComponent", "quote", "quote_plus", "urlquote", "escape", "encode_uri_component"))
# What gives the text that it is called on, or with, as far as an address goes.
_SAME_METHODS = frozenset((
    "toString", "strip", "trim", "trimEnd", "trimStart", "lower", "toLowerCase", "unicode_string", "encode", "valueOf",
    "human_repr", "geturl", "removesuffix", "get_secret_value",
))  # fmt: skip
_SAME_FUNCTIONS = frozenset((
    "String", "str", "encodeURI", "HttpUrl", "AnyHttpUrl", "Request", "cast", "iri_to_uri", "urlparse", "urlsplit",
    "format_url", "withoutTrailingSlash", "unref",
))  # fmt: skip
_QUERIES = frozenset(("URLSearchParams", "urlencode", "stringify"))
_MEMO = frozenset(("useMemo", "useCallback", "computed"))
_FORMAT_FIELD = lazy_pattern(r"\{\{|\}\}|\{([^{}]*)\}")
_PERCENT = lazy_pattern(r"%%|%\((\w+)\)[#0\- +]*[\d.*]*[a-zA-Z]|%[#0\- +]*[\d.*]*[a-zA-Z]")
_AUTHORITY = lazy_pattern(r"(?i)^(?:https?|wss?)://[^/]*")


class UrlCalls(UrlsBase):
    """The part of the evaluator that knows calls."""

    def called(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """What a call gives, as far as it is an address or a part of one."""
        func, name = call.func, last_name(call.func)
        if name in _ENCODERS and call.args:
            known = [way for way in self.ways(call.args[0], scope, at, env) if text_of(way) is not None]
            return known or [(UrlHole("segment", call.args[0], scope),)]
        if name in _QUERIES:
            return [(UrlHole("query", call, scope),)]
        if name == "URL" and call.args:
            if len(call.args) == 1:
                return self.ways(call.args[0], scope, at, env)
            return self._resolved(call.args[1], call.args[0], scope, at, env)
        if name == "urljoin" and len(call.args) == 2:
            return self._resolved(call.args[0], call.args[1], scope, at, env)
        if name in _SAME_FUNCTIONS and call.args:
            return self.ways(call.args[-1 if name == "cast" else 0], scope, at, env)
        if name in _MEMO and call.args and isinstance(call.args[0], m.Lambda):
            return self.ways(call.args[0].body, scope, at, env)
        if isinstance(func, m.Attr):
            found = self._method(func, name, call, scope, at, env)
            if found is not None:
                return found
        return self._own(call, scope, at, env) or [(UrlHole("value", call, scope),)]

    def _method(
        self, func: m.Attr, name: str, call: m.Call, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template] | None:
        if name in _SAME_METHODS and not (name == "encode" and call.args and not literal_key(call.args[0])):
            return self.ways(func.base, scope, at, env)
        if name == "rstrip":
            return [stripped_end(way, "/") for way in self.ways(func.base, scope, at, env)]
        if name in ("replace", "replaceAll") and len(call.args) == 2:
            return self._replaced(func.base, call, scope, at, env)
        if name == "format":
            return self._formatted(func.base, call, scope, at, env)
        if name == "concat" and call.args:
            return self.product([self.ways_or_hole(part, scope, at, env) for part in (func.base, *call.args)])
        if name in ("join", "posixJoin", "joinpath"):
            return self._joined(func, call, scope, at, env)
        if name in ("get", "post", "put", "patch", "delete"):
            return []
        return None

    # The repository's own ----------------------------------------------------------------

    def _own(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        found: list[Template] = []
        for value in self.resolver.resolve(call.func, scope, at):
            if isinstance(value, FunctionValue):
                body = self.project.child(value.function, value.scope)
                found += self.returned(body, Env(value.function, call, scope, env))
            elif isinstance(value, LambdaValue):
                found += self.ways(value.value.body, value.scope, None, env)
        return found

    # Joining -----------------------------------------------------------------------------

    def _resolved(
        self, base: m.Expr, path: m.Expr, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """A reference behind a base, as RFC 3986 has it: a path from the root replaces that of the base."""
        heads = self.ways_or_hole(base, scope, at, env)
        return [
            _reference(head, tail) for tail in self.ways_or_hole(path, scope, at, env) for head in heads
        ]

    def _joined(
        self, func: m.Attr, call: m.Call, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """``[base, "orgs", org].join("/")``, ``"/".join([…])``, ``path.join(base, "orgs")``."""
        python = literal_key(func.base)
        if isinstance(python, str) and len(call.args) == 1:
            return self._display(call.args[0], python, scope, at, env)
        if len(call.args) <= 1 and func.name == "join" and not (call.args and literal_key(call.args[0]) is None):
            separator = literal_key(call.args[0]) if call.args else ","
            return self._display(func.base, str(separator), scope, at, env)
        parts = [(func.base, *call.args)] if func.name == "joinpath" else [call.args]
        return self._with_between([self.ways_or_hole(part, scope, at, env) for part in parts[0]], "/")

    def _display(
        self, items: m.Expr, between: str, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        while isinstance(items, m.Call) and isinstance(items.func, m.Attr) and items.func.name in ("filter", "map"):
            items = items.func.base
        for value in self.resolver.resolve(items, scope, at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
                parts = [self.ways_or_hole(item, value.scope, at, env) for item in value.expr.items]
                return self._with_between(parts, between)
        # A list that is put together elsewhere: segments, or ``a=1`` and ``b=2``.
        return [(UrlHole("query" if between == "&" else "value", m.Name("path") if between == "/" else items, scope),)]

    def _with_between(self, parts: list[list[Template]], between: str) -> list[Template]:
        spaced: list[list[Template]] = []
        for index, ways in enumerate(parts):
            if index:
                spaced.append([(between,)])
            spaced.append(ways)
        return self.product(spaced)

    # Filling in --------------------------------------------------------------------------

    def _replaced(
        self, base: m.Expr, call: m.Call, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """``"/orgs/:org".replace(":org", org)``; what replaces a pattern changes no address that is known."""
        before = self.ways(base, scope, at, env)
        old = literal_key(call.args[0])
        if not isinstance(old, str) or not old:
            return before
        found: list[Template] = []
        for way in before:
            if not any(isinstance(part, str) and old in part for part in way):
                found.append(way)
                continue
            for new in self.ways_or_hole(call.args[1], scope, at, env):
                found.append(_substituted(way, old, new))
        return found

    def _formatted(
        self, base: m.Expr, call: m.Call, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        named = {name: value for name, value in call.keywords if name}
        count = iter(range(len(call.args)))

        def value_of(match: re.Match[str]) -> m.Expr | None:
            word = match.group(1)
            if word is None:
                return None
            key = re.split(r"[.\[!:]", word, maxsplit=1)[0]
            if key in named:
                return named[key]
            index = int(key) if key.isdigit() else next(count, -1) if not key else -1
            return call.args[index] if 0 <= index < len(call.args) else m.Name(key or "?")

        return self._filled(base, _FORMAT_FIELD, value_of, scope, at, env)

    def percent(self, expr: m.Bin, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """``"/orgs/%s" % org``."""
        values = expr.right
        items = iter(values.items if isinstance(values, m.Seq) else (values,))
        named = {literal_key(k): v for k, v in values.items if k is not None} if isinstance(values, m.Dict) else {}

        def value_of(match: re.Match[str]) -> m.Expr | None:
            if match.group() == "%%":
                return None
            return named.get(match.group(1), m.Name("?")) if match.group(1) else next(items, m.Name("?"))

        return self._filled(expr.left, _PERCENT, value_of, scope, at, env)

    def _filled(
        self, base: m.Expr, pattern: re.Pattern[str], value_of: object, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        found: list[Template] = []
        for way in self.ways(base, scope, at, env):
            parts: list[list[Template]] = []
            for part in way:
                if isinstance(part, UrlHole):
                    parts.append([(part,)])
                    continue
                start = 0
                for match in pattern.finditer(part):
                    parts.append([(part[start : match.start()],)])
                    value = value_of(match)  # type: ignore[operator]
                    mark: Template = (match.group()[0],)
                    parts.append([mark] if value is None else self.ways_or_hole(value, scope, at, env))
                    start = match.end()
                parts.append([(part[start:],)])
            found += self.product(parts)
        return found


def _reference(base: Template, path: Template) -> Template:
    if not path or not base:
        return path or base
    first, head = path[0], base[0]
    if isinstance(first, str) and (first.startswith("//") or _AUTHORITY.match(first)):
        return path
    if isinstance(first, UrlHole) and first.kind == "variable":
        return path
    rooted = isinstance(first, str) and first.startswith("/")
    if isinstance(head, UrlHole):
        if rooted and len(base) == 1:
            return joined((UrlHole(head.kind, head.expr, head.scope, head.name, origin=True), *path))
        return joined((*stripped_end(base, "/"), *(() if rooted else ("/",)), *path))
    match = _AUTHORITY.match(head)
    if match is None:
        return joined((*stripped_end(base, "/"), *(() if rooted else ("/",)), *path))
    if rooted:
        return joined((match.group(), *path))
    if len(base) == 1 and len(head) > match.end():
        return joined((head[: head.rfind("/") + 1], *path))
    return joined((*stripped_end(base, "/"), "/", *path))


def _substituted(way: Template, old: str, new: Template) -> Template:
    parts: list[str | UrlHole] = []
    for part in way:
        if isinstance(part, UrlHole):
            parts.append(part)
            continue
        for index, piece in enumerate(part.split(old)):
            if index:
                parts.extend(new)
            parts.append(piece)
    return joined(parts)
