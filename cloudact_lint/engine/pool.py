"""Files analysed side by side, in processes that may die without taking the run with them.

Each worker is given a handful of files at a time and answers file by file, so when one
dies it is known in which file, and everything else goes on.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.codec import dumps, loads
from cloudact_lint.engine.local import analyse
from cloudact_lint.engine.record import Analysed, Crash, FileRecord
from cloudact_lint.facts.records import FileFacts, FileIndex
from cloudact_lint.registry import all_rules
from cloudact_lint.source.text import language_of

if TYPE_CHECKING:
    from cloudact_lint.source.discovery import Found

START_METHOD = "CLOUDACT_LINT_START_METHOD"
DEPTH = 1500
"""Frames an analysis may be deep: enough for any written code, and far from the C stack's end."""
_FEW_FILES = 20
_FEW_BYTES = 200_000
_BATCH_BYTES = 150_000
_READY = b"ready"


def analyse_all(
    settings: Settings, files: Sequence[Found], jobs: int | None, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[Found, Analysed]]:
    """The analysis of each file, in any order. Raises UserError for rules that cannot be loaded."""
    all_rules()
    count = min(jobs or cpu_count(), len(files))
    total = sum(file.size for file in files)
    alone = count < 2 or (jobs is None and (len(files) < _FEW_FILES or total < _FEW_BYTES))
    answers = _in_process(settings, files) if alone else _Pool(settings, files, count).run()
    for done, answer in enumerate(answers, 1):
        if progress is not None:
            progress(done, len(files))
        yield answer


def cpu_count() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@contextlib.contextmanager
def deep_enough(frames: int) -> Iterator[None]:
    """Allow recursion down to ``frames`` for a while."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, before))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _in_process(settings: Settings, files: Sequence[Found]) -> Iterator[tuple[Found, Analysed]]:
    for file in files:
        yield file, _alone(settings, file.path)


def _alone(settings: Settings, path: str) -> Analysed:
    with deep_enough(DEPTH):
        return analyse(settings, path)


def _context() -> Any:
    method = os.environ.get(START_METHOD)
    if not method:
        # A fork while other threads run may inherit a lock that nobody will ever release.
        forks = sys.platform == "linux" and threading.active_count() == 1
        method = "fork" if forks else "spawn"
    return multiprocessing.get_context(method)


def _work(connection: Connection, settings: Settings) -> None:
    """What a worker does: answer file by file until it is told nothing more."""
    _silence()
    gc.disable()  # facts and syntax trees hold no cycles worth the search
    sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        connection.send_bytes(_READY)
        while batch := connection.recv():
            for path in batch:
                answer = analyse(settings, path)
                connection.send_bytes(dumps((path, dumps(answer.record), answer.facts, answer.stable)))
            gc.collect()


def _silence() -> None:
    """A parser that prints, even from C, must not break a report."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor in (1, 2):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for good


class _Worker:
    def __init__(self, settings: Settings) -> None:
        context = _context()
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_work, args=(other, settings), daemon=True)
        self.process.start()
        other.close()
        self.todo: deque[str] = deque()
        self.ready = False

    def give(self, batch: list[str]) -> None:
        self.todo.extend(batch)
        with contextlib.suppress(OSError):  # dead already: seen when it is waited for
            self.connection.send(batch)

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.send([])
        self.connection.close()
        self.process.join(1)
        if self.process.is_alive():
            self.process.terminate()


class _Pool:
    def __init__(self, settings: Settings, files: Sequence[Found], count: int) -> None:
        self._settings = settings
        self._files = {file.path: file for file in files}
        self._batches = _batches(files)
        self._count = count
        self._workers: dict[Any, _Worker] = {}

    def run(self) -> Iterator[tuple[Found, Analysed]]:
        try:
            for _ in range(self._count):
                self._start()
            while self._workers:
                for connection in wait(list(self._workers)):
                    yield from self._hear(self._workers[connection])
        finally:
            for worker in self._workers.values():
                worker.process.terminate()

    def _start(self) -> None:
        if self._batches:
            worker = _Worker(self._settings)
            self._workers[worker.connection] = worker
            worker.give(self._batches.popleft())

    def _hear(self, worker: _Worker) -> Iterator[tuple[Found, Analysed]]:
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            yield from self._buried(worker)
            return
        if message == _READY:
            worker.ready = True
            return
        path, record, facts, stable = loads(message)
        worker.todo.remove(path)
        if not worker.todo:
            if self._batches:
                worker.give(self._batches.popleft())
            else:
                del self._workers[worker.connection]
                worker.stop()
        yield self._files[path], Analysed(loads(record), facts, stable)

    def _buried(self, worker: _Worker) -> Iterator[tuple[Found, Analysed]]:
        del self._workers[worker.connection]
        worker.connection.close()
        worker.process.join(5)
        if not worker.ready:
            # No process can be started here, e.g. below a script without a main guard.
            for path in worker.todo:
                yield self._files[path], _alone(self._settings, path)
            if not self._workers:
                while self._batches:
                    for path in self._batches.popleft():
                        yield self._files[path], _alone(self._settings, path)
            return
        path = worker.todo.popleft()
        if worker.todo:
            self._batches.appendleft(list(worker.todo))
        self._start()
        yield self._files[path], _died(path, worker.process.exitcode)


def _died(path: str, status: int | None) -> Analysed:
    index = FileIndex(path, language_of(path) or "python", "")
    record = FileRecord(index, crashes=(Crash("", f"the process that analysed this file died (status {status})"),))
    return Analysed(record, dumps(FileFacts(index)), stable=False)


def _batches(files: Sequence[Found]) -> deque[list[str]]:
    """Big files first, so that none is left for the end; small ones together."""
    batches: deque[list[str]] = deque()
    batch: list[str] = []
    weight = 0
    for file in sorted(files, key=lambda file: -file.size):
        batch.append(file.path)
        weight += file.size + 2_000
        if weight >= _BATCH_BYTES:
            batches.append(batch)
            batch, weight = [], 0
    if batch:
        batches.append(batch)
    return batches
