""".gitignore files, for folders in which git cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cloudact_lint.config.globs import matcher

_Rule = tuple[bool, Callable[[str], bool]]
"""Whether it ignores (or brings back), and whether it speaks of a path relative to its file."""


class IgnoreFiles:
    """Every .gitignore from the root down to a folder; the last pattern that speaks of a path decides."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._rules: dict[str, tuple[_Rule, ...]] = {}

    def ignored(self, path: str, is_folder: bool) -> bool:
        """Whether a path relative to the root, whose parents are not ignored, is ignored."""
        tail = "/" if is_folder else ""
        parts = path.split("/")
        for depth in range(len(parts) - 1, -1, -1):
            rest = "/".join(parts[depth:]) + tail
            for ignores, test in reversed(self._of("/".join(parts[:depth]))):
                if test(rest):
                    return ignores
        return False

    def _of(self, folder: str) -> tuple[_Rule, ...]:
        if folder not in self._rules:
            try:
                text = (self._root / folder / ".gitignore").read_text("utf-8", "replace")
            except OSError:
                text = ""
            self._rules[folder] = tuple(_parse(text))
        return self._rules[folder]


def _parse(text: str) -> list[_Rule]:
    rules = []
    for line in text.splitlines():
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        brings_back = line.startswith("!")
        pattern = line[brings_back:].removeprefix("\\")
        if pattern.strip("/"):
            rules.append((not brings_back, matcher((pattern,))))
    return rules
