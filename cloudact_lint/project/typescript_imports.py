"""Where a TypeScript import leads: from a specifier to a file of the project.

Relative paths, ``paths`` and ``baseUrl`` of the nearest tsconfig.json or jsconfig.json, and
packages of the same repository by name. What is none of these is somebody else's package.
Configuration files are read when a specifier first needs them, and never more than once.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cloudact_lint.project.tsconfig import Aliases, load_aliases, read_json

_ENDINGS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
# What TypeScript looks for where the specifier names the file that will be emitted.
_WRITTEN_AS = {
    ".js": (".ts", ".tsx", ".d.ts"), ".jsx": (".tsx",), ".mjs": (".mts", ".d.mts"), ".cjs": (".cts", ".d.cts"),
}  # fmt: skip
_ENTRY_KEYS = ("source", "types", "typings", "module", "main")
_CONDITIONS = ("source", "types", "import", "module", "node", "require", "default")
_BUILT = ("dist/", "build/", "lib/", "out/")


class TypeScriptImports:
    """Answers for one project which file an import means.

    ``root`` is the folder of the project, ``paths`` its files relative to it with forward slashes.
    """

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        self._root = Path(root)
        self._paths = frozenset(path for path in paths if path.endswith(_ENDINGS))
        self._answers: dict[tuple[str, str], str | None] = {}
        self._aliases: dict[str, Aliases | None] = {}
        self._packages: dict[str, str] | None = None
        self._package_files: dict[str, dict[str, Any]] = {}

    def resolve(self, importer: str, specifier: str) -> str | None:
        """The path of the file that ``importer`` gets for ``specifier``, or None if it is external."""
        folder = posixpath.dirname(importer)
        key = (folder, specifier)
        if key not in self._answers:
            self._answers[key] = self._resolve(folder, specifier)
        return self._answers[key]

    def _resolve(self, folder: str, specifier: str) -> str | None:
        specifier = specifier.split("?", 1)[0]
        if specifier in (".", "..") or specifier.startswith(("./", "../")):
            return self._probe(posixpath.join(folder, specifier))
        if not specifier or specifier.startswith(("/", "node:")) or "://" in specifier:
            return None
        aliases = self._nearest_aliases(folder)
        for target in aliases.targets(specifier) if aliases is not None else ():
            found = self._probe(target)
            if found is not None:
                return found
        if specifier.startswith("#"):
            return self._subpath(folder, specifier)
        return self._package(specifier)

    # Files.

    def _probe(self, path: str) -> str | None:
        """The file that a path without ending, or with the ending of what is emitted, stands for."""
        only_folder = path.endswith("/")
        path = posixpath.normpath(path)
        if path == ".." or path.startswith("../"):
            return None
        if not only_folder and path != ".":
            stem, ending = posixpath.splitext(path)
            written_as = [stem + other for other in _WRITTEN_AS.get(ending, ())]
            for candidate in (*written_as, path, *(path + other for other in _ENDINGS)):
                if candidate in self._paths:
                    return candidate
        base = "" if path == "." else path + "/"
        for ending in _ENDINGS:
            if f"{base}index{ending}" in self._paths:
                return f"{base}index{ending}"
        return None

    # tsconfig.json.

    def _nearest_aliases(self, folder: str) -> Aliases | None:
        """What the nearest configuration at or above ``folder`` says of names that are not relative."""
        if folder not in self._aliases:
            found: Aliases | None = None
            for name in ("tsconfig.json", "jsconfig.json"):
                if (self._root / folder / name).is_file():
                    found = load_aliases(self._root, posixpath.join(folder, name), self._package_folder)
                    break
            else:
                found = self._nearest_aliases(posixpath.dirname(folder)) if folder else None
            self._aliases[folder] = found
        return self._aliases[folder]

    # Packages of the same repository.

    def _package_folder(self, name: str) -> str | None:
        """The folder of a package of this repository."""
        if self._packages is None:
            self._packages = {}
            for folder in self._folders():
                declared = self._package_json(folder).get("name")
                if isinstance(declared, str) and declared:
                    self._packages.setdefault(declared, folder)
        return self._packages.get(name)

    def _folders(self) -> list[str]:
        """Folders that hold files, at any depth, in order."""
        folders: set[str] = set()
        for path in self._paths:
            folder = posixpath.dirname(path)
            while folder not in folders:
                folders.add(folder)
                folder = posixpath.dirname(folder)
        return sorted(folders)

    def packages(self) -> dict[str, dict[str, Any]]:
        """Every package.json beside or above a file of the project, by its folder."""
        found = {folder: self._package_json(folder) for folder in sorted({"", *self._folders()})}
        return {folder: package for folder, package in found.items() if package}

    def _package_json(self, folder: str) -> dict[str, Any]:
        if folder not in self._package_files:
            self._package_files[folder] = read_json(self._root / folder / "package.json")
        return self._package_files[folder]

    def _package(self, specifier: str) -> str | None:
        parts = specifier.split("/")
        length = 2 if specifier.startswith("@") else 1
        name, rest = "/".join(parts[:length]), "/".join(parts[length:])
        folder = self._package_folder(name)
        if folder is None:
            return None
        package = self._package_json(folder)
        wanted = "./" + rest if rest else "."
        candidates = _matched(package.get("exports"), wanted)
        if rest:
            candidates += [rest, "src/" + rest]
        else:
            candidates += [value for key in _ENTRY_KEYS if isinstance(value := package.get(key), str)]
            candidates += ["index", "src/index", "src/main"]
        return self._first(folder, candidates)

    def _subpath(self, folder: str, specifier: str) -> str | None:
        """``#name``: the ``imports`` of the nearest package.json."""
        while not self._package_json(folder):
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return self._first(folder, _matched(self._package_json(folder).get("imports"), specifier))

    def _first(self, folder: str, candidates: list[str]) -> str | None:
        for candidate in candidates:
            for path in (candidate, *_sources_of(candidate)):
                found = self._probe(posixpath.join(folder, path))
                if found is not None:
                    return found
        return None


def _sources_of(path: str) -> list[str]:
    """Where the source of a built file may stand: ``dist/index.js`` is made from ``src/index.ts``."""
    path = path.removeprefix("./")
    for built in _BUILT:
        if path.startswith(built):
            rest = path[len(built) :].removeprefix("src/")
            return ["src/" + rest, rest]
    return []


def _matched(table: Any, wanted: str) -> list[str]:
    """The files that an ``exports`` or ``imports`` field of package.json gives for a name."""
    if not isinstance(table, dict) or not any(str(key).startswith((".", "#")) for key in table):
        return _targets(table) if wanted == "." else []
    if wanted in table:
        return _targets(table[wanted])
    for pattern, value in table.items():
        before, star, after = str(pattern).partition("*")
        if star and wanted.startswith(before) and wanted.endswith(after) and len(wanted) >= len(before) + len(after):
            middle = wanted[len(before) : len(wanted) - len(after)]
            return [target.replace("*", middle) for target in _targets(value)]
    return []


def _targets(value: Any, depth: int = 0) -> list[str]:
    """The files that a conditional target may mean, sources and types first."""
    if isinstance(value, str):
        return [value]
    if depth > 8:
        return []
    if isinstance(value, list):
        return [target for item in value for target in _targets(item, depth + 1)]
    if isinstance(value, dict):
        keys = [key for key in _CONDITIONS if key in value] + [key for key in value if key not in _CONDITIONS]
        return [target for key in keys for target in _targets(value[key], depth + 1)]
    return []
