"""The server's end of the pipe to a project's process: start it, talk to it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import pickle
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from cloudact_lint.config.settings import Settings
from cloudact_lint.integrations.lsp import holder
from cloudact_lint.integrations.lsp.messages import Begin, Reply, Request

_PATIENCE = 2.0
"""Seconds that a process may take to end."""


class Analyst:
    """One process. ``hear`` is called with each reply, ``gone`` if the process ends by itself; both on the loop."""

    def __init__(
        self, settings: Settings, cache_dir: str, hear: Callable[[Reply], None], gone: Callable[[], None]
    ) -> None:
        self._hear, self._gone = hear, gone
        self._loop = asyncio.get_running_loop()
        self._closed = False
        # A fresh interpreter: a fork would share the editor's pipes and the threads of the server.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # Not a daemon: the first scan starts processes of its own.
        self._process = context.Process(target=holder.main, args=(theirs,), daemon=False)
        self._process.start()
        theirs.close()
        self._outgoing: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self.send(Begin(settings, cache_dir))
        threading.Thread(target=self._write, args=(self._pipe,), daemon=True).start()
        threading.Thread(target=self._listen, args=(self._pipe,), daemon=True).start()

    def send(self, request: Request) -> None:
        """Say something; nothing happens if nobody is there any more. Never waits for the process to listen."""
        self._outgoing.put(request)

    def _write(self, pipe: Connection) -> None:
        with contextlib.suppress(OSError, ValueError):
            while (request := self._outgoing.get()) is not None:
                pipe.send(request)

    def close(self) -> None:
        """End the process."""
        if self._closed:
            return
        self._closed = True
        self._outgoing.put(None)
        with contextlib.suppress(OSError):
            self._pipe.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()

    def _listen(self, pipe: Connection) -> None:
        while True:
            try:
                reply: Reply = pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):  # it ended, maybe while it wrote
                break
            self._call(self._hear, reply)
        if not self._closed:
            self._call(self._gone)

    def _call(self, function: Callable[..., None], *values: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(function, *values)
