"""Which files can have a finding that speaks of the files a user named.

A finding stands in one file and may point into those it was worked out from, and these are
reached by imports. So only the named files and whatever imports them, directly or not, need
to be asked; all others are known but not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


def with_importers(project: Project, named: Iterable[str]) -> frozenset[str]:
    """``named`` and every file that imports one of them, over any number of others."""
    importers: dict[str, set[str]] = defaultdict(set)
    for path, index in project.records.items():
        for target in _imported(project, path, index.language):
            importers[target].add(path)
    found: set[str] = set()
    todo = list(named)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo.extend(importers.get(path, ()))
    return frozenset(found)


def _imported(project: Project, path: str, language: str) -> set[str]:
    """The files of the project that a file imports; a package stands for its ``__init__``."""
    found: set[str] = set()
    for item in project.records[path].imports:
        if language == "typescript":
            target = project.typescript_imports.resolve(path, item.module)
            if target is not None:
                found.add(target)
            continue
        names = [item.module]
        if item.name is not None and item.name != "*":
            names.append(f"{item.module}.{item.name}" if item.module else item.name)
        for name in names:
            target = project.python_imports.resolve(path, name, item.level)
            if target is not None:
                found.add(target)
    return found
