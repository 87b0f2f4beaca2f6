"""Counts of what was understood of a project's SQL. Nothing is estimated."""

from __future__ import annotations

from collections import Counter

from cloudact_lint.facts.records import SqlCounts
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import TableUse
from cloudact_lint.project.sql.texts import SqlText, SqlTexts

_SYSTEM = frozenset({"INFORMATION_SCHEMA", "__TABLES__", "__TABLES_SUMMARY__"})


def sql_counts(project: Project) -> SqlCounts:
    """The texts, statements and references to tables of the files that rules look at."""
    texts: Counter[str] = Counter()
    references: Counter[str] = Counter()
    unparsed = []
    statements = 0
    for text in SqlTexts.of(project).all():
        texts[text.source] += 1
        for tree in text.parsed.trees:
            statements += 1
            if tree.problem:
                unparsed.append((*_place(text, tree.problem_at or tree.statement.offset), tree.problem))
        for bound in Binder.of(project).bind(text):
            references.update(map(_sort, bound.tables))
    return SqlCounts(
        tuple(sorted(texts.items())), statements, tuple(sorted(unparsed)), tuple(sorted(references.items()))
    )


def _place(text: SqlText, at: int) -> tuple[str, int]:
    path, span = text.span(at, at + 1)
    return path or text.path, span.row


def _sort(use: TableUse) -> str:
    parts = use.source.parts
    if use.local:
        return "local"
    if use.table is not None:
        return "known"
    if any(part.upper() in _SYSTEM for part in parts):
        return "system"
    return "placeholder" if not parts or "{" in parts[-1] else "unknown"
