"""Facts of a Python file, from the standard library's ``ast``.

``ast`` is 17 times cheaper than a LibCST parse; what it cannot say (comments, whitespace,
places inside f-strings) is not needed to link a project.
"""

from __future__ import annotations

import ast
import warnings

from cloudact_lint.facts.handlers import QUIET
from cloudact_lint.facts.model import Class, Function, Import, Module, Stmt
from cloudact_lint.facts.python_statements import Builder
from cloudact_lint.facts.records import FileFacts, FileIndex, Problem
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile


def python_facts(source: SourceFile) -> FileFacts:
    """The facts of a Python file or of a notebook's joined code cells.

    A file that is not Python, or is nested too deeply to be read, has a problem and no module.
    """
    empty = FileIndex(source.path, source.language, source.content_hash)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
    except SyntaxError as error:
        return FileFacts(empty, (_syntax_problem(source, error),), cell_rows=source.cell_rows)
    except (RecursionError, MemoryError):
        return FileFacts(empty, (_problem("nested too deeply to be analysed", 1, 1),), cell_rows=source.cell_rows)
    except ValueError as error:
        return FileFacts(empty, (_problem(f"not Python source: {error}", 1, 1),), cell_rows=source.cell_rows)
    builder = Builder(source)
    try:
        body = builder.block(tree.body, docstring=True)
    except RecursionError:
        return FileFacts(empty, (_problem("nested too deeply to be analysed", 1, 1),), cell_rows=source.cell_rows)
    finally:
        del tree
    defines: set[str] = set()
    imports: list[Import] = []
    _collect(body, defines, imports)
    said = {"global": builder.uses_global, "routes": builder.declares_routes, QUIET: builder.quiet_handlers}
    tags = frozenset(tag for tag, holds in said.items() if holds)
    index = empty._replace(
        calls=frozenset(builder.calls), defines=frozenset(defines), imports=tuple(imports), tags=tags,
        functions=tuple(builder.functions),
    )
    return FileFacts(index, module=Module(source.path, "python", body), cell_rows=source.cell_rows)


def _problem(message: str, row: int, column: int) -> Problem:
    return Problem(message, Span(row, column, row, column + 1))


def _syntax_problem(source: SourceFile, error: SyntaxError) -> Problem:
    row = min(max(error.lineno or 1, 1), len(source.lines))
    # The offset of a SyntaxError counts code points from 1; 0 or None stand for the whole line.
    column = min(max(error.offset or 1, 1), len(source.line(row)) + 1)
    return _problem(f"syntax error: {error.msg}", row, column)


def _collect(body: tuple[Stmt, ...], defines: set[str], imports: list[Import]) -> None:
    """Names of all functions and classes, and all imports, at any depth."""
    for statement in body:
        if isinstance(statement, (Function, Class)):
            defines.add(statement.name)
            _collect(statement.body, defines, imports)
        elif isinstance(statement, Import):
            imports.append(statement)
        elif hasattr(statement, "body"):
            for block in (statement.body, getattr(statement, "orelse", ()), getattr(statement, "final", ())):
                _collect(block, defines, imports)
            for handler in getattr(statement, "handlers", ()):
                _collect(handler.body, defines, imports)
