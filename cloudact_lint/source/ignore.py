""".gitignore files, for folders in which git cannot be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cloudact_lint.config.globs import matcher


def split_names(patterns: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Patterns that are nothing but a name, and the others: looking a name up needs no regular expression."""
    names, others = set(), []
    for pattern in patterns:
        if _GLOB.search(pattern.rstrip("/")):
            others.append(pattern)
        else:
            names.add(pattern)
    return frozenset(names), tuple(others)


_GLOB = re.compile(r"[*?\[/\\]")


class _Group(NamedTuple):
    """Neighbouring patterns of one sign: they ignore, or bring back.

    As no parent of a path that is asked about is ignored, a pattern without a slash can only
    speak of the path's last part.
    """

    ignores: bool
    names: frozenset[str]
    of_name: Callable[[str], bool]
    of_path: Callable[[str], bool]


class IgnoreFiles:
    """Every .gitignore from the root down to a folder; the last pattern that speaks of a path decides."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._groups: dict[str, tuple[_Group, ...]] = {}

    def ignored(self, path: str, is_folder: bool) -> bool:
        """Whether a path relative to the root, whose parents are not ignored, is ignored."""
        tail = "/" if is_folder else ""
        folder, _, name = path.rpartition("/")
        while True:
            for group in self._of(folder):
                rest = path[len(folder) + 1 :] if folder else path
                if name in group.names or (is_folder and name + "/" in group.names):
                    return group.ignores
                if group.of_name(name + tail) or group.of_path(rest + tail):
                    return group.ignores
            if not folder:
                return False
            folder = folder.rpartition("/")[0]

    def _of(self, folder: str) -> tuple[_Group, ...]:
        """The groups of a folder's own file, the last first."""
        if folder not in self._groups:
            try:
                text = (self._root / folder / ".gitignore").read_text("utf-8", "replace")
            except OSError:
                text = ""
            self._groups[folder] = tuple(_parse(text))[::-1]
        return self._groups[folder]


def _parse(text: str) -> list[_Group]:
    signed = []
    for line in map(str.rstrip, text.splitlines()):
        brings_back = line.startswith("!")
        pattern = line[brings_back:].removeprefix("\\")
        if pattern.strip("/") and not line.startswith("#"):
            signed.append((not brings_back, pattern))
    groups = []
    for ignores, pairs in groupby(signed, key=lambda pair: pair[0]):
        names, patterns = split_names(pattern for _, pattern in pairs)
        of_name = tuple(pattern for pattern in patterns if "/" not in pattern.rstrip("/"))
        of_path = tuple(pattern for pattern in patterns if "/" in pattern.rstrip("/"))
        groups.append(_Group(ignores, names, matcher(of_name), matcher(of_path)))
    return groups
