"""All files together: modules loaded when asked for, names linked across them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import Settings
from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import FileFacts, FileIndex, SqlScript
from cloudact_lint.facts.sql_model import Parsed
from cloudact_lint.findings import content_hash
from cloudact_lint.project.python_imports import PythonImports
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.typescript_imports import TypeScriptImports
from cloudact_lint.project.walking import function_expressions, scope_calls


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call and the scope it stands in."""

    call: m.Call
    scope: Scope

    @property
    def path(self) -> str:
        """The file of the call."""
        return self.scope.path


class Project:
    """What the facts of all files mean together.

    ``records`` are the small indexes of every file; ``load`` gives the facts of one, from
    the cache or from a parse.
    """

    def __init__(
        self,
        settings: Settings,
        records: Mapping[str, FileIndex],
        load: Callable[[str], FileFacts],
        known_sql: Mapping[str, SqlScript] | None = None,
        known_trees: Mapping[str, Parsed] | None = None,
    ) -> None:
        self.settings = settings
        self._known_trees = known_trees or {}
        self.used_trees: dict[str, Parsed] = {}
        """What :meth:`parsed` answered in this run, by the name of the text."""
        self._known_sql = known_sql or {}
        self.used_sql: dict[str, SqlScript] = {}
        """What :meth:`sql` answered in this run, by the name of the text: worth keeping for the next."""
        self.records = records
        self.shared: dict[str, object] = {}
        """What several rules need and only one should work out, by name."""
        self.focus: frozenset[str] | None = None
        """The files that rules need to look at (see :mod:`cloudact_lint.project.focus`); None: all."""
        self.named: frozenset[str] = frozenset()
        """The files that the user named, where a run is about some and may take its time."""
        self._load = load
        self._facts: dict[str, FileFacts] = {}
        self._modules: dict[str, Scope | None] = {}
        self._scopes: dict[int, Scope] = {}
        self._all_scopes: dict[str, tuple[Scope, ...]] = {}
        self._calls: dict[str, tuple[CallSite, ...]] = {}

    def unfocused(self) -> Project:
        """The same project, looked at as a whole; what was loaded stays loaded."""
        if self.focus is None:
            return self
        known = self.shared.get("unfocused")
        if not isinstance(known, Project):
            known = self.shared["unfocused"] = copy(self)
            known.focus, known.shared = None, {}
        return known

    # Files -------------------------------------------------------------------------------

    def facts(self, path: str) -> FileFacts:
        """The facts of a file of the project."""
        if path not in self._facts:
            self._facts[path] = self._load(path)
        return self._facts[path]

    def sql(self, text: str) -> SqlScript:
        """What a SQL text put together from strings consists of; an earlier run may know it."""
        name = content_hash(text.encode("utf-8", "surrogatepass"))
        if name not in self.used_sql:
            known = self._known_sql.get(name)
            if known is None:
                from cloudact_lint.facts.sql import analyze

                known = analyze(text)
            self.used_sql[name] = known
        return self.used_sql[name]

    def parsed(self, text: str) -> Parsed:
        """The statements of a SQL text as trees; an earlier run may know them."""
        name = content_hash(text.encode("utf-8", "surrogatepass"))
        if name not in self.used_trees:
            known = self._known_trees.get(name)
            if known is None:
                from cloudact_lint.facts.sql_parse import parse

                known = parse(text)
            self.used_trees[name] = known
        return self.used_trees[name]

    def paths(self, *languages: str) -> list[str]:
        """The files in these languages, sorted."""
        return sorted(path for path, index in self.records.items() if index.language in languages)

    def is_test(self, path: str) -> bool:
        """Whether a file is test code by the settings."""
        return matches(path, self.settings.test_paths)

    def asked(self, path: str) -> bool:
        """Whether rules are to look for findings in a file: in focus, and no test code."""
        return (self.focus is None or path in self.focus) and not self.is_test(path)

    @cached_property
    def python_imports(self) -> PythonImports:
        """Finds the files that Python imports mean."""
        return PythonImports(self.records, self.settings.src)

    @cached_property
    def typescript_imports(self) -> TypeScriptImports:
        """Finds the files that TypeScript imports mean."""
        return TypeScriptImports(self.settings.root, self.records)

    # Scopes ------------------------------------------------------------------------------

    def module(self, path: str) -> Scope | None:
        """The scope of a Python or TypeScript file, None if it has no code that could be read."""
        if path not in self._modules:
            scope = None
            if path in self.records:
                module = self.facts(path).module
                if module is not None:
                    scope = Scope(path, "module", module.body)
                    if "global" in self.records[path].tags:
                        self._add_globals(scope)
            self._modules[path] = scope
        return self._modules[path]

    def _add_globals(self, module: Scope) -> None:
        for scope in self.nested(module):
            for name in scope.globals:
                for binding in scope.bindings.get(name, ()):
                    module.extra.setdefault(name, []).append(binding)
                    self._scopes[id(binding)] = scope

    def binding_scope(self, binding: object, default: Scope) -> Scope:
        """The scope in which a binding's value is to be read (differs for ``global`` names)."""
        return self._scopes.get(id(binding), default)

    def child(self, node: m.Function | m.Class, parent: Scope) -> Scope:
        """The scope of a function or class defined in ``parent``."""
        key = id(node)
        if key not in self._scopes:
            if isinstance(node, m.Function):
                self._scopes[key] = Scope(parent.path, "function", node.body, parent, function=node)
            else:
                self._scopes[key] = Scope(parent.path, "class", node.body, parent, cls=node)
        return self._scopes[key]

    def nested(self, scope: Scope) -> Iterator[Scope]:
        """All scopes inside ``scope``, at any depth, those of function expressions too."""
        for statement in scope.flat:
            if isinstance(statement, (m.Function, m.Class)):
                child = self.child(statement, scope)
                yield child
                yield from self.nested(child)
            elif scope.path.endswith((".py", ".pyi", ".ipynb")):
                continue  # Python has no function expressions
            else:
                for function in function_expressions(statement):
                    child = self.child(function, scope)
                    yield child
                    yield from self.nested(child)

    def scopes(self, path: str) -> tuple[Scope, ...]:
        """The scope of a file and all scopes inside it."""
        if path not in self._all_scopes:
            module = self.module(path)
            self._all_scopes[path] = (module, *self.nested(module)) if module is not None else ()
        return self._all_scopes[path]

    # Calls -------------------------------------------------------------------------------

    def calls_in(self, path: str) -> tuple[CallSite, ...]:
        """Every call of a file, each with the innermost scope it stands in."""
        if path not in self._calls:
            self._calls[path] = tuple(
                CallSite(call, scope) for scope in self.scopes(path) for call in scope_calls(scope)
            )
        return self._calls[path]

    def reaching(self, seeds: frozenset[str], depth: int, paths: Iterable[str] | None = None) -> frozenset[str]:
        """Names of functions that may come to call one of ``seeds``, over at most ``depth`` others.

        By names alone, so rather too many than too few: whoever is not among them need not be looked at.
        Only functions of ``paths`` count, where these are given.
        """
        functions = [item for path in paths or self.records for item in self.records[path].functions]
        found: set[str] = set()
        new = set(seeds)
        for _ in range(depth + 1):
            new = {name for name, called in functions if name not in found and not new.isdisjoint(called)}
            if not new:
                break
            found |= new
        return frozenset(found)

    @cached_property
    def _callers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, index in self.records.items():
            for name in index.calls:
                found[name].append(path)
        return found

    def files_calling(self, *names: str) -> list[str]:
        """Files that call, or pass on, something whose last name is one of ``names``."""
        return sorted({path for name in names for path in self._callers.get(name, ())})
