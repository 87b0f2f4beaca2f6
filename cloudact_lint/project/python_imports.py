"""Which file of the repository a Python import means.

A repository often holds several services side by side, each with its own ``src`` package.
So an absolute import is looked for from the importing file upwards, nearest folder first.
"""

from __future__ import annotations

import posixpath
import sys
from collections import defaultdict
from collections.abc import Iterable

_STANDARD = sys.stdlib_module_names - {"test", "this"}
"""A ``types.py`` somewhere in the tree is not what ``import types`` means."""


class PythonImports:
    """Finds modules among the paths of the project."""

    def __init__(self, paths: Iterable[str], roots: tuple[str, ...] = ()) -> None:
        self._files = {path for path in paths if path.endswith((".py", ".pyi"))}
        self._folders: set[str] = set()
        self._parents: dict[str, list[str]] = defaultdict(list)
        for path in self._files:
            if path.endswith(".py"):  # a folder of stubs only describes somebody else's package
                self._add_folders(path)
        for item in sorted(self._folders | self._files):
            parent, _, name = item.rpartition("/")
            self._parents[name.removesuffix(".py")].append(parent)
        self._roots = roots
        self._found: dict[tuple[str, str], str | None] = {}

    def _add_folders(self, path: str) -> None:
        folder = posixpath.dirname(path)
        while folder and folder not in self._folders:
            self._folders.add(folder)
            folder = posixpath.dirname(folder)

    def resolve(self, importer: str, module: str, level: int = 0) -> str | None:
        """The file, or the folder without ``__init__.py``, of ``module``; None if it is not here."""
        folder = posixpath.dirname(importer)
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            return self._at(folder, module)
        first = module.partition(".")[0]
        if first not in self._parents or first in _STANDARD:
            return None  # no file or folder of the project has that name, or Python's own comes first
        key = (folder, module)
        if key not in self._found:
            self._found[key] = self._search(folder, module)
        return self._found[key]

    def _search(self, folder: str, module: str) -> str | None:
        # A script finds its neighbours; inside a package the folder itself is no import root.
        while True:
            found = self._at(folder, module) or self._at(posixpath.join(folder, "src"), module)
            if found:
                return found
            if not folder:
                break
            folder = posixpath.dirname(folder)
        for root in self._roots:
            if found := self._at(root, module):
                return found
        first = module.split(".")[0]
        hits = {hit: parent for parent in self._parents.get(first, ()) if (hit := self._at(parent, module))}
        if len(hits) != 1:
            return None
        ((hit, parent),) = hits.items()
        # A module inside a package has that package's name: ``web/flask.py`` is not what ``import flask`` means.
        return None if hit.endswith(".pyi") or f"{parent}/__init__.py" in self._files else hit

    def _at(self, folder: str, module: str) -> str | None:
        base = posixpath.join(folder, *module.split(".")) if module else folder
        for candidate in (f"{base}.py", f"{base}/__init__.py", f"{base}.pyi"):
            if candidate in self._files:
                return candidate
        return base if base in self._folders else None
