"""The progress of a scan, for clients that show it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from cloudact_lint.integrations.lsp.server import Server


class ScanProgress:
    """One scan after another of one project; nothing is sent to a client that cannot show it."""

    def __init__(self, server: Server, title: str) -> None:
        self._server, self._title = server, title
        self._token = ""
        self._percent = -1
        self._created = False

    def report(self, done: int, total: int) -> None:
        """Files read so far, of how many."""
        window = self._server.client_capabilities.window
        if window is None or not window.work_done_progress or not total:
            return
        if not self._token:
            self._token = f"cloudact-lint-{uuid.uuid4()}"
            self._percent, self._created = -1, False
            token = self._token
            self._server.work_done_progress.create(token, lambda *_: self._begin(token))
        percent = 100 * done // total
        if self._created and percent > self._percent:
            self._percent = percent
            report = types.WorkDoneProgressReport(percentage=percent, message=f"{done:,} of {total:,} files")
            self._server.work_done_progress.report(self._token, report)

    def _begin(self, token: str) -> None:
        if token != self._token:
            return  # the scan was over before the client was ready to show it
        begin = types.WorkDoneProgressBegin(title=f"cloudact-lint: reading {self._title}", percentage=0)
        self._server.work_done_progress.begin(self._token, begin)
        self._created = True

    def done(self, files: int) -> None:
        """The scan is over."""
        if self._token and self._created:
            end = types.WorkDoneProgressEnd(message=f"{files:,} files")
            self._server.work_done_progress.end(self._token, end)
        self._token = ""
