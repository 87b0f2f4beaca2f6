"""What the code behind a step reads of the step's configuration."""

from __future__ import annotations

from dataclasses import dataclass, field

from cloudact_lint.facts import model as m
from cloudact_lint.project.pipelines.flows import Flows
from cloudact_lint.project.pipelines.shape import Shape
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, Value
from cloudact_lint.project.walking import last_name, scope_calls, scope_expressions, walk

_READS = frozenset(("get", "pop", "setdefault"))


@dataclass(slots=True)
class CodeReads:
    """Of one processor: the keys it reads, those it reads a key *of*, and the files it makes of their values.

    ``mappings`` are the keys whose value is itself asked for a key. ``files`` are the paths that the code makes of
    the value of a key, cut where the value goes in; ``*`` stands for what else is put in. ``open`` tells that it
    may read more than is seen.
    """

    keys: set[str] = field(default_factory=set)
    mappings: dict[str, str] = field(default_factory=dict)
    files: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    open: bool = False


class CodeReader:
    """Reads the modules of processors. One for a project; answers are remembered."""

    def __init__(self, project: Project, resolver: Resolver, shape: Shape) -> None:
        self.project, self.resolver, self.shape = project, resolver, shape
        self._named = {*shape.schema_files, *shape.sql_files}
        self._known: dict[str, CodeReads] = {}

    def of(self, path: str, value: Value | None) -> CodeReads:
        """What the module of a processor reads, and the modules of the classes it inherits from."""
        paths = [path]
        if isinstance(value, ClassValue):
            for base in self.resolver.members.bases(value):
                if isinstance(base, ClassValue):
                    paths.append(base.scope.path)
        found = CodeReads()
        for item in dict.fromkeys(paths):
            reads = self._module(item)
            found.keys |= reads.keys
            found.mappings |= reads.mappings
            found.open = found.open or reads.open
            for key, paths_made in reads.files.items():
                found.files.setdefault(key, set()).update(paths_made)
        return found

    def _module(self, path: str) -> CodeReads:
        if path not in self._known:
            self._known[path] = found = CodeReads()
            for scope in self.project.scopes(path):
                self._scope(scope, found)
        return self._known[path]

    def _scope(self, scope: Scope, found: CodeReads) -> None:
        for expr in scope_expressions(scope):
            for node in walk(expr):
                key = _key_read(node)
                if key is not None:
                    found.keys.add(key)
                elif isinstance(node, m.Call) and any(name is None for name, _ in node.keywords):
                    found.open = True  # ``Settings(**step["config"])``
                elif isinstance(node, m.Attr):
                    found.keys.add(node.name)
                elif isinstance(node, m.Text) and len(node.parts) > 1:
                    self._file(node, scope, found)
        self._mappings(scope, found)

    def _mappings(self, scope: Scope, found: CodeReads) -> None:
        """``made = config.get("procedure", {})``, then ``made.get("name")``, and nothing asks whether it is a text."""
        asked = {
            last_name(call.args[0]) for call in scope_calls(scope) if last_name(call.func) == "isinstance" and call.args
        }
        names: dict[str, str] = {}
        for statement in scope.flat:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.value is not None:
                key = _key_read(statement.value)
                name = statement.target.id
                if key is not None and name not in asked and len(scope.bindings.get(name, ())) == 1:
                    names[name] = key
        for expr in scope_expressions(scope) if names else ():
            for node in walk(expr):
                inner = _key_read(node)
                if inner is None:
                    continue
                base = node.base if isinstance(node, m.Sub) else node.func.base if isinstance(node, m.Call) else None  # type: ignore[union-attr]
                if isinstance(base, m.Name) and base.id in names:
                    found.mappings.setdefault(names[base.id], inner)

    def _file(self, text: m.Text, scope: Scope, found: CodeReads) -> None:
        """``f"schemas/{name}.json"``, where the name comes from a key that names files."""
        *front, hole, after = text.parts
        if isinstance(hole, m.Hole) and isinstance(after, m.Piece) and after.text in _ENDINGS:
            before = "".join(part.text if isinstance(part, m.Piece) else "*" for part in front)
            for flow in Flows.of(self.resolver).keys(hole.value, scope, text.at):
                if flow.key in self._named and not flow.changes:
                    found.files.setdefault(flow.key, set()).add((before, after.text))


_ENDINGS = (".json", ".sql", ".yaml", ".yml", "_schema.json", ".schema.json")


def _key_read(node: m.Expr) -> str | None:
    """The key that an expression reads: ``x.get("key")``, ``x["key"]``."""
    if isinstance(node, m.Sub):
        key = literal_key(node.index)
    elif isinstance(node, m.Call) and isinstance(node.func, m.Attr) and node.func.name in _READS and node.args:
        key = literal_key(node.args[0])
    else:
        return None
    return key if isinstance(key, str) else None
