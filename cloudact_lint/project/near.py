"""Which functions can come to a BigQuery operation at all: a look at indexes, before any file is loaded."""

from __future__ import annotations

from functools import cached_property

from cloudact_lint.project.bigquery import FUNCTIONS, METHOD_NAMES, PYTHON_METHODS, UNMISTAKABLE, BigQuery
from cloudact_lint.project.focus import with_importers
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import scope_calls

MAX_DEPTH = 3
"""Over how many helpers an effect is followed."""
STARTERS = {"run_in_executor", "to_thread", "submit", "create_task", "ensure_future"}
_PYTHON_NAMES = frozenset(name.rpartition(".")[2] for table in (PYTHON_METHODS, FUNCTIONS) for name in table)
_QUERYING = frozenset(name for name in _PYTHON_NAMES if "quer" in name or "read_gbq" in name)
_WRITING = frozenset(PYTHON_METHODS.values()) - {"extract", "read", "update-table"}


class Near:
    """Narrows a project to what is near BigQuery."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery = bigquery
        self.project = bigquery.project

    @cached_property
    def writers(self) -> frozenset[str]:
        """Names of functions that may write, themselves or through others."""
        return self._reaching(_WRITING, MAX_DEPTH) | self._typescript

    @cached_property
    def runners(self) -> frozenset[str]:
        """Names of functions that may run SQL they are given, themselves or through one other."""
        return self._reaching(frozenset(("query",)), 1) | self._typescript

    def _reaching(self, actions: frozenset[str], depth: int) -> frozenset[str]:
        """Names of the functions near BigQuery that may come to one of these actions."""
        if not self._near:
            return frozenset()
        if self.project.focus is not None:  # few files will be asked: names are enough
            names = _QUERYING if actions == {"query"} else _PYTHON_NAMES
            return self.project.reaching(names, depth, self._near)
        direct = frozenset(name for name, action in self._operating if action in actions)
        return direct | self.project.reaching(direct, depth - 1, self._near) if direct else direct

    @cached_property
    def _operating(self) -> frozenset[tuple[str, str]]:
        """The functions in which operations stand, by name, with the action."""
        found: set[tuple[str, str]] = set()
        for path in sorted(self._near):
            index = self.project.records[path]
            if _PYTHON_NAMES.isdisjoint(index.calls):
                continue
            telling = {name for name, called in index.functions if not _PYTHON_NAMES.isdisjoint(called)}
            for scope in self.project.scopes(path):
                if scope.function is None or scope.function.name not in telling:
                    continue
                for call in scope_calls(scope):
                    operation = self.bigquery.operation(CallSite(call, scope))
                    around: Scope | None = scope if operation is not None else None
                    while around is not None and operation is not None:
                        if around.function is not None:
                            found.add((around.function.name, operation.action))
                        around = around.parent
        return frozenset(found)

    @cached_property
    def _near(self) -> frozenset[str]:
        """The Python files that speak of BigQuery, or use what such files offer."""
        speaking = [
            path
            for path, index in self.project.records.items()
            if index.language in ("python", "notebook")
            and ("bigquery" in index.tags or not UNMISTAKABLE.isdisjoint(index.calls))
        ]
        return with_importers(self.project, speaking)

    @cached_property
    def telling_names(self) -> frozenset[str]:
        """The last names of calls worth a look."""
        return METHOD_NAMES | self.writers | STARTERS

    def file_may_write(self, path: str) -> bool:
        """A cheap look at whether any function of a file can have an effect; loads nothing."""
        index = self.project.records[path]
        if index.language == "typescript":
            return bool(self._typescript) and not self.telling_names.isdisjoint(index.calls)
        if path not in self._near:
            return False
        return any(name in self.writers for name, _ in index.functions) or not _PYTHON_NAMES.isdisjoint(index.calls)

    @cached_property
    def _typescript(self) -> frozenset[str]:
        """What the TypeScript files that use BigQuery define; empty if none does."""
        indexes = [index for index in self.project.records.values() if index.language == "typescript"]
        if not any(item.module.startswith("@google-cloud/") for index in indexes for item in index.imports):
            return frozenset()
        using = [index for index in indexes if "bigquery" in index.tags and not METHOD_NAMES.isdisjoint(index.calls)]
        return frozenset(name for index in using for name in index.defines)

    def may_write(self, scope: Scope) -> bool:
        """A cheap look at whether a function, or a file as such, can have any effect."""
        index = self.project.records[scope.path]
        if index.language == "typescript":
            return bool(self._typescript)
        if scope.path not in self._near:
            return False
        if scope.function is None:
            return not self.telling_names.isdisjoint(index.calls)
        return scope.function.name in self.writers
