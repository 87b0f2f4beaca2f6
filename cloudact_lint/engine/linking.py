"""The facts of all files as one project, and the rules that ask it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cloudact_lint.config.selection import selected
from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.cache import Store
from cloudact_lint.engine.codec import loads
from cloudact_lint.engine.record import Crash, FileRecord, reason
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Finding
from cloudact_lint.registry import all_rules, metas
from cloudact_lint.rule import Rule

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project

DEPTH = 5000
"""Frames that a rule may need for what an extractor read within its own limit."""


class _Loader:
    """Facts on demand: from the store, else from the source again."""

    def __init__(self, settings: Settings, records: Mapping[str, FileRecord], store: Store) -> None:
        self._settings, self._records, self._store = settings, records, store
        self._loaded: dict[str, FileFacts] = {}

    def __call__(self, path: str) -> FileFacts:
        found = self._loaded.get(path)
        if found is None:
            found = self._loaded[path] = self._store.facts(path) or self._again(path)
        return found

    def _again(self, path: str) -> FileFacts:
        from cloudact_lint.engine.local import analyse

        answer = analyse(self._settings, path)
        facts = loads(answer.facts)
        same = answer.record.index.content_hash == self._records[path].index.content_hash
        return facts if same else FileFacts(self._records[path].index)  # changed under our hands


@contextmanager
def linked(
    settings: Settings, records: Mapping[str, FileRecord], store: Store, *, whole: bool = False
) -> Iterator[Project]:
    """The project of these records; what it worked out is kept for the next run when all is done.

    ``whole``: everything will be looked at, so that what was known before and not used again can go.
    """
    from cloudact_lint.engine.pool import deep_enough
    from cloudact_lint.project.project import Project

    with deep_enough(DEPTH):
        index = {path: record.index for path, record in records.items()}
        known_sql, known_trees = store.memo("sql"), store.memo("parsed")
        project = Project(settings, index, _Loader(settings, records, store), known_sql, known_trees)
        yield project
    if project.used_sql.keys() - known_sql.keys():
        # A run that looked at a part of the project must not forget what it did not look at.
        store.put_memo("sql", project.used_sql if whole else {**known_sql, **project.used_sql})
    if project.used_trees.keys() - known_trees.keys():
        store.put_memo("parsed", project.used_trees if whole else {**known_trees, **project.used_trees})


def project_findings(
    settings: Settings,
    records: Mapping[str, FileRecord],
    store: Store,
    timings: dict[str, float],
    named: frozenset[str] | None = None,
    further: Callable[[Project], None] | None = None,
) -> tuple[list[Finding], list[Crash]]:
    """The findings of every rule that asks the project, and the rules that crashed.

    ``named``: only findings that speak of these files are needed; None: all. ``further`` is asked after the rules.
    """
    if not _asking(settings) and further is None:
        return [], []
    with linked(settings, records, store, whole=named is None) as project:
        if named is not None:
            focus_on(project, named, timings)
            project.named = named
        found = ask_rules(project, timings)
        if further is not None:
            further(project)
    return found


def ask_rules(
    project: Project, timings: dict[str, float], before_each: Callable[[], None] = lambda: None
) -> tuple[list[Finding], list[Crash]]:
    """What the wanted rules find in a project, and those that crashed. ``before_each`` may raise to end it."""
    from cloudact_lint.project.focus import speaks_of_tables

    findings: list[Finding] = []
    crashes: list[Crash] = []
    tables = speaks_of_tables(project)
    for rule in _asking(project.settings):
        if rule.meta.of_tables and not tables:
            continue
        before_each()
        began = time.perf_counter()
        try:
            findings.extend(rule.check_project(project))
        except Exception as error:
            crashes.append(Crash(rule.meta.code, reason(error)))
        timings[rule.meta.code] = time.perf_counter() - began
    return findings, crashes


def _asking(settings: Settings) -> list[Rule]:
    """The wanted rules that ask the project."""
    shown = {meta.code for meta in selected(settings, metas())}
    wanted = (rule for rule in all_rules() if rule.meta.code in shown)
    return [rule for rule in wanted if type(rule).check_project is not Rule.check_project]


def focus_on(project: Project, named: frozenset[str], timings: dict[str, float]) -> None:
    """Let rules look only where a finding could speak of the named files."""
    from cloudact_lint.project.focus import defines_tables, with_importers

    began = time.perf_counter()
    if not any(path in project.records and defines_tables(project, path) for path in named):
        project.focus = with_importers(project, named)
    timings["focus"] = time.perf_counter() - began
