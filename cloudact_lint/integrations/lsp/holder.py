"""The process that holds one project: reads messages, keeps the project as editors have it, answers questions.

It ends when the other side does: the pipe says so, also in the middle of an answer.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from multiprocessing.connection import Connection
from typing import Any

from cloudact_lint.engine.live import Cancelled, Live
from cloudact_lint.errors import UserError
from cloudact_lint.integrations.lsp.messages import (
    Answer,
    Ask,
    Begin,
    Drop,
    Failed,
    Progress,
    Put,
    Ready,
    Reply,
    Request,
    Rescan,
)

_COLLECT_EVERY = 40
"""Answers between two rounds of garbage collection: what an answer makes holds few circles, but some."""


def main(pipe: Connection) -> None:
    """Serve until the other side is gone."""
    # Standard output is the editor's: nothing here may write to it.
    sys.stdout = sys.stderr
    gc.disable()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        _Holder(pipe).serve()
    pipe.close()
    os._exit(0)  # whatever threads or pools are left


class _Holder:
    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._live: Live | None = None
        self._answered = 0

    def serve(self) -> None:
        """Messages until the end of the pipe, which is EOFError."""
        while True:
            message: Request = self._pipe.recv()
            try:
                self._take(message)
            except Cancelled:
                continue
            except UserError as error:
                self._say(Failed(error.message + (f" ({error.help})" if error.help else "")))
            except (EOFError, OSError):
                raise
            except Exception as error:
                self._say(Failed(f"{type(error).__name__}: {error}"))

    def _take(self, message: Request) -> None:
        if isinstance(message, Begin):
            self._live = Live(message.settings, message.cache_dir or None, self._progress)
            self._say(Ready(len(self._live.paths)))
        elif self._live is None:
            return
        elif isinstance(message, Put):
            self._live.put(message.path, message.data)
        elif isinstance(message, Drop):
            self._live.drop(message.path)
        elif isinstance(message, Rescan):
            self._live.rescan()
        else:
            self._answer(self._live, message)

    def _answer(self, live: Live, asked: Ask) -> None:
        names: dict[str, Any] = {}

        def look(project: Any) -> None:
            from cloudact_lint.integrations.lsp.names import names_in

            if asked.open:
                names.update(names_in(project, asked.open))

        found = live.findings(asked.named, self._newer, look)
        self._say(Answer(asked.number, asked.named, found, tuple(names.items())))
        self._answered += 1
        if self._answered % _COLLECT_EVERY == 0:
            gc.collect()

    def _newer(self) -> bool:
        """Whether there is a newer message, or nobody left to answer."""
        return self._pipe.poll()

    def _progress(self, done: int, total: int) -> None:
        self._say(Progress(done, total))

    def _say(self, reply: Reply) -> None:
        self._pipe.send(reply)
