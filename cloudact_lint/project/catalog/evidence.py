"""Which schema files programs read: the folders that code names in its paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import Project
from cloudact_lint.project.walking import children, scope_expressions

_HOLE = "*"
_LONGEST = 300
Path = tuple[str, ...]


def read_by_code(project: Project, tag: str, folders: Iterable[str]) -> dict[str, int]:
    """For each folder how many of its last parts some Python file names in one path; 1 alone proves nothing.

    ``base / "configs" / "schemas"`` and ``f"configs/{kind}/schemas/{name}.json"`` alike name folders.
    """
    named: set[Path] = set()
    for path in project.paths("python", "notebook"):
        if tag in project.records[path].tags and not project.is_test(path):
            for scope in project.scopes(path):
                named.update(_paths(list(scope_expressions(scope))))
    return {folder: max((_fits(folder, item) for item in named), default=0) for folder in set(folders)}


def _fits(folder: str, named: Path) -> int:
    """How many parts of a path name the end of a folder; 0 if it is another."""
    parts = folder.split("/")
    if len(named) > len(parts):
        return 0
    pairs = list(zip(reversed(named), reversed(parts), strict=False))
    if not all(name in (_HOLE, part) for name, part in pairs):
        return 0
    literal = sum(name != _HOLE for name, _ in pairs)
    return literal if literal > 1 else 0


def _paths(stack: list[m.Expr]) -> Iterator[Path]:
    while stack:
        expr = stack.pop()
        if isinstance(expr, m.Bin) and expr.op == "/":
            yield _folder(_joined(expr))
            continue
        if isinstance(expr, m.Text):
            written = _text(expr)
            if "/" in written and len(written) < _LONGEST and " " not in written:
                yield _folder(tuple(filter(None, written.split("/"))))
        elif isinstance(expr, m.Call) and isinstance(expr.func, m.Attr) and expr.func.name in ("join", "joinpath"):
            words = [_text(arg) for arg in expr.args if isinstance(arg, m.Text)]
            yield _folder(tuple(part for word in words for part in word.split("/") if part))
        stack.extend(children(expr))


def _joined(expr: m.Expr) -> Path:
    """The parts that ``/`` joins, from the last that is no text on."""
    if isinstance(expr, m.Bin) and expr.op == "/":
        left = _joined(expr.left)
        right = _text(expr.right) if isinstance(expr.right, m.Text) else _HOLE
        return (*left, *filter(None, right.split("/")))
    return ()


def _folder(parts: Path) -> Path:
    """The folders of a path: without the file at its end, and without what comes before a ``..``."""
    if parts and ("." in parts[-1] or parts[-1] == _HOLE) and parts[-1] not in (".", ".."):
        parts = parts[:-1]
    while parts and parts[0] in (".", "..", "~", "*"):
        parts = parts[1:]
    return parts


def _text(expr: m.Text) -> str:
    return re.sub(r"[^/]*\*[^/]*", _folded, "".join(p.text if isinstance(p, m.Piece) else _HOLE for p in expr.parts))


def _folded(match: re.Match[str]) -> str:
    """A part with a hole in it may be anything; the name of a file stays one."""
    return "*.json" if match.group().endswith(".json") else _HOLE
