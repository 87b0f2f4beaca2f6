"""One project in the editor: what is open, what was found, and when to ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cloudact_lint.config.settings import Settings
from cloudact_lint.findings import Finding
from cloudact_lint.integrations.lsp.analyst import Analyst
from cloudact_lint.integrations.lsp.messages import (
    Answer,
    Ask,
    Drop,
    Failed,
    Named,
    Progress,
    Put,
    Ready,
    Reply,
    Rescan,
)
from cloudact_lint.integrations.lsp.moved import Move, moved

QUICK = 0.15
"""Seconds without a change after which what speaks of the open files is asked for."""
THOROUGH = 2.0
"""Seconds without a change after which the whole project is asked again."""
_MOST_RESTARTS = 3


@dataclass(slots=True)
class Listener:
    """Whom a project tells what happens."""

    changed: Callable[[set[str]], None]
    """Paths for which something else is known now."""
    progress: Callable[[int, int], None]
    ready: Callable[[int], None]
    failed: Callable[[str], None]


@dataclass(slots=True)
class _Known:
    """What was found in a file, for the lines it had then."""

    findings: tuple[Finding, ...] = ()
    names: tuple[Named, ...] = ()
    lines: list[str] | None = None


@dataclass(slots=True)
class _Open:
    """A file in an editor."""

    lines: list[str]
    version: int | None
    data: bytes = field(repr=False, default=b"")


class Folder:
    """A project root with its process."""

    def __init__(self, settings: Settings, cache_dir: str, listener: Listener) -> None:
        self.settings, self._cache_dir, self._listener = settings, cache_dir, listener
        self.open: dict[str, _Open] = {}
        self.is_ready = False
        self._known: dict[str, _Known] = {}
        self._sent: dict[str, list[str]] = {}
        self._asked: dict[int, dict[str, list[str]]] = {}
        self._number = 0
        self._restarts = 0
        self._timers: list[asyncio.TimerHandle] = []
        self._analyst = self._start()

    def _start(self) -> Analyst:
        self.is_ready = False
        return Analyst(self.settings, self._cache_dir, self._hear, self._died)

    # What the editor does ----------------------------------------------------------------

    def put(self, path: str, data: bytes, lines: list[str], version: int | None) -> None:
        """A file was opened, or changed in an editor."""
        self.open[path] = _Open(lines, version, data)
        self._analyst.send(Put(path, data))
        self._sent[path] = lines
        self._later()

    def close_file(self, path: str) -> None:
        """A file was closed: what is on disk counts again."""
        if self.open.pop(path, None) is not None:
            self._sent.pop(path, None)
            self._analyst.send(Drop(path))
            self.disk_changed()

    def disk_changed(self) -> None:
        """Files on disk came, went or changed."""
        self._analyst.send(Rescan())
        self._later()

    def reconfigure(self, settings: Settings) -> None:
        """The settings are others: begin anew."""
        self.settings = settings
        self._restart()

    def scan(self) -> None:
        """Ask the whole project now."""
        self._analyst.send(Rescan())
        self._ask(None)

    def close(self) -> None:
        """End it all."""
        self._cancel()
        self._analyst.close()

    # What is known -----------------------------------------------------------------------

    @property
    def paths(self) -> set[str]:
        """Files of which something was found."""
        return {path for path, known in self._known.items() if known.findings}

    def findings(self, path: str) -> list[Finding]:
        """What was found in a file, at the places where its lines are now."""
        known = self._known.get(path)
        if known is None:
            return []
        move = self._move(path, known)
        return [moved(finding, move) for finding in known.findings]

    def names(self, path: str) -> list[Named]:
        """What is known of the names in a file, where they are now."""
        known = self._known.get(path)
        if known is None:
            return []
        move = self._move(path, known)
        return [named._replace(span=move.span(named.span)) for named in known.names]

    def _move(self, path: str, known: _Known) -> Move:
        opened = self.open.get(path)
        return Move.between(known.lines, opened.lines if opened is not None else None)

    # When to ask -------------------------------------------------------------------------

    def _cancel(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _later(self) -> None:
        self._cancel()
        loop = asyncio.get_running_loop()
        if self.open:
            self._timers.append(loop.call_later(QUICK, self._ask, tuple(sorted(self.open))))
        self._timers.append(loop.call_later(THOROUGH if self.open else QUICK, self._ask, None))

    def _ask(self, named: tuple[str, ...] | None) -> None:
        if not self.is_ready:
            return  # everything is asked for when the scan is done
        self._number += 1
        self._asked = {self._number: dict(self._sent)}
        self._analyst.send(Ask(self._number, named, tuple(sorted(self.open))))

    # What the process says ---------------------------------------------------------------

    def _hear(self, reply: Reply) -> None:
        if isinstance(reply, Progress):
            self._listener.progress(reply.done, reply.total)
        elif isinstance(reply, Ready):
            self.is_ready = True
            self._listener.ready(reply.files)
            self._ask(None)
        elif isinstance(reply, Failed):
            self._listener.failed(reply.message)
        else:
            self._take(reply)

    def _take(self, answer: Answer) -> None:
        sent = self._asked.get(answer.number)
        if sent is None:
            return  # a newer question is under way
        self._restarts = 0
        by_path: dict[str, list[Finding]] = {}
        for finding in answer.findings:
            if finding.suppression is None:
                by_path.setdefault(finding.location.path, []).append(finding)
        replaced = self._replaced(answer, by_path)
        names = dict(answer.names)
        changed = set()
        for path, findings in replaced.items():
            old = self._known.get(path, _Known())
            new = _Known(tuple(findings), names.get(path, old.names), sent.get(path))
            if (old.findings, old.names) != (new.findings, new.names) or old.lines != new.lines:
                changed.add(path)
            self._known[path] = new
        for path in names.keys() - replaced.keys():
            old = self._known.get(path, _Known())
            self._known[path] = _Known(old.findings, names[path], sent.get(path))
        if changed:
            self._listener.changed(changed)

    def _replaced(self, answer: Answer, by_path: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
        """What is known now of each file that an answer speaks of."""
        if answer.named is None:
            return {path: by_path.get(path, []) for path in self._known.keys() | by_path.keys()}
        named = set(answer.named)
        result: dict[str, list[Finding]] = {}
        for path in named | by_path.keys() | self._known.keys():
            # Of other files the answer has what points into the named ones; the rest still stands.
            kept = [one for one in self._known[path].findings if not _speaks_of(one, named)] if (
                path not in named and path in self._known
            ) else []
            found = by_path.get(path, [])
            if path in named or found or len(kept) != len(self._known[path].findings):
                result[path] = sorted([*kept, *found], key=Finding.sort_key)
        return result

    def _died(self) -> None:
        """The process ended by itself: begin again, but not for ever."""
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            self._listener.failed("the analysis ended several times; 'cloudact-lint check' may say why")
            return
        self._restart()

    def _restart(self) -> None:
        self._cancel()
        self._analyst.close()
        self._analyst = self._start()
        for path, opened in self.open.items():
            self._analyst.send(Put(path, opened.data))


def _speaks_of(finding: Finding, paths: Iterable[str]) -> bool:
    places = {finding.location.path, *(each.location.path for each in finding.related)}
    return not places.isdisjoint(paths)
