"""Which applications and routers an expression stands for, also through parameters of helpers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.built import MAKERS, Built, Maker, maker_of
from cloudact_lint.project.values import ClassValue, External, Instance, Member, Parameter, Unknown, Value
from cloudact_lint.project.walking import last_name, scope_calls, walk

_SERVERS = {"run", "serve", "run_simple", "Config", "Server", "WSGIServer", "make_server", "StandaloneApplication"}
MAX_DEPTH = 5
"""Through how many helpers an application is followed to where it is made."""


class Objects:
    """The applications and routers of a project, each made by one call."""

    def __init__(self, project: Project) -> None:
        self.project = project
        bigquery = BigQuery.of(project)
        self.resolver, self.renderer = bigquery.resolver, bigquery.renderer
        self.callers = Callers.of(self.resolver)
        self.built: dict[int, Built] = {}
        """By the identity of the call."""
        self._of_class: dict[int, list[Built]] = defaultdict(list)
        self._arguments: dict[tuple[int, str], tuple[tuple[Built, ...], bool]] = {}
        self._find()

    # Making ------------------------------------------------------------------------------

    def _find(self) -> None:
        """Every call that makes one, but for those of tests."""
        names = new = set(MAKERS)
        for _ in range(3):  # subclasses of subclasses
            aliased = {
                path
                for path, index in self.project.records.items()
                if any(item.name in new and item.local != item.name for item in index.imports)
            }
            for path in sorted({*self.project.files_calling(*new), *aliased}):
                self._find_in(path, new)
            new = self._subclasses(names)
            if not new:
                break
            names = names | new

    def _subclasses(self, names: set[str]) -> set[str]:
        """Names of the repository's own classes that derive from those in ``names``."""
        found: set[str] = set()
        for path, index in self.project.records.items():
            if index.language not in ("python", "notebook") or not index.defines:
                continue
            imported = {item.local for item in index.imports if item.name in names}
            if not imported and not (names - set(MAKERS)) & index.defines:
                continue
            for scope in self.project.scopes(path):
                if scope.cls is not None and any(
                    last_name(base) in imported or last_name(base) in names for base in scope.cls.bases
                ):
                    found.add(scope.cls.name)
        return found - names

    def _find_in(self, path: str, names: set[str]) -> None:
        index = self.project.records[path]
        if index.language not in ("python", "notebook") or self.project.is_test(path):
            return
        wanted = names | {item.local for item in index.imports if item.name in names}
        for site in self.project.calls_in(path):
            if last_name(site.call.func) not in wanted or id(site.call) in self.built:
                continue
            for value in self.resolver.resolve(site.call.func, site.scope, site.call.at):
                maker, cls = self.maker(value)
                if maker is not None:
                    self.add(maker, site, cls)
                    break

    def add(self, maker: Maker, site: CallSite, cls: ClassValue | None = None) -> None:
        """Note that a call makes an application or router."""
        built = Built(maker, site.call, site.scope, _name_of(site.call, site.scope), cls)
        self.built[id(site.call)] = built
        if cls is not None:
            self._of_class[id(cls.cls)].append(built)

    def maker(self, value: Value) -> tuple[Maker | None, ClassValue | None]:
        """What calling a value makes, and by which class of the repository."""
        if isinstance(value, External):
            return maker_of(value.name), None
        if isinstance(value, Member):
            return maker_of(value.full_name), None
        if isinstance(value, ClassValue):
            for base in self.resolver.members.bases(value):
                if isinstance(base, External) and (maker := maker_of(base.name)) is not None:
                    return maker, value
        return None, None

    # Standing for ------------------------------------------------------------------------

    def of(self, expr: m.Expr | None, scope: Scope, at: Span | None = None) -> tuple[tuple[Built, ...], bool]:
        """What an expression may stand for, and whether that is all of it."""
        found, complete = self._of(expr, scope, at, 0)
        return tuple(dict.fromkeys(found)), complete

    def _of(self, expr: m.Expr | None, scope: Scope, at: Span | None, depth: int) -> tuple[list[Built], bool]:
        if isinstance(expr, m.Call) and id(expr) in self.built:
            return [self.built[id(expr)]], True
        found: list[Built] = []
        complete = True
        for value in self.resolver.resolve(expr, scope, at):
            more, whole = self._of_value(value, depth)
            found.extend(more)
            complete = complete and whole
        return found, complete

    def _of_value(self, value: Value, depth: int) -> tuple[list[Built], bool]:
        if isinstance(value, Member) and value.name in ("router", "wsgi_app", "app"):
            return self._of_value(value.owner, depth)
        if isinstance(value, Instance):
            if value.call is not None:
                built = self.built.get(id(value.call))
                return ([built] if built is not None else []), built is not None
            if isinstance(value.of, ClassValue):  # ``self`` of a class that derives from the framework's
                return list(self._of_class.get(id(value.of.cls), ())), True
            return [], maker_of(value.of.name) is not None  # an annotation: the parameter beside it tells
        if isinstance(value, Parameter):
            return self._of_parameter(value, depth)
        return [], not isinstance(value, Unknown)

    def _of_parameter(self, value: Parameter, depth: int) -> tuple[list[Built], bool]:
        key = (id(value.function.function), value.param.name)
        known = self._arguments.get(key)
        if known is not None:
            return list(known[0]), known[1]
        if depth >= MAX_DEPTH:
            return [], False
        self._arguments[key] = ((), True)  # while it is being looked for
        found: list[Built] = []
        complete = True
        for site in self.callers.of_function(value.function):
            given = argument_for(site.call, value.function, value.param) or value.param.default
            more, whole = self._of(given, site.scope, site.call.at, depth + 1) if given is not None else ([], False)
            found.extend(more)
            complete = complete and whole
        self._arguments[key] = (tuple(found), complete)
        return found, complete

    # Texts -------------------------------------------------------------------------------

    def text(self, expr: m.Expr | None, scope: Scope, at: Span | None) -> str | None:
        """The one text that an expression makes; None where it cannot be told, or may be several."""
        found = self.renderer.alternatives(expr, scope, at)
        if len({rendered.text for rendered in found}) != 1:
            return None
        return found[0].text if found[0].complete and not found[0].holes else None

    def apps(self) -> Iterator[Built]:
        """The applications, in order of their files."""
        built = [item for item in self.built.values() if item.maker.sort == "app"]
        yield from sorted(built, key=lambda item: (item.scope.path, item.call.at))


