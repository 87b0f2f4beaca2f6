"""Which method a request has: by the name called, an argument, or the options."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.network.libraries import VERBS
from cloudact_lint.project.network.sites import Request
from cloudact_lint.project.network.urls import UrlRenderer
from cloudact_lint.project.origins import Origins
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import Parameter


class Methods:
    """Tells methods of requests."""

    def __init__(self, resolver: Resolver, renderer: UrlRenderer) -> None:
        self.resolver, self.renderer = resolver, renderer

    def of(self, request: Request, env: Env | None) -> str:
        """The method in upper case, ``""`` if it cannot be told."""
        call, scope = request.site.call, request.site.scope
        if request.use.verb in VERBS:
            return request.use.verb.upper()
        if request.method is not None:
            return self._word(request.method, scope, call.at, env)
        if request.use.library == "urllib":
            return self._urllib(request, env)
        if request.use.library in ("requests", "httpx", "aiohttp", "urllib3", "angular"):
            return ""
        if any(isinstance(arg, m.Star) for arg in call.args):
            return ""
        for options in (request.options, _request_object(request.url)):
            if options is not None:
                found = self._option(options, scope, call.at, env, "method")
                if found is not None:
                    return found
        return "GET"

    def _urllib(self, request: Request, env: Env | None) -> str:
        call, scope = request.site.call, request.site.scope
        if len(call.args) > 1 or any(name == "data" for name, _ in call.keywords):
            return "POST"
        for leaf in Origins.of(self.resolver).leaves(request.url, scope, call.at, env):
            if not isinstance(leaf.expr, m.Call):
                continue
            keywords = dict(leaf.expr.keywords)
            if "method" in keywords:
                return self._word(keywords["method"], leaf.scope, leaf.at, leaf.env)
            data = keywords.get("data") or (leaf.expr.args[1] if len(leaf.expr.args) > 1 else None)
            return "GET" if data is None else "POST"
        return "GET"

    def _option(self, options: m.Expr, scope: Scope, at: Span, env: Env | None, name: str) -> str | None:
        """The method in an options object; None where it names none."""
        if env is None and self._handed_in(options, scope, at):
            return ""
        words: set[str | None] = set()
        for field in Fields.of(self.resolver).of_expr(options, scope, at, env, (name,)):
            if field.state in ("missing", "nothing"):
                words.add(None)
            elif field.state == "given" and field.expr is not None:
                words.add(self._word(field.expr, field.scope, field.at, field.env))
            else:
                words.add("")
        return words.pop() if len(words) == 1 else "" if words else None

    def _handed_in(self, options: m.Expr, scope: Scope, at: Span) -> bool:
        """Whether the options are a parameter's, of which no caller is being followed."""
        parts = [options]
        if isinstance(options, m.Dict):
            if any(key is not None and literal_key(key) == "method" for key, _ in options.items):
                return False
            parts = [value for key, value in options.items if key is None]
        return any(isinstance(value, Parameter) for part in parts for value in self.resolver.resolve(part, scope, at))

    def _word(self, expr: m.Expr, scope: Scope, at: Span | None, env: Env | None) -> str:
        word = literal_key(expr)
        if isinstance(word, str):
            return word.upper()
        if isinstance(expr, m.Call) and isinstance(expr.func, m.Attr) and expr.func.name in ("upper", "toUpperCase"):
            return self._word(expr.func.base, scope, at, env)
        words = {None if text.holes else text.text.upper() for text in self.renderer.address(expr, scope, at, env)}
        return (words.pop() or "") if len(words) == 1 else ""


def _request_object(url: m.Expr | None) -> m.Expr | None:
    """The options of ``new Request(url, options)``."""
    if isinstance(url, m.Call) and isinstance(url.func, m.Name) and url.func.id == "Request" and len(url.args) > 1:
        return url.args[1]
    return None
