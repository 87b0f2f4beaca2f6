"""Finds the code that runs steps: where it chooses, by a key of a step's configuration, what to call."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.bindings import place
from cloudact_lint.project.pipelines.dispatch import Dispatch, ModuleDispatch, RegistryDispatch
from cloudact_lint.project.pipelines.flows import Flow, Flows
from cloudact_lint.project.pipelines.registries import Registries
from cloudact_lint.project.pipelines.shape import Shape
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_calls, statement_expressions, walk

TAG = "steps"
_IMPORTERS = frozenset(("import_module", "__import__", "import_string", "import_object"))
_TELLING = lazy_pattern(
    r"(?i)(?:^|_)(?:type|kind|operator|processor|uses|handler|action|engine|plugin|module|class|callable)$"
)
"""Keys by which a step may say what runs it."""


def dispatches(project: Project, shape: Shape) -> tuple[Dispatch, ...]:
    """Every place in code that chooses by the type of something, in order of files."""
    finder = _Finder(project, shape)
    found: list[Dispatch] = []
    for path in project.paths("python"):
        index = project.records[path]
        if (TAG in index.tags or not _IMPORTERS.isdisjoint(index.calls)) and not project.is_test(path):
            found.extend(finder.in_file(path))
    return tuple(found)


class _Finder:
    def __init__(self, project: Project, shape: Shape) -> None:
        self.project, self.shape = project, shape
        bigquery = BigQuery.of(project)
        self.resolver, self.renderer = bigquery.resolver, bigquery.renderer
        self.flows = Flows.of(self.resolver)
        self.registries = Registries(project, self.resolver)

    def in_file(self, path: str) -> Iterator[Dispatch]:
        for scope in self.project.scopes(path):
            if scope.kind == "class":
                continue
            for call in scope_calls(scope):
                name = last_name(call.func)
                if name in _IMPORTERS and call.args:
                    yield from self._module(call, scope)
                elif name == "getattr" and len(call.args) > 1 and isinstance(call.func, m.Name):
                    yield from self._method(call, scope)
                elif name == "get" and call.args and isinstance(call.func, m.Attr) and _may_flow(call.args[0]):
                    yield from self._registry(call.func.base, call.args[0], scope, call.at, call.args[1:2])
            for statement in scope.flat:
                for expr in statement_expressions(statement):
                    for node in walk(expr):
                        if isinstance(node, m.Sub) and _may_flow(node.index):
                            yield from self._registry(node.base, node.index, scope, place(statement), ())
            yield from self._chains(scope)

    def _telling(self, expr: m.Expr, scope: Scope, at: Span | None) -> tuple[Flow, ...]:
        """The keys that a value comes from, if one of them may be the type of a step."""
        flows = self.flows.keys(expr, scope, at)
        return tuple(flow for flow in flows if flow.key in self.shape.types or _TELLING.search(flow.key))

    # Modules -----------------------------------------------------------------------------

    def _module(self, call: m.Call, scope: Scope) -> Iterator[Dispatch]:
        for pieces in self._pieces(call.args[0], scope, call):
            keys = frozenset(piece.key for piece in pieces if isinstance(piece, Flow))
            if len(keys) == 1 and all(_TELLING.search(key) or key in self.shape.types for key in keys):
                entries, methods = _used(call, scope)
                yield ModuleDispatch(
                    scope.path, call.at, scope, keys, pieces, self.shape.entry_points or entries, methods
                )

    def _pieces(self, expr: m.Expr, scope: Scope, call: m.Call) -> Iterator[tuple[str | Flow, ...]]:
        """Literal text and keys that a string is made of."""
        direct = self.flows.keys(expr, scope, call.at)
        if direct:
            yield from ((flow,) for flow in direct)
            return
        for text in self.renderer.alternatives(expr, scope, call.at):
            holes = sorted(text.holes, key=lambda hole: hole.offset)
            flows = [self.flows.keys(h.value, h.scope, call.at if h.scope is scope else None) for h in holes]
            if not holes or not all(flows):
                continue
            # A key and its fallback, ``step.get("type", step.get("kind"))``, are put in alike.
            for n in range(len(flows[0]) if len(holes) == 1 else 1):
                pieces: list[str | Flow] = []
                start = 0
                for hole, found in zip(holes, flows):
                    pieces += [text.text[start : hole.offset], found[n]]
                    start = hole.offset + len(hole.name)
                yield (*pieces, text.text[start:])

    # Registries and methods --------------------------------------------------------------

    def _registry(
        self, base: m.Expr, index: m.Expr, scope: Scope, at: Span | None, default: tuple[m.Expr, ...]
    ) -> Iterator[Dispatch]:
        if not isinstance(base, (m.Name, m.Attr, m.Dict)):
            return
        registry = self.registries.of(base, scope, at)  # first: whoever calls this function takes long to find
        flows = self._telling(index, scope, at) if registry is not None else ()
        if registry is None or not flows:
            return
        whole = registry.whole and not any(not isinstance(item, m.Const) for item in default)
        yield RegistryDispatch(
            scope.path, at or Span(1, 1, 1, 2), scope, frozenset(flow.key for flow in flows), flows, registry.known,
            whole, f"`{registry.name}` in {registry.path}",
        )  # fmt: skip

    def _method(self, call: m.Call, scope: Scope) -> Iterator[Dispatch]:
        """``getattr(self, f"run_{kind}")``, ``getattr(steps, kind)``."""
        if literal_key(call.args[1]) is not None:
            return
        for pieces in self._pieces(call.args[1], scope, call):
            flow = next((piece for piece in pieces if isinstance(piece, Flow)), None)
            if flow is None or len(pieces) > 3 or not (_TELLING.search(flow.key) or flow.key in self.shape.types):
                continue
            before = pieces[0] if isinstance(pieces[0], str) else ""
            after = pieces[-1] if isinstance(pieces[-1], str) and len(pieces) > 1 else ""
            for owner in self.resolver.resolve(call.args[0], scope, call.at):
                found = self.registries.members_of(owner, before, after)
                if found is not None:
                    whole = found.whole and len(call.args) == 2
                    yield RegistryDispatch(
                        scope.path, call.at, scope, frozenset((flow.key,)), (flow,), found.known, whole, found.name
                    )

    # Comparisons -------------------------------------------------------------------------

    def _chains(self, scope: Scope) -> Iterator[Dispatch]:
        """``if kind == "load": … elif kind == "sql": … else: raise``."""
        inner: set[int] = set()
        for statement in scope.flat:
            if not isinstance(statement, m.If) or id(statement) in inner:
                continue
            known: dict[str, None] = {}
            chosen: m.Expr | None = None
            here: m.If = statement
            while True:
                inner.add(id(here))
                compared = _compared(here.test)
                if compared is None:
                    break
                chosen = chosen or compared[0]
                known.update(dict.fromkeys(compared[1]))
                if len(here.orelse) == 1 and isinstance(here.orelse[0], m.If):
                    here = here.orelse[0]
                    continue
                ends = len(known) > 1 and any(isinstance(item, m.Raise) for item in here.orelse)
                flows = self._telling(chosen, scope, statement.at) if ends else ()
                if flows:
                    yield RegistryDispatch(
                        scope.path, statement.at, scope, frozenset(flow.key for flow in flows), flows, known, True,
                        f"the code that runs steps ({scope.path}:{statement.at.row})",
                    )  # fmt: skip
                break


def _compared(test: m.Expr) -> tuple[m.Expr, tuple[str, ...]] | None:
    """What is compared, and with which texts: ``kind == "x"``, ``kind in ("x", "y")``."""
    if isinstance(test, m.Bin) and test.op in ("==", "==="):
        word = literal_key(test.right)
        return (test.left, (word,)) if isinstance(word, str) else None
    if isinstance(test, m.Bin) and test.op == "in" and isinstance(test.right, m.Seq):
        words = tuple(word for item in test.right.items if isinstance(word := literal_key(item), str))
        return (test.left, words) if len(words) == len(test.right.items) else None
    if isinstance(test, m.Alt) and test.op == "or":
        parts = [_compared(option) for option in test.options]
        if parts and all(part is not None and part[0] == parts[0][0] for part in parts if parts[0] is not None):
            return (parts[0][0], tuple(w for part in parts if part for w in part[1])) if parts[0] else None
    return None


_LOOKS = frozenset(("hasattr", "getattr", "getmembers", "vars", "dir"))


def _used(call: m.Call, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is taken of an imported module, and what is called on that; nothing where it is tested for first."""
    name = _bound_to(call, scope)
    if not name:
        return (), ()
    entries: dict[str, str] = {}
    for other in scope_calls(scope):
        func = other.func
        if isinstance(func, m.Attr) and isinstance(func.base, m.Name) and func.base.id == name:
            entries.setdefault(func.name, _bound_to(other, scope))
        elif last_name(func) in _LOOKS and other.args and other.args[0] == m.Name(name):
            attribute = literal_key(other.args[1]) if len(other.args) == 2 else None
            if last_name(func) != "getattr" or not isinstance(attribute, str):
                return (), ()
            entries.setdefault(attribute, "")
    if len(entries) != 1:
        return (), ()
    entry, made = next(iter(entries.items()))
    methods = [
        other.func.name
        for other in (scope_calls(scope) if made else ())
        if isinstance(other.func, m.Attr) and isinstance(other.func.base, m.Name) and other.func.base.id == made
    ]
    return (entry,), tuple(dict.fromkeys(methods))


def _bound_to(call: m.Call, scope: Scope) -> str:
    """The name that the result of a call is given, if it is given one and that has no other value."""
    for statement in scope.flat:
        if isinstance(statement, m.Assign) and statement.value is call and isinstance(statement.target, m.Name):
            name = statement.target.id
            return name if len(scope.bindings.get(name, ())) == 1 else ""
    return ""


def _may_flow(expr: m.Expr) -> bool:
    return isinstance(expr, (m.Name, m.Attr, m.Sub, m.Call))