def _name_of(call: m.Call, scope: Scope) -> str:
    """The variable or attribute that holds what a call makes, else the function around it."""
    for statement in scope.flat:
        if isinstance(statement, m.Assign) and statement.value is call:
            return last_name(statement.target)
    return scope.function.name if scope.function is not None else ""


def is_kept(built: Built) -> bool:
    """Whether an application outlives the function that makes it: returned, stored, run, or global.

    One that is only looked at (its rules listed, its OpenAPI document written) serves nobody.
    """
    scope, name = built.scope, built.name
    if scope.function is None:
        return True
    if name == scope.function.name or name in scope.globals:
        return True
    for statement in scope.flat:
        stored = isinstance(statement, m.Assign) and isinstance(statement.target, (m.Attr, m.Sub))
        if stored or isinstance(statement, m.Return):
            value = statement.value  # type: ignore[union-attr]
            if value is built.call or _mentions(value, name):
                return True
    return any(_runs(call, name) for call in scope_calls(scope))


def _mentions(expr: m.Expr | None, name: str) -> bool:
    """Whether an expression holds the application itself, not only something of it."""
    if expr is None:
        return False
    asked = {id(node.base) for node in walk(expr) if isinstance(node, m.Attr)}
    return any(isinstance(node, m.Name) and node.id == name and id(node) not in asked for node in walk(expr))


def _runs(call: m.Call, name: str) -> bool:
    """``app.run()``, ``uvicorn.run(app)``, ``serve(app)``, ``Server(Config(app))``."""
    func = call.func
    if isinstance(func, m.Attr) and func.name == "run" and last_name(func.base) == name:
        return True
    given = [*call.args, *(value for _, value in call.keywords)]
    return last_name(func) in _SERVERS and any(_mentions(value, name) for value in given)
