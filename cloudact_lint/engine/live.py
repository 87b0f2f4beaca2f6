"""A project that stays in memory while it is edited: for editors, and for watching.

One file at a time is replaced by what an editor holds or the disk has now; facts of all others stay as they
are, already loaded. The same rules and the same report as in a run of the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.cache import Store
from cloudact_lint.engine.codec import loads
from cloudact_lint.engine.linking import ask_rules, focus_on, linked
from cloudact_lint.engine.local import analyse
from cloudact_lint.engine.record import Analysed, FileRecord
from cloudact_lint.engine.report import Reporter
from cloudact_lint.engine.runner import Progress, updated
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Finding
from cloudact_lint.project.project import Project
from cloudact_lint.source.discovery import Scope

Stop = Callable[[], bool]
"""Whether the answer is no longer wanted."""


class Cancelled(Exception):
    """Somebody asked for something newer meanwhile."""


class Live:
    """A project under edit. Not for several threads at once."""

    def __init__(self, settings: Settings, cache_dir: str | None = None, progress: Progress | None = None) -> None:
        """Scan the project. Raises UserError."""
        self.settings, self._cache_dir = settings, cache_dir
        self.overlays: dict[str, bytes] = {}
        """What editors hold that is not on disk, by path."""
        self._facts: dict[str, FileFacts] = {}
        self._fresh: dict[str, Analysed] = {}
        self._memos: dict[str, dict[str, Any]] = {}
        self._scan(progress)

    def _scan(self, progress: Progress | None) -> None:
        self.scope, self._store = updated(
            self.settings, [self.settings.root], cache_dir=self._cache_dir, progress=progress
        )
        self._records: dict[str, FileRecord] = dict(self._store.records)

    def rescan(self, progress: Progress | None = None) -> None:
        """Look at the disk again: files came, went or changed."""
        old = {path: record.index.content_hash for path, record in self._store.records.items()}
        self._scan(progress)
        new = {path: record.index.content_hash for path, record in self._store.records.items()}
        for path in old.keys() | new.keys():
            if old.get(path) != new.get(path):
                self._facts.pop(path, None)
        for path, answer in self._fresh.items():
            self._records[path] = answer.record

    @property
    def paths(self) -> frozenset[str]:
        """The files of the project."""
        return frozenset(self._records)

    def put(self, path: str, data: bytes) -> FileRecord:
        """A file is what an editor holds now. Returns what it gives alone."""
        return self.take(path, data, analyse(self.settings, path, data))

    def take(self, path: str, data: bytes, answer: Analysed) -> FileRecord:
        """The same, with an analysis made elsewhere."""
        self.overlays[path] = data
        self._fresh[path] = answer
        self._facts.pop(path, None)
        self._records[path] = answer.record
        return answer.record

    def drop(self, path: str) -> None:
        """A file is again what is on disk (see :meth:`rescan` if that changed)."""
        if self.overlays.pop(path, None) is None:
            return
        self._fresh.pop(path, None)
        self._facts.pop(path, None)
        record = self._store.records.get(path)
        if record is None:
            self._records.pop(path, None)
        else:
            self._records[path] = record

    def findings(
        self, named: Iterable[str] | None = None, stop: Stop = lambda: False,
        ask: Callable[[Project], None] | None = None,
    ) -> tuple[Finding, ...]:
        """The report: of the whole project, or what speaks of the ``named`` files.

        ``ask`` is called with the project, after the rules. Raises Cancelled once ``stop`` says so.
        """
        asked = None if named is None else frozenset(named)
        timings: dict[str, float] = {}
        with self._project() as project:
            if asked is not None:
                focus_on(project, asked, timings)
            found, crashes = ask_rules(project, timings, _stopper(stop))
            if ask is not None:
                ask(project)
        scope = self.scope if asked is None else Scope((), tuple(sorted(asked)))
        reporter = Reporter(self.settings, self._records, scope, None)
        reporter.lines.overlay(self.overlays)
        return reporter.report(found, crashes)

    @contextmanager
    def _project(self) -> Iterator[Project]:
        with linked(self.settings, self._records, self._loaded()) as project:
            yield project


    def _loaded(self) -> _Loaded:
        return _Loaded(self._store, self._fresh, self._facts, self._memos)


def _stopper(stop: Stop) -> Callable[[], None]:
    def check() -> None:
        if stop():
            raise Cancelled

    return check


class _Loaded(Store):
    """A store whose facts, once loaded, stay; with those of files under edit before all."""

    def __init__(
        self, store: Store, fresh: Mapping[str, Analysed], facts: dict[str, FileFacts],
        memos: dict[str, dict[str, Any]],
    ) -> None:
        self._store, self._answers, self._known, self._memos = store, fresh, facts, memos

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file."""
        known = self._known.get(path)
        if known is None:
            answer = self._answers.get(path)
            found = loads(answer.facts) if answer is not None else self._store.facts(path)
            if isinstance(found, FileFacts):
                known = self._known[path] = found
        return known

    def memo(self, name: str) -> dict[str, Any]:
        """What was worked out from texts."""
        if name not in self._memos:
            self._memos[name] = self._store.memo(name)
        return self._memos[name]

    def put_memo(self, name: str, known: Mapping[str, Any]) -> None:
        """Texts under edit come and go: what is worked out from them stays in memory."""
        self._memos[name] = dict(known)
