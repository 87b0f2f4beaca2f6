"""Where the comments of a file are, exactly enough to tell them from text in strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

if TYPE_CHECKING:
    import tree_sitter


class RawComment(NamedTuple):
    """A comment with its marks, and the offset at which it begins."""

    text: str
    offset: int


class Layout(NamedTuple):
    """The comments of a file, and the rows of what they may stand beside.

    ``strings`` are the strings that span rows (no comment can stand inside them);
    ``statements`` the logical lines or statements that span rows.
    """

    comments: tuple[RawComment, ...]
    strings: tuple[tuple[int, int], ...] = ()
    statements: tuple[tuple[int, int], ...] = ()


def layout(source: SourceFile) -> Layout:
    """The layout of a file of any language."""
    if source.language in ("python", "notebook"):
        return _python(source)
    if source.language == "typescript":
        return _typescript(source)
    pattern = {"sql": _SQL, "shell": _SHELL}.get(source.language, _YAML)
    return Layout(tuple(_lexed(source.text, pattern)))


_TRIPLE = r'"""[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*(?:"""|\Z)|' + r"'''[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*(?:'''|\Z)"
_SINGLE = r'"[^\\"\n]*(?:\\.[^\\"\n]*)*"?|' + r"'[^\\'\n]*(?:\\.[^\\'\n]*)*'?"
_PYTHON = lazy_pattern(
    rf"(?P<comment>\#[^\r\n]*)|(?P<string>{_TRIPLE}|{_SINGLE})"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<continued>\\\r?\n)|(?P<newline>\n)",
    re.DOTALL,
)
_SQL = lazy_pattern(
    rf"(?P<comment>(?:--|\#)[^\r\n]*|/\*.*?(?:\*/|\Z))|{_TRIPLE}|{_SINGLE}|`[^`\n]*`?", re.DOTALL
)
_SHELL = lazy_pattern(
    r"(?P<comment>(?:(?<![^\s;&|()])\#|(?:(?<=\s)|^)--(?=\s))[^\r\n]*)|'[^']*'?|\"[^\\\"]*(?:\\.[^\\\"]*)*\"?|\\.",
    re.DOTALL | re.MULTILINE,
)
# SQL and scripts stand in YAML's block scalars, so their comments count as well.
_YAML = lazy_pattern(r"(?P<comment>(?:(?<=\s)|^)(?:\#|--(?=\s))[^\r\n]*)", re.MULTILINE)


def _lexed(text: str, pattern: re.Pattern[str]) -> Iterator[RawComment]:
    for match in pattern.finditer(text):
        if match["comment"]:
            yield RawComment(match["comment"], match.start("comment"))


def _python(source: SourceFile) -> Layout:
    comments, strings = [], []
    statements: list[tuple[int, int]] = []
    depth, begin = 0, -1
    for match in _PYTHON.finditer(source.text):
        kind = match.lastgroup
        if begin < 0 and kind not in ("newline", "comment"):
            begin = match.start()
        if kind == "comment":
            comments.append(RawComment(match[0], match.start()))
        elif kind == "string" and "\n" in match[0]:
            strings.append((source.place(match.start())[0], source.place(match.end() - 1)[0]))
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "newline" and not depth:
            if begin >= 0:
                _add_rows(statements, source, begin, match.start())
            begin = -1
    if begin >= 0:
        _add_rows(statements, source, begin, len(source.text))
    return Layout(tuple(comments), tuple(strings), tuple(statements))


def _add_rows(into: list[tuple[int, int]], source: SourceFile, start: int, end: int) -> None:
    first, last = source.place(start)[0], source.place(end)[0]
    if last > first:
        into.append((first, last))


def _typescript(source: SourceFile) -> Layout:
    from cloudact_lint.source.tree import parse

    comments, strings, statements = [], [], []
    cursor = parse(source).walk()
    while True:
        node = cursor.node
        if node is not None:
            first, last = node.start_point.row + 1, node.end_point.row + 1
            if node.type == "comment":
                comments.append(_tree_comment(source, node))
            elif last > first and node.type == "template_string":
                strings.append((first, last))
            elif last > first and node.type.endswith(("_statement", "_declaration")):
                statements.append((first, last))
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return Layout(tuple(comments), tuple(strings), tuple(statements))


def _tree_comment(source: SourceFile, node: tree_sitter.Node) -> RawComment:
    row = node.start_point.row + 1
    text = (node.text or b"").decode("utf-8", "replace")
    return RawComment(text, source.offset(row, source.column_from_bytes(row, node.start_point.column)))
