"""How code gets from the type of a step to what runs it.

Each way answers for a type as written: what was found, or that nothing is there. A way that cannot be
seen whole (a default, a registry filled by a loop) answers ``unknown`` instead of ``missing``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts.model import NOWHERE
from cloudact_lint.findings import Span
from cloudact_lint.project.pipelines.flows import Flow
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, FunctionValue, Instance, Value

Status = Literal["found", "missing", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What runs a step. ``name`` is what was looked for: a module, a key of a registry, a method.

    ``path`` is the file of it, ``lacks`` what the code that runs it calls and it does not have (``get_engine()``).
    """

    status: Status
    name: str
    path: str = ""
    value: Value | None = None
    lacks: str = ""


UNSEEN = Found("unknown", "")


@dataclass(frozen=True, slots=True, eq=False)
class Dispatch:
    """One place in code that chooses what runs a step, by a key of its configuration."""

    path: str
    at: Span
    scope: Scope | None
    keys: frozenset[str]

    def find(self, project: Project, type: str) -> Found:
        """What runs a step of this type."""
        raise NotImplementedError

    def names(self, project: Project) -> tuple[str, ...]:
        """The types that something is known to run."""
        raise NotImplementedError

    @property
    def says(self) -> str:
        """How it looks for what runs a step, in words."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class ModuleDispatch(Dispatch):
    """``import_module(f"app.steps.{kind}")``. ``pieces`` are literal text and the key that is put in."""

    pieces: tuple[str | Flow, ...] = ()
    entries: tuple[str, ...] = ()
    """What is then taken of the module, one of which it must have; empty where that varies."""
    methods: tuple[str, ...] = ()
    """What is then called on what the entry gives."""

    def module_of(self, type: str) -> str | None:
        """The dotted name of the module for a type."""
        parts = [piece if isinstance(piece, str) else piece.of(type) for piece in self.pieces]
        return None if None in parts else "".join(part or "" for part in parts)

    def find(self, project: Project, type: str) -> Found:
        """The module of the type."""
        name = self.module_of(type)
        if name is None:
            return UNSEEN
        bare = name.lstrip(".")
        path = project.python_imports.resolve(self.path, bare, len(name) - len(bare))
        package = self.package(project)
        if path is None or (package and not path.startswith(package + "/")):  # another service's is none of ours
            return Found("missing" if package else "unknown", name)
        if path not in project.records:  # a folder without __init__.py: it can be imported, and holds nothing
            return Found("found", name, path, lacks=f"{self.entries[0]}()") if self.entries else UNSEEN
        return entry_of(project, name, path, self.entries, self.methods)

    def package(self, project: Project) -> str:
        """The folder in which the modules lie; empty where it is not in the repository."""
        first = self.pieces[0] if self.pieces and isinstance(self.pieces[0], str) else ""
        name = first.rpartition(".")[0].strip(".")
        if not name:
            return ""
        found = project.python_imports.resolve(self.path, name, len(first) - len(first.lstrip(".")))
        return found.removesuffix("/__init__.py") if found is not None else ""

    def names(self, project: Project) -> tuple[str, ...]:
        """The modules beside those that are found."""
        folder = self.package(project)
        if not folder:
            return ()
        found = []
        for path in project.records:
            if path.startswith(folder + "/") and path.endswith(".py"):
                name = path[len(folder) + 1 : -3].removesuffix("/__init__").replace("/", ".")
                if name != "__init__" and (not self.entries or set(self.entries) & project.records[path].defines):
                    found.append(name)
        return tuple(found)

    @property
    def says(self) -> str:
        """The name of the import, with the key in braces."""
        name = "".join(piece if isinstance(piece, str) else f"{{{piece.key}}}" for piece in self.pieces)
        return f"the code that runs steps imports `{name}`"


@dataclass(frozen=True, slots=True, eq=False)
class RegistryDispatch(Dispatch):
    """``STEPS[step["type"]]``, filled by a display, assignments or decorators; also a chain of comparisons."""

    flows: tuple[Flow, ...] = ()
    known: Mapping[str, Value | None] = field(default_factory=dict)
    whole: bool = True
    """False where more may be in it than is seen."""
    what: str = ""

    def find(self, project: Project, type: str) -> Found:
        """What the table holds for the type."""
        for name in filter(None, (flow.of(type) for flow in self.flows)):
            if name in self.known:
                value = self.known[name]
                return Found("found", name, path_of(value), value)
        return Found("missing" if self.whole else "unknown", type)

    def names(self, project: Project) -> tuple[str, ...]:
        """Its keys."""
        return tuple(self.known)

    @property
    def says(self) -> str:
        """Its name and some of its keys."""
        return f"{self.what} knows {listed(self.known)}"


@dataclass(frozen=True, slots=True, eq=False)
class PathDispatch(Dispatch):
    """Where the configuration says that the code of steps lives: ``src/steps/{}.py``."""

    template: str = ""
    entries: tuple[str, ...] = ()

    @classmethod
    def of(cls, template: str, entries: tuple[str, ...]) -> PathDispatch:
        """The one for a template of the configuration."""
        return cls("", NOWHERE, None, frozenset(), template, entries)

    def find(self, project: Project, type: str) -> Found:
        """The file of the type."""
        path = posixpath.normpath(self.template.replace("{}", type.replace(".", "/")))
        package = f"{path.removesuffix('.py')}/__init__.py"
        found = next((item for item in (path, package) if item in project.records), "")
        if not found:
            return Found("missing", path)
        return entry_of(project, path, found, self.entries, ())

    def names(self, project: Project) -> tuple[str, ...]:
        """The types that have a file."""
        head, _, tail = self.template.partition("{}")
        return tuple(
            path[len(head) : len(path) - len(tail)].replace("/", ".")
            for path in project.records
            if path.startswith(head) and path.endswith(tail) and len(path) > len(head) + len(tail)
        )

    @property
    def says(self) -> str:
        """The template."""
        return f"the configuration says that code of steps is in `{self.template}`"


def entry_of(project: Project, name: str, path: str, entries: Sequence[str], methods: Sequence[str]) -> Found:
    """Whether a module has what the code that imports it goes on to use."""
    from cloudact_lint.project.bigquery import BigQuery

    module = project.module(path)
    if module is None or not entries:
        return Found("found", name, path)
    resolver = BigQuery.of(project).resolver
    bound = next((entry for entry in entries if entry in module.bindings or entry in module.extra), "")
    if not bound:
        star = any(item.local == "*" for item in project.records[path].imports)
        dynamic = "__getattr__" in module.bindings or star
        return Found("unknown" if dynamic else "found", name, path, lacks="" if dynamic else f"{entries[0]}()")
    for value in resolver.members.exported(path, bound):
        made = resolver.members.result(value, None, module) if isinstance(value, (FunctionValue, ClassValue)) else ()
        for item in made:
            if isinstance(item, Instance) and isinstance(item.of, ClassValue):
                lacking = _lacking(project, item.of, methods)
                return Found("found", name, path, item.of, f"{item.of.cls.name}.{lacking}()" if lacking else "")
        return Found("found", name, path, value)
    return Found("found", name, path)


def _lacking(project: Project, cls: ClassValue, methods: Sequence[str]) -> str:
    """A method that a class does not have; empty if it has all, or what it inherits cannot be seen."""
    from cloudact_lint.project.bigquery import BigQuery

    members = BigQuery.of(project).resolver.members
    bases = list(members.bases(cls))
    own = [base for base in bases if isinstance(base, ClassValue)]
    if any(not isinstance(base, ClassValue) and base.name not in _PLAIN for base in bases):
        return ""
    if len(bases) < 1 + len(cls.cls.bases):
        return ""
    scopes = [project.child(base.cls, base.scope) for base in own]
    if any("__getattr__" in scope.bindings for scope in scopes):
        return ""
    for method in methods:
        if not any(method in scope.bindings or members.self_assignments(scope).get(method) for scope in scopes):
            return method
    return ""


_PLAIN = frozenset(("builtins.object", "abc.ABC", "typing.Protocol", "typing.Generic"))


def path_of(value: Value | None) -> str:
    """The file in which a function or class stands; empty for anything else."""
    return value.scope.path if isinstance(value, (FunctionValue, ClassValue)) else ""


def listed(names: Iterable[str], most: int = 6) -> str:
    """A few names in quotes."""
    found = [f"`{name}`" for name in names]
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")
