"""A run: discover, analyse what changed, link the project, ask its rules, report.

This is the only door: the command line, the editor and the tests call :func:`check`.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.cache import Answer, Entry, Store
from cloudact_lint.engine.record import FileRecord
from cloudact_lint.engine.stamp import tool_stamp
from cloudact_lint.findings import Finding, content_hash
from cloudact_lint.registry import all_rules
from cloudact_lint.source.discovery import Found, Scope, discover, relative

if TYPE_CHECKING:
    from cloudact_lint import semgrep
    from cloudact_lint.engine.base import Base
    from cloudact_lint.facts.records import SqlCounts
    from cloudact_lint.jobs.export import JobsExport

Progress = Callable[[int, int], None]
_RACY_NS = 2_000_000_000
"""A file may change twice within one tick of a file system's clock."""


@dataclass(frozen=True)
class RunResult:
    """What a run says. ``findings`` are sorted and include the suppressed ones."""

    findings: tuple[Finding, ...]
    files: int
    """How many files were asked about."""
    seconds: float
    timings: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    crashed: bool = False
    """A rule or a worker broke: exit status 3."""
    sql: SqlCounts | None = None
    """How much of the SQL was understood, if that was asked for."""
    before: int = 0
    """How many findings are left out because the base has them too."""


def check(
    settings: Settings,
    paths: Sequence[str],
    *,
    stdin: tuple[str, bytes] | None = None,
    jobs: int | None = None,
    cache_dir: str | None = None,
    use_cache: bool = True,
    progress: Progress | None = None,
    jobs_export: JobsExport | None = None,
    sql_counts: bool = False,
    base: Base | None = None,
) -> RunResult:
    """Check ``paths``, knowing the whole project. Raises UserError for a path that does not exist.

    ``stdin`` is a path and the content to take for it instead of what is on disk. With ``jobs_export`` findings
    say what their SQL cost; ``sql_counts`` asks for counts of the SQL. With a ``base`` only what is new since is said.
    """
    run = _Run(settings, list(paths), stdin, jobs, cache_dir, use_cache, progress)
    run.jobs_export, run.sql_counts, run.base = jobs_export, sql_counts, base
    with _no_garbage_collection():
        return run.result()


