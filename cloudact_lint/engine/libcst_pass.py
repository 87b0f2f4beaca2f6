"""One pass of all LibCST rules over the few definitions in which they can fire.

LibCST reads 0.7 MB a second, so a file is never read whole: the rows a rule asks for are
widened to the top-level statement, or the method, that holds them, and only that text is
parsed. It keeps its own columns, because lines are taken whole: a method is put under a
``class _:`` instead of being dedented, which would tear its multi-line strings.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import libcst as cst

from cloudact_lint.context import FileContext, LibcstContext
from cloudact_lint.engine.positions import Place, places
from cloudact_lint.engine.record import Crash, reason
from cloudact_lint.engine.walker import walk
from cloudact_lint.facts.records import Problem
from cloudact_lint.findings import Finding, Span
from cloudact_lint.rule import Rule
from cloudact_lint.source.text import SourceFile

Rows = list[tuple[int, int]]
"""First and last rows of what a rule must see."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Unit(NamedTuple):
    """Rows of the file that are parsed together: a whole statement, one in a class, or a class's head."""

    first: int
    last: int
    kind: Literal["whole", "inner", "head"]


def run_visitors(
    context: FileContext, asked: Iterable[tuple[Rule, Rows]], problems: list[Problem], crashes: list[Crash]
) -> list[Finding]:
    """The findings of LibCST rules in one Python file or notebook, each over the rows it asks for."""
    found: list[Finding] = []
    units = _units(context.source)
    wanted: dict[_Unit, list[Rule]] = {}
    for rule, rows in asked:
        for unit in units:
            if any(unit.first <= last and first <= unit.last for first, last in rows):
                wanted.setdefault(unit, []).append(rule)
    for unit, asking in wanted.items():
        try:
            found.extend(_Slice(context, unit).findings(asking, crashes))
        except RecursionError:
            problems.append(Problem("nested too deeply to be analysed", Span(unit.first, 1, unit.first, 1)))
    return found


def _units(source: SourceFile) -> list[_Unit]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source.text)
    units: list[_Unit] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.end_lineno:
            units.extend(_class_units(node))
        else:
            units.append(_Unit(*_rows(node), "whole"))
    return list(_merged(units))


def _class_units(node: ast.ClassDef) -> Iterator[_Unit]:
    """A class with methods is its head and each statement of its body; any other is one statement."""
    first, last = _rows(node)
    begin = _rows(node.body[0])[0]
    if begin == node.lineno or not any(isinstance(child, _FUNCTIONS) for child in node.body):
        yield _Unit(first, last, "whole")
        return
    yield _Unit(first, begin - 1, "head")
    for child in node.body:
        yield _Unit(*_rows(child), "inner")


def _rows(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return first, node.end_lineno or node.lineno


def _merged(units: list[_Unit]) -> Iterator[_Unit]:
    """Statements that share a row (``a = 1; b = 2``) are one unit."""
    pending: _Unit | None = None
    for unit in sorted(units):
        if pending and unit.first <= pending.last:
            pending = _Unit(pending.first, max(pending.last, unit.last), pending.kind)
            continue
        if pending:
            yield pending
        pending = unit
    if pending:
        yield pending


class _Slice:
    """The text of a unit, parsed; positions are computed when the first is asked for."""

    def __init__(self, context: FileContext, unit: _Unit) -> None:
        self._context = context
        self._unit = unit
        self._shift = 0
        self._places: dict[cst.CSTNode, Place] | None = None
        self._module: cst.Module | None = None

    def findings(self, rules: list[Rule], crashes: list[Crash]) -> list[Finding]:
        """What the visitors of ``rules`` report."""
        module = self._parse()
        if module is None:
            return []
        found: list[Finding] = []
        visitors = []
        for rule in rules:
            context = LibcstContext(
                self._context.source, self._context.facts, self._context.settings, rule, self.span, found
            )
            try:
                visitor = rule.visitor(context)
            except Exception as error:
                crashes.append(Crash(rule.meta.code, reason(error)))
                continue
            if visitor is not None:
                visitors.append((rule.meta.code, visitor))
        crashes.extend(Crash(code, reason(error)) for code, error in walk(module, visitors))
        return found

    def span(self, node: Any) -> Span:
        """Where a node stands in the file."""
        if self._places is None:
            assert self._module is not None
            self._places = places(self._module)
        row, column, end_row, end_column = self._places[node]
        return Span(row + self._shift, column + 1, end_row + self._shift, end_column + 1)

    def _parse(self) -> cst.Module | None:
        unit = self._unit
        lines = self._context.source.lines
        text = "\n".join(lines[unit.first - 1 : unit.last]) + "\n"
        self._shift = unit.first - 1
        if unit.kind == "head":
            text += " pass\n"
        elif unit.kind == "inner":
            text = "class _:\n" + text
            self._shift -= 1
        for code, shift in ((text, self._shift), (None, 0)):
            self._shift = shift
            try:
                self._module = cst.parse_module("\n".join(lines) if code is None else code)
            except (cst.ParserSyntaxError, cst.CSTValidationError):
                continue  # a newer Python's syntax, perhaps: ast has said what is wrong with the rest
            return self._module
        return None
