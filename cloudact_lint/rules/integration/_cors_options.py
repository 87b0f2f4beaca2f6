"""CORS set up by a library: FastAPI and Starlette, Flask-CORS, and ``cors`` of Express and its kin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External, Literal, Member
from cloudact_lint.project.walking import last_name
from cloudact_lint.rules.integration._cors_values import Origin, Values

_STARLETTE = "CORSMiddleware"
_FLASK = ("CORS", "cross_origin")
_EXPRESS = frozenset(("cors", "enableCors", "fastifyCors", "expressCors", "koaCors"))
_HOLDING = frozenset(("Server", "create", "createServer", "register", "listen", "IoServer", "ApolloServer"))
"""Calls that take the options of CORS among others, or after the plugin."""


@dataclass(frozen=True, slots=True)
class Open:
    """A place that lets any site make requests with credentials."""

    path: str
    span: Span
    library: str
    """``starlette``, ``flask`` or ``express``."""
    origin: Origin
    refused: bool = False
    """The browser refuses it: the header is a plain star."""


def opened(project: Project) -> Iterator[Open]:
    """Every place of the project at which a library is told to."""
    resolver = BigQuery.of(project).resolver
    values = Values(resolver)
    for path in project.files_calling(_STARLETTE, *_FLASK, *_EXPRESS, *_HOLDING):
        language = project.records[path].language
        if not project.asked(path) or "cors" not in project.records[path].tags:
            continue
        for site in project.calls_in(path):
            if language == "typescript":
                yield from _express(site, values)
            elif any(last_name(item) == _STARLETTE for item in (site.call.func, *site.call.args)):
                yield from _starlette(site, values)
            elif last_name(site.call.func) in (*_FLASK, "init_app"):
                yield from _flask(site, values)


# Python ----------------------------------------------------------------------------------


def _keywords(site: CallSite, values: Values) -> dict[str, tuple[m.Expr, Scope]]:
    """The options of a call, those of ``**OPTIONS`` included."""
    found: dict[str, tuple[m.Expr, Scope]] = {}
    for name, given in site.call.keywords:
        if name is not None:
            found[name] = (given, site.scope)
            continue
        for value in values.resolver.resolve(given, site.scope, site.call.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Dict):
                for key, item in value.expr.items:
                    text = literal_key(key)
                    if isinstance(text, str):
                        found[text] = (item, value.scope)
    return found


def _starlette(site: CallSite, values: Values) -> Iterator[Open]:
    given = _keywords(site, values)
    if "allow_credentials" not in given:
        return
    sure = values.is_true(*given["allow_credentials"], _at(given["allow_credentials"], site))
    for name, read in (("allow_origins", values.any_origin), ("allow_origin_regex", values.any_pattern)):
        if name not in given or not sure:
            continue
        origin = read(*given[name], _at(given[name], site))
        if origin.sure:
            both = Origin("written" if sure == origin.sure == "written" else "default", f"`{name}={origin.written}`")
            yield Open(site.path, _place(site.call, name), "starlette", both)
            return


def _at(given: tuple[m.Expr, Scope], site: CallSite) -> Span | None:
    return site.call.at if given[1] is site.scope else None


def _flask(site: CallSite, values: Values) -> Iterator[Open]:
    if not _is_flask_cors(site, values):
        return
    given = _keywords(site, values)
    if "supports_credentials" not in given:
        return
    sure = values.is_true(*given["supports_credentials"], _at(given["supports_credentials"], site))
    if not sure:
        return
    if "origins" in given:
        origin = values.any_origin(*given["origins"], _at(given["origins"], site))
        origin = origin if origin.sure else values.any_pattern(*given["origins"], _at(given["origins"], site))
        written = f"`origins={origin.written}`"
    elif "resources" in given:
        origin = _of_resources(given["resources"], values)
        written = f'`"origins": {origin.written}`'
    else:
        origin, written = Origin("written"), "CORS for all origins, as none are given,"
    if origin.sure:
        both = Origin("written" if sure == origin.sure == "written" else "default", written)
        yield Open(site.path, _place(site.call, "supports_credentials"), "flask", both)


def _is_flask_cors(site: CallSite, values: Values) -> bool:
    for value in values.resolver.resolve(site.call.func, site.scope, site.call.at):
        name = value.name if isinstance(value, External) else value.full_name if isinstance(value, Member) else ""
        if name.startswith("flask_cors"):
            return True
    return False


def _of_resources(given: tuple[m.Expr, Scope], values: Values) -> Origin:
    """``resources={r"/api/*": {"origins": "*"}}``; without origins all are let in."""
    for value in values.resolver.resolve(*given):
        if not isinstance(value, Literal):
            return Origin("")
        if not isinstance(value.expr, m.Dict):
            return Origin("written", '"*"')
        for _, options in value.expr.items:
            if not isinstance(options, m.Dict):
                return Origin("")
            origins = next((item for key, item in options.items if literal_key(key) == "origins"), None)
            found = Origin("written", '"*"') if origins is None else values.any_origin(origins, value.scope, None)
            if found.sure:
                return found
    return Origin("")


# TypeScript ------------------------------------------------------------------------------


def _express(site: CallSite, values: Values) -> Iterator[Open]:
    name = last_name(site.call.func)
    for options, scope in _options(site, values, name):
        given = _properties(options)
        inner = given.get("cors")
        if name in _HOLDING and isinstance(inner, m.Dict):
            options, given = inner, _properties(inner)
        sure = values.is_true(given.get("credentials"), scope, None)
        if not sure:
            continue
        origin = given.get("origin")
        if origin is None:
            found, refused = Origin("written", "CORS for any origin, as none is given,"), True
        elif values.is_true(origin, scope, None) or values.always_allows(origin, scope):
            kind = values.is_true(origin, scope, None) or "written"
            found, refused = Origin(kind, "`origin: true`"), False
        else:
            found, refused = values.any_origin(origin, scope, None), True
            found = Origin(found.sure, f"`origin: {found.written}`")
        if found.sure:
            both = Origin("written" if sure == found.sure == "written" else "default", found.written)
            named = next((key for key, _ in options.items if literal_key(key) == "origin"), None)
            at = named.at if isinstance(named, m.Text) else site.call.at
            yield Open(scope.path, at, "express", both, refused)


def _options(site: CallSite, values: Values, name: str) -> Iterator[tuple[m.Dict, Scope]]:
    """The objects that hold the options of CORS in a call."""
    args = site.call.args
    if name in _EXPRESS:
        given = args[:1]
    elif name == "register" and args and last_name(args[0]) in _EXPRESS:
        given = args[1:2]
    elif name in _HOLDING:
        given = tuple(arg for arg in args if isinstance(arg, m.Dict) and "cors" in _properties(arg))
    else:
        return
    for arg in given:
        for value in values.resolver.resolve(arg, site.scope, site.call.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Dict):
                yield value.expr, value.scope


def _properties(options: m.Dict) -> dict[str, m.Expr]:
    return {key: item for k, item in options.items if isinstance(key := literal_key(k), str)}


# Places ----------------------------------------------------------------------------------


def _place(call: m.Call, name: str) -> Span:
    """The option where it has a place of its own, else the head of the call."""
    value = next((value for key, value in call.keywords if key == name), None)
    at = getattr(value, "at", None)
    return at if isinstance(at, Span) else call.at
