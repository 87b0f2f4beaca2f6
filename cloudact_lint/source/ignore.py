""".gitignore files, for folders in which git cannot be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_GLOB = re.compile(r"[*?\[/\\]")


def split_names(patterns: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Patterns that are nothing but a name, and the others: looking a name up needs no regular expression."""
    names, others = set(), []
    for pattern in patterns:
        if _GLOB.search(pattern.rstrip("/")):
            others.append(pattern)
        else:
            names.add(pattern)
    return frozenset(names), tuple(others)


class IgnoreFiles:
    """Every .gitignore from the root down to a folder; the last pattern that speaks of a path decides."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._specs: dict[str, GitIgnoreSpec | None] = {}

    def ignored(self, path: str, is_folder: bool) -> bool:
        """Whether a path relative to the root, whose parents are not ignored, is ignored."""
        tail = "/" if is_folder else ""
        folder = path.rpartition("/")[0]
        while True:
            spec = self._of(folder)
            if spec is not None:
                said = spec.check_file((path[len(folder) + 1 :] if folder else path) + tail).include
                if said is not None:
                    return said
            if not folder:
                return False
            folder = folder.rpartition("/")[0]

    def _of(self, folder: str) -> GitIgnoreSpec | None:
        """The patterns of a folder's own file."""
        if folder not in self._specs:
            self._specs[folder] = self._read(folder)
        return self._specs[folder]

    def _read(self, folder: str) -> GitIgnoreSpec | None:
        try:
            lines = (self._root / folder / ".gitignore").read_text("utf-8", "replace").splitlines()
        except OSError:
            return None
        from pathspec import GitIgnoreSpec  # only where there is such a file

        try:
            return GitIgnoreSpec.from_lines(lines)
        except ValueError:  # a pattern that git, too, would not take
            good = [line for line in lines if _readable(line)]
            return GitIgnoreSpec.from_lines(good)


def _readable(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
