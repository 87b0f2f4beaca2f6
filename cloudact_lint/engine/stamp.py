"""Names the tool itself: an answer given by other code, or other parsers, is no answer."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

_PARSERS = ("libcst", "tree_sitter", "tree_sitter_typescript", "pyyaml")


@cache
def tool_stamp() -> str:
    """Changes with the package's code, the parsers' versions, Python's version and installed rules."""
    digest = hashlib.blake2b(digest_size=12)
    digest.update(repr((sys.version_info[:3], sys.implementation.name, sys.byteorder)).encode())
    package = str(Path(__file__).parent.parent)
    for line in _sources(package):
        digest.update(line.encode("utf-8", "surrogateescape"))
    for line in _distributions():
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _sources(folder: str) -> list[str]:
    lines, folders = [], [folder]
    while folders:
        at = folders.pop()
        try:
            with os.scandir(at) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name != "__pycache__":
                            folders.append(entry.path)
                    elif entry.name.endswith((".py", ".yaml")):
                        found = entry.stat()
                        lines.append(f"{entry.path}\0{found.st_mtime_ns}\0{found.st_size}\n")
        except OSError:
            continue
    return sorted(lines)


def _distributions() -> list[str]:
    """The parsers' versions and every distribution with rules, read off the metadata folders.

    importlib.metadata would say the same, 30 ms later.
    """
    from cloudact_lint.registry import metadata_folders, offers_rules

    lines = []
    for folder in metadata_folders():
        name, _, version = folder.stem.partition("-")
        if name.lower().replace("-", "_") in _PARSERS:
            lines.append(f"{name}\0{version}\n")
        elif offers_rules(folder):
            lines.append(f"{folder.name}\0{folder.stat().st_mtime_ns}\n")
    return sorted(lines)
