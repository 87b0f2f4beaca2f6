"""Which files can have a finding that speaks of the files a user named.

A finding stands in one file and may point into those it was worked out from, and these are
reached by imports. So only the named files and whatever imports them, directly or not, need
to be asked; all others are known but not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Import

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project

_ANY = "*"
"""The word of imports that may mean a file of any name, and of files that such imports may mean."""
_OF_TABLES = frozenset(("sql", "ddl", "bigquery", "append"))
_TYPESCRIPT = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")


def with_importers(project: Project, named: Iterable[str]) -> frozenset[str]:
    """``named`` and every file that imports one of them, over any number of others."""
    mentions = _mentions(project)
    found: set[str] = set()
    todo = list(named)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo.extend(mentions.importers(path))
    return frozenset(found)


def importers(project: Project, path: str) -> set[str]:
    """The files that import ``path`` themselves."""
    return _mentions(project).importers(path)


def _mentions(project: Project) -> _Mentions:
    known = project.shared.get("mentions")
    if not isinstance(known, _Mentions):
        known = project.shared["mentions"] = _Mentions(project)
    return known


def around_focus(project: Project) -> frozenset[str] | None:
    """The files looked at and those they import, whose helpers may work for them; None: all files."""
    if project.focus is None:
        return None
    known = project.shared.get("around-focus")
    if not isinstance(known, frozenset):
        found = set(project.focus)
        for path in project.focus:
            for item in project.records[path].imports if path in project.records else ():
                found.update(imported_by(project, path, item))
        known = project.shared["around-focus"] = frozenset(found)
    return known


def reachable(project: Project) -> frozenset[str] | None:
    """The files looked at and all that they import, directly or not; None: all files."""
    if project.focus is None:
        return None
    known = project.shared.get("reachable")
    if not isinstance(known, frozenset):
        found: set[str] = set()
        todo = list(project.focus)
        while todo:
            path = todo.pop()
            if path not in found and path in project.records:
                found.add(path)
                for item in project.records[path].imports:
                    todo.extend(imported_by(project, path, item))
        known = project.shared["reachable"] = frozenset(found)
    return known


def speaks_of_tables(project: Project) -> bool:
    """Whether any file looked at holds SQL, or says or asks something of tables."""
    if project.focus is None:
        return True
    indexes = [project.records[path] for path in project.focus if path in project.records]
    return any(
        index.language in ("sql", "schema", "yaml", "shell")
        # In TypeScript "select" is mostly an element of a page.
        or not _OF_TABLES.isdisjoint(index.tags - {"sql"} if index.language == "typescript" else index.tags)
        for index in indexes
    )


def defines_tables(project: Project, path: str) -> bool:
    """Whether a file says what tables look like: then SQL anywhere may break by a change of it."""
    index = project.records[path]
    if index.language == "schema":
        return True
    facts = project.facts(path)
    if facts.schema is not None and (facts.schema.tables or facts.schema.layouts):
        return True
    statements = facts.sql.statements if facts.sql is not None else ()
    return any(
        statement.kind in ("CREATE", "ALTER", "DROP")
        and "temp" not in statement.flags
        and not {"table", "view"}.isdisjoint(statement.flags)
        for statement in statements
    )


class _Mentions:
    """Imports by the last words of what they name: only those that may mean a file are resolved."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by_word: dict[str, list[tuple[str, Import]]] = defaultdict(list)
        self._known: dict[tuple[str, int], frozenset[str]] = {}
        self._any: dict[str, set[str]] | None = None
        """The files that imports of the word for any mean, with those that import them so."""
        for path, index in project.records.items():
            for item in index.imports:
                for word in _words(item, index.language):
                    self._by_word[word].append((path, item))

    def importers(self, target: str) -> set[str]:
        """The files with an import that means ``target``."""
        found: set[str] = set()
        for word in _names_of(target):
            if word == _ANY:
                found |= self._by_any().get(target, set())
                continue
            for path, item in self._by_word.get(word, ()):
                if path not in found and target in self._targets(path, item):
                    found.add(path)
        return found

    def _by_any(self) -> dict[str, set[str]]:
        if self._any is None:
            self._any = defaultdict(set)
            for path, item in self._by_word.get(_ANY, ()):
                for target in self._targets(path, item):
                    self._any[target].add(path)
        return self._any

    def _targets(self, path: str, item: Import) -> frozenset[str]:
        key = (path, id(item))
        if key not in self._known:
            self._known[key] = frozenset(imported_by(self._project, path, item))
        return self._known[key]


def _words(item: Import, language: str) -> set[str]:
    """What an import may call the file it means."""
    if language == "typescript":
        last = item.module.rstrip("/").rpartition("/")[2]
        # A package, or a path that means a folder, says nothing of the name of the file behind it.
        folder = not item.module.startswith(".") or last in ("", ".", "..")
        return {last, last.partition(".")[0], _ANY} if folder else {last, last.partition(".")[0]}
    words = {item.module.rpartition(".")[2]}
    if item.name is not None:
        words.add(item.name)
    return words


def _names_of(path: str) -> set[str]:
    folders, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    folder = folders.rpartition("/")[2]
    if stem == "__init__":
        return {folder, ""}
    if stem in ("index", "main"):
        return {stem, folder, _ANY}
    return {stem, name, _ANY} if path.endswith(_TYPESCRIPT) else {stem}


def imported_by(project: Project, path: str, item: Import) -> Iterator[str]:
    """The files of the project that an import means; a package stands for its ``__init__``."""
    if project.records[path].language == "typescript":
        target = project.typescript_imports.resolve(path, item.module)
        if target is not None:
            yield target
        return
    names = [item.module]
    if item.name is not None and item.name != "*":
        names.append(f"{item.module}.{item.name}" if item.module else item.name)
    for name in names:
        target = project.python_imports.resolve(path, name, item.level)
        if target is not None:
            yield target
