"""Which parameters of a function decide what address a request inside it has, and who calls that function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.focus import reachable, with_importers
from cloudact_lint.project.network.libraries import PYTHON_NAMES, TYPESCRIPT_NAMES
from cloudact_lint.project.network.model import Hop
from cloudact_lint.project.network.urls import binder
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.rendered import HoleMark, Rendered
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue, Parameter, Partial, Unknown
from cloudact_lint.project.walking import last_name, walk

_HOLE = lazy_pattern(r"__h\d+__")
_PATH_WORDS = lazy_pattern(
    r"(?i)(?:^|_)(?:url|uri|path|endpoint|route|resource|suffix|pathname)s?$|(?:Url|Path|Endpoint)$"
)
_MAX_TAINT = 12
_COMMON = PYTHON_NAMES | TYPESCRIPT_NAMES
"""Names that too many things have to believe them of a receiver that is not known."""


def is_known(address: Rendered) -> bool:
    """Whether some of the path is literally there."""
    text = _HOLE.sub("", address.text)
    scheme = text.find("://")
    if scheme >= 0:
        slash = text.find("/", scheme + 3)
        return slash >= 0 or not address.holes
    return any(character.isalnum() for character in text) or text == "/"


def deciding(address: Rendered) -> Iterator[tuple[m.Expr, Scope]]:
    """The holes that bring the path, or all of the address."""
    for hole in address.holes:
        before, after = address.text[: hole.offset], address.text[hole.offset + len(hole.name) :]
        if _leads(before, after) or (_last(after) and _brings_path(hole)):
            yield hole.value, hole.scope


def _leads(before: str, after: str) -> bool:
    """Whether nothing of the path is written out before this hole, nor behind it."""
    head = _HOLE.sub("", before)
    scheme = head.find("://")
    if scheme >= 0:
        rest = head[scheme + 3 :]
        if "/" not in rest:
            return False  # a part of the host
        head = rest[rest.index("/") :]
    tail = _HOLE.sub("", after.partition("?")[0])
    return not any(c.isalnum() for c in head) and not any(c.isalnum() for c in tail)


def _last(after: str) -> bool:
    return not after.partition("?")[0].strip("/")


def _brings_path(hole: HoleMark) -> bool:
    """Whether a hole is a parameter that is called a path."""
    value = hole.value
    while isinstance(value, m.Call) and isinstance(value.func, m.Attr):
        value = value.func.base
    if isinstance(value, m.Attr):
        return _PATH_WORDS.search(value.name) is not None
    if not isinstance(value, m.Name) or not _PATH_WORDS.search(value.id):
        return False
    owner = binder(value.id, hole.scope)
    return owner is not None and any(binding.kind == "param" for binding in owner.bindings[value.id])


def parameters(expr: m.Expr, scope: Scope) -> Iterator[tuple[Scope, m.Param]]:
    """The parameters, of functions around ``scope``, that an expression is made of, also over local names."""
    todo: list[tuple[m.Expr, Scope]] = [(expr, scope)]
    seen: set[str] = set()
    while todo and len(seen) < _MAX_TAINT:
        inner, where = todo.pop()
        for node in walk(inner):
            if not isinstance(node, m.Name) or node.id in seen or node.id in ("self", "cls"):
                continue
            seen.add(node.id)
            owner = binder(node.id, where)
            if owner is None or owner.function is None:
                continue
            param = next((p for p in owner.function.params if p.name == node.id), None)
            if param is not None:
                yield owner, param
            for binding in owner.bindings[node.id]:
                if binding.kind in ("value", "part") and binding.value is not None:
                    todo.append((binding.value, owner))


class Edges:
    """Finds the calls of functions, however many. One for a project; answers are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self.callers = Callers.of(resolver)
        self._known: dict[int, tuple[Hop, ...]] = {}
        self._by_name: dict[str, dict[str, list[CallSite]]] = {}

    def to(self, scope: Scope) -> tuple[Hop, ...]:
        """Every call of the function whose body ``scope`` is."""
        function = scope.function
        if function is None or scope.parent is None:
            return ()
        key = id(function)
        if key not in self._known:
            self._known[key] = tuple(self._find(function, scope.parent))
        return self._known[key]

    def _find(self, function: m.Function, parent: Scope) -> Iterator[Hop]:
        value = self.resolver.definition(function, parent)
        assert isinstance(value, FunctionValue)
        names = self._names(function, parent)
        if not names:
            return
        unique = names.isdisjoint(_COMMON) and all(self.callers.definitions(name) == 1 for name in names)
        near = with_importers(self.project, [parent.path])
        within = reachable(self.project)
        for path in self.project.files_calling(*names):
            if path not in near or self.project.is_test(path) or (within is not None and path not in within):
                continue
            named = {id(site): site for name in sorted(names) for site in self._named(path).get(name, ())}
            for site in named.values():
                for call in self.callers.calls_by(site.call, names):
                    if self._runs(call, site.scope, value, unique):
                        yield Hop(CallSite(call, site.scope), value)

    def _named(self, path: str) -> dict[str, list[CallSite]]:
        """The calls of a file by the names that they call or pass on."""
        known = self._by_name.get(path)
        if known is None:
            known = self._by_name[path] = defaultdict(list)
            for site in self.project.calls_in(path):
                names = {last_name(site.call.func)}
                for value in (*site.call.args, *[value for _, value in site.call.keywords]):
                    if isinstance(value, (m.Attr, m.Name)):
                        names.add(last_name(value))
                for name in names:
                    known[name].append(site)
        return known

    def _names(self, function: m.Function, parent: Scope) -> set[str]:
        name = (
            function.name
            if function.name not in ("", "__call__", "__init__", "constructor")
            else _bound_to(function, parent)
        )
        return self.callers.names_of(name) if name else set()

    def _runs(self, call: m.Call, scope: Scope, function: FunctionValue, unique: bool) -> bool:
        for value in self.resolver.resolve(call.func, scope, call.at):
            target = value.target if isinstance(value, Partial) else value
            if isinstance(target, FunctionValue):
                if target.function is function.function:
                    return True
            elif unique and isinstance(target, (Unknown, Parameter)) and call.args:
                return True
        return False


def _bound_to(function: m.Function, parent: Scope) -> str:
    """The name of ``const call = useCallback(async (url) => …)``."""
    for statement in parent.flat:
        if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.value is not None:
            for node in walk(statement.value):
                if isinstance(node, m.FuncExpr) and node.function is function:
                    return statement.target.id
    return ""
