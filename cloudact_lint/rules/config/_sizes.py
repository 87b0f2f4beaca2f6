"""Whole numbers that a function's code gives to something called a batch, chunk or page size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bindings import child_blocks, statements
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.walking import function_expressions, last_name, statement_expressions, walk
from cloudact_lint.source.text import SourceFile

_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_READS = lazy_pattern(
    r"(?i)^(?:iter_\w+|read\w*|stream\w*|copyfileobj|open|blob|bucket|(?:resumable)?upload\w*|download\w*)$"
)
"""Calls whose chunks are bytes of one file: a matter of buffers."""


class Size(NamedTuple):
    """One number: what it is bound to, in which function (by its dotted name), where the binding is."""

    name: str
    value: int
    function: str
    at: Span


def words(name: str) -> str:
    """``batchSize``, ``BATCH_SIZE`` and ``_batch_size`` all as ``batch_size``."""
    return "_".join(word.lower() for word in _WORD.findall(name))


def sizes(body: m.Block, wanted: Callable[[str], bool], typescript: bool) -> Iterator[Size]:
    """The numbers of a file, function by function."""
    for function in _functions(body):
        for statement in statements(function.body):
            for name, value, at in _bound(statement, typescript):
                number = _number(value)
                if number is not None and wanted(words(name)) and not _is_bytes(name, number):
                    yield Size(name, number, function.qualname, at)


def _functions(body: m.Block) -> Iterator[m.Function]:
    for statement in body:
        if isinstance(statement, m.Function):
            yield statement
            yield from _functions(statement.body)
        elif isinstance(statement, m.Class):
            yield from _functions(statement.body)
        for block in child_blocks(statement):
            yield from _functions(block)
        for function in function_expressions(statement):
            yield function
            yield from _functions(function.body)


def _bound(statement: m.Stmt, typescript: bool) -> Iterator[tuple[str, m.Expr, Span]]:
    """What a statement binds: a variable or attribute, and arguments by name (in TypeScript by property)."""
    if isinstance(statement, m.Assign) and statement.op == "=" and statement.value is not None:
        yield last_name(statement.target), statement.value, statement.at
    for expr in statement_expressions(statement):
        for node in walk(expr):
            if not isinstance(node, m.Call) or _READS.match(last_name(node.func)):
                continue
            for name, value in node.keywords:
                if name is not None:
                    yield name, value, node.at
            for arg in node.args if typescript else ():
                if isinstance(arg, m.Dict):
                    yield from ((_key(key), value, arg.at) for key, value in arg.items if key is not None)


def _key(key: m.Expr) -> str:
    name = literal_key(key)
    return name if isinstance(name, str) else last_name(key)


def _number(value: m.Expr) -> int | None:
    """A whole number that chooses something: 0, 1 and -1 mean none, each by itself, and all."""
    if isinstance(value, m.Bin) and value.op in ("*", "**"):
        left, right = _whole(value.left), _whole(value.right)
        if left is None or right is None or (value.op == "**" and not 0 <= right <= 64):
            return None
        return left * right if value.op == "*" else left**right
    found = _whole(value)
    return found if found is not None and found > 1 else None


def _whole(value: m.Expr) -> int | None:
    number = value.value if isinstance(value, m.Const) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _is_bytes(name: str, number: int) -> bool:
    """A buffer: whole kilobytes."""
    return number % 1024 == 0 and "chunk" in name.lower()


def narrowed(size: Size, source: SourceFile) -> Span:
    """Where within a call the number is bound, if it is written there once."""
    pattern = re.compile(rf"\b{re.escape(size.name)}[\"']?\s*(?::\s*[\w.]+\s*)?[=:]\s*(?=\d)[\d_*\s]*[\d_]")
    found: list[Span] = []
    for row in range(size.at.row, min(size.at.end_row, len(source.lines)) + 1):
        line = source.lines[row - 1]
        start = size.at.column - 1 if row == size.at.row else 0
        found += [Span(row, match.start() + 1, row, match.end() + 1) for match in pattern.finditer(line, start)]
    return found[0] if len(found) == 1 else size.at
