"""tsconfig.json and jsconfig.json, as far as they say which file an import means."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.lazy import lazy_pattern

_COMMENT = lazy_pattern(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_LAST_COMMA = lazy_pattern(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
_MOST_PARENTS = 8

PackageFolder = Callable[[str], "str | None"]
"""From the name of a package of the repository to its folder."""


class Aliases(NamedTuple):
    """``paths``, each with its targets from the project root, and ``baseUrl`` where one is set."""

    paths: tuple[tuple[str, tuple[str, ...]], ...]
    base: str | None

    def targets(self, specifier: str) -> Iterator[str]:
        """The paths that a specifier may mean, the most specific pattern first."""
        matches: list[tuple[int, str, tuple[str, ...]]] = []
        for pattern, targets in self.paths:
            before, star, after = pattern.partition("*")
            if not star:
                if pattern == specifier:
                    matches.append((-10_000, "", targets))
            elif (
                specifier.startswith(before)
                and specifier.endswith(after)
                and len(specifier) >= len(before) + len(after)
            ):
                matches.append((-len(before), specifier[len(before) : len(specifier) - len(after)], targets))
        for _, middle, targets in sorted(matches):
            for target in targets:
                yield target.replace("*", middle)
        if self.base is not None:
            yield posixpath.join(self.base, specifier)


def read_json(path: Path) -> dict[str, Any]:
    """An object from a JSON file that may have comments and trailing commas; empty if it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            plain = _COMMENT.sub(lambda match: match.group(1) or " ", text)
            value = json.loads(_LAST_COMMA.sub(lambda match: match.group(1) or "", plain), strict=False)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def load_aliases(root: Path, path: str, package_folder: PackageFolder) -> Aliases:
    """The aliases of a configuration file, with those it inherits or, having none, refers to."""
    found = _load(root, path, package_folder, posixpath.dirname(path), 0)
    if found.paths or found.base is not None:
        return found
    # A "solution" file has no settings of its own: they are in the projects it lists.
    for reference in _listed(read_json(root / path).get("references")):
        target = reference.get("path") if isinstance(reference, dict) else None
        if isinstance(target, str):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if posixpath.dirname(path) != posixpath.dirname(other):
                continue
            inherited = _load(root, other, package_folder, posixpath.dirname(other), 0)
            if inherited.paths or inherited.base is not None:
                return inherited
    return found


def _load(root: Path, path: str, package_folder: PackageFolder, leaf: str, depth: int) -> Aliases:
    document = read_json(root / path)
    folder = posixpath.dirname(path)
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    base: str | None = None
    extends = document.get("extends")
    for parent in [extends] if isinstance(extends, str) else _listed(extends):
        where = _parent(root, folder, parent, package_folder) if isinstance(parent, str) else None
        if where is not None and depth < _MOST_PARENTS:
            inherited = _load(root, where, package_folder, leaf, depth + 1)
            paths, base = inherited.paths or paths, inherited.base if inherited.base is not None else base
    options = document.get("compilerOptions")
    if not isinstance(options, dict):
        return Aliases(paths, base)
    if isinstance(own_base := options.get("baseUrl"), str):
        base = _join(folder, own_base, leaf)
    if isinstance(own := options.get("paths"), dict):
        start = base if base is not None else folder
        paths = tuple(
            (str(pattern), tuple(_join(start, target, leaf) for target in _listed(targets) if isinstance(target, str)))
            for pattern, targets in own.items()
        )
    return Aliases(paths, base)


def _join(folder: str, path: str, leaf: str) -> str:
    if path.startswith("${configDir}"):
        folder, path = leaf, path[len("${configDir}") :].lstrip("/")
    return posixpath.normpath(posixpath.join(folder, path))


def _parent(root: Path, folder: str, name: str, package_folder: PackageFolder) -> str | None:
    """The file that ``extends`` names: a path, or a file of a package of the repository."""
    if name.startswith("."):
        start = posixpath.normpath(posixpath.join(folder, name))
    else:
        parts = name.split("/")
        length = 2 if name.startswith("@") else 1
        package = package_folder("/".join(parts[:length]))
        if package is None:
            return None
        start = posixpath.join(package, *parts[length:])
    for candidate in (start, start + ".json", posixpath.join(start, "tsconfig.json")):
        if (root / candidate).is_file():
            return candidate
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