def updated(
    settings: Settings,
    paths: list[str],
    jobs: int | None = None,
    cache_dir: str | None = None,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> tuple[Scope, Store]:
    """The files around ``paths`` and the store that knows all of them, for whoever asks the project itself."""
    return _Run(settings, paths, None, jobs, cache_dir, use_cache, progress).updated()


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    # Facts are plain tuples: a million of them cost a second of searching for cycles.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def local_key(settings: Settings) -> str:
    """Names what a file's own findings depend on; what only decides which are shown is left out."""
    neutral = replace(
        settings, select=(), extend_select=(), ignore=(), per_file_ignores=(), advice=False, severity="",
        severities=(), exclude=(), extend_exclude=(), include=(), respect_gitignore=True, force_exclude=False,
        semgrep_rules=(), engine="", sources=(),
    )
    return hashlib.blake2b((neutral.cache_key() + tool_stamp()).encode(), digest_size=10).hexdigest()


class _Run:
    def __init__(
        self, settings: Settings, paths: list[str], stdin: tuple[str, bytes] | None, jobs: int | None,
        cache_dir: str | None, use_cache: bool, progress: Progress | None,
    ) -> None:
        self.settings, self.paths, self.jobs, self.progress = settings, paths, jobs, progress
        self.overlay = (relative(settings.root, stdin[0]), stdin[1]) if stdin else None
        if stdin and stdin[0] not in paths:
            self.paths.append(stdin[0])
        self.stdin_path = stdin[0] if stdin else ""
        self.cache_dir, self.use_cache = cache_dir, use_cache
        self.jobs_export: JobsExport | None = None
        self.sql_counts = False
        self.base: Base | None = None
        self.began = time.perf_counter()
        self.started_ns = time.time_ns()
        self.timings: dict[str, float] = {}
        self.uses_semgrep = bool(settings.semgrep_rules) or settings.engine == "semgrep"

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Add the time of a stage."""
        at = time.perf_counter()
        try:
            yield
        finally:
            self.timings[name] = self.timings.get(name, 0.0) + time.perf_counter() - at

    def result(self) -> RunResult:
        """The whole run."""
        with self.timed("discover"):
            scope = discover(self.settings, self.paths, self.stdin_path)
        with self.timed("cache"):
            store = Store.open(self.settings.root, local_key(self.settings), self.cache_dir, self.use_cache)
            changed = self._changed(scope, store)
            key = "" if changed or self.overlay else self._result_key(scope, store)
            known = store.result(key) if key else None
        if known is not None:
            store.save()
            return self._done(scope, store, known, False, key)
        if not store.intact():
            changed = list(scope.files)
        unstable = self._analyse(store, changed)
        with self.timed("cache"):
            store.save(unstable)
        overlaid = self._overlay(store)
        answer, crashed = self._report(scope, store, overlaid)
        if not crashed and not unstable and not self.overlay:
            key = key or self._result_key(scope, store)
            with self.timed("cache"):
                store.put_result(key, answer)
        return self._done(scope, store, answer, crashed, key)

    def updated(self) -> tuple[Scope, Store]:
        """Everything up to the questions."""
        scope = discover(self.settings, self.paths, self.stdin_path)
        store = Store.open(self.settings.root, local_key(self.settings), self.cache_dir, self.use_cache)
        changed = self._changed(scope, store)
        unstable = self._analyse(store, changed if store.intact() else list(scope.files))
        store.save(unstable)
        return scope, store

    def _done(self, scope: Scope, store: Store, answer: Answer, crashed: bool, key: str) -> RunResult:
        findings, notes, sql = answer
        count = len(findings)
        if self.base is not None:
            from cloudact_lint.engine import base

            with self.timed("base"):
                before = base.found_before(self.settings, self.base, scope, store, key)
                findings = base.new_only(self.base, findings, before)
            of_all = set(_notes(answer[0]))
            notes = (*_notes(findings), *(note for note in notes if note not in of_all))
            notes += base.notes(self.base, count - len(findings))
        seconds = time.perf_counter() - self.began
        timings = dict(self.timings)
        return RunResult(findings, scope.reported(), seconds, timings, notes, crashed, sql, count - len(findings))

    def _changed(self, scope: Scope, store: Store) -> list[Found]:
        """Files whose content is not what the store knows; forgets those that are gone."""
        store.keep_only(file.path for file in scope.files)
        return [file for file in scope.files if not self._same(file, store)]

    def _same(self, file: Found, store: Store) -> bool:
        entry = store.entries.get(file.path)
        if entry is None:
            return False
        settled = entry.mtime_ns < entry.seen_ns - _RACY_NS
        if settled and (entry.mtime_ns, entry.size) == (file.mtime_ns, file.size):
            return True
        if entry.size != file.size:
            return False
        try:
            data = (Path(self.settings.root) / file.path).read_bytes()
        except OSError:
            return False
        if content_hash(data) != entry.content_hash:
            return False
        store.touch(file.path, entry._replace(mtime_ns=file.mtime_ns, seen_ns=self.started_ns))
        return True

    def _result_key(self, scope: Scope, store: Store) -> str:
        digest = hashlib.blake2b(digest_size=16)
        digest.update(f"{tool_stamp()}\0{self.settings.cache_key()}\0{scope.named!r}\n".encode("utf-8", "replace"))
        if self.jobs_export is not None:
            digest.update(f"jobs\0{self.jobs_export.digest}\n".encode())
        if self.sql_counts:
            digest.update(b"sql\n")
        if self.uses_semgrep:
            from cloudact_lint import semgrep

            digest.update(semgrep.stamp(self.settings).encode())
        for file in scope.context:
            digest.update(f"{file!r}\n".encode("utf-8", "surrogateescape"))
        for file in scope.files:
            entry = store.entries.get(file.path)
            if entry is None:
                return ""
            digest.update(f"{file.path}\0{entry.content_hash}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def _analyse(self, store: Store, changed: list[Found]) -> set[str]:
        """Bring the store up to date; returns the files whose answer is not to be kept."""
        if not changed:
            return set()
        from cloudact_lint.engine.pool import analyse_all

        unstable = set()
        with self.timed("analyse"):
            for file, answer in analyse_all(self.settings, changed, self.jobs, self.progress):
                name = answer.record.index.content_hash
                entry = Entry(file.mtime_ns, file.size, name, self.started_ns, "", 0, 0)
                store.put(file.path, entry, answer.record, answer.facts)
                if not answer.stable:
                    unstable.add(file.path)
        return unstable

    def _overlay(self, store: Store) -> dict[str, FileRecord]:
        """The store's records, with that of the overlaid file."""
        if not self.overlay:
            return store.records
        from cloudact_lint.engine.local import analyse

        path, data = self.overlay
        answer = analyse(self.settings, path, data)
        store.overlay(path, answer.facts)
        return {**store.records, path: answer.record}

    def _report(
        self, scope: Scope, store: Store, records: dict[str, FileRecord]
    ) -> tuple[Answer, bool]:
        from cloudact_lint.engine.further import Further
        from cloudact_lint.engine.linking import project_findings
        from cloudact_lint.engine.report import Reporter

        with self.timed("project"):
            named: frozenset[str] | None = frozenset(path for path in records if scope.covers(path))
            if named is not None and len(named) * 3 > len(records):
                named = None  # hardly anything would be left out
            further = Further(self.jobs_export, self.sql_counts)
            asked = further.ask if further.wanted else None
            found, crashes = project_findings(self.settings, records, store, self.timings, named, asked)
        outside = self._semgrep(store, records) if self.uses_semgrep else None
        with self.timed("report"):
            reporter = Reporter(self.settings, records, scope, self.overlay)
            if outside is not None:
                reporter.replaced, reporter.outside = outside.replaced, outside.findings
            if further.costs is not None:
                reporter.cost_of = further.costs.of
            reported = reporter.report(found, crashes)
            notes = (*_notes(reported), *(outside.notes if outside is not None else ()), *further.notes())
            return (reported, notes, further.sql), reporter.crashed or bool(crashes)

    def _semgrep(self, store: Store, records: dict[str, FileRecord]) -> semgrep.Outcome:
        from cloudact_lint import semgrep

        files = [semgrep.File(path, each.index.language, each.index.content_hash) for path, each in records.items()]
        known = store.memo("semgrep")
        with self.timed("semgrep"):
            outcome = semgrep.run(self.settings, files, known, dict([self.overlay]) if self.overlay else {})
        if outcome.known.keys() != known.keys() and not self.overlay:
            store.put_memo("semgrep", outcome.known)
        return outcome


def _notes(reported: Sequence[Finding]) -> Iterator[str]:
    """What the rules say of their findings together."""
    shown: dict[str, list[Finding]] = {}
    for finding in reported:
        if finding.suppression is None:
            shown.setdefault(finding.code, []).append(finding)
    for rule in all_rules():
        if rule.meta.code in shown:
            yield from rule.notes(shown[rule.meta.code])
