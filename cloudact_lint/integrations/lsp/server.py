"""The language server itself: what a client asks, and who answers.

Documents are synchronised whole: editors and Python disagree on which characters end a line, and an
incremental change counted otherwise would corrupt a text.
"""

from __future__ import annotations

import os
import tokenize
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from cloudact_lint import __version__
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Finding
from cloudact_lint.integrations.lsp.actions import FIX_ALL, Document
from cloudact_lint.integrations.lsp.diagnostics import Converter
from cloudact_lint.integrations.lsp.folder import Folder, Listener
from cloudact_lint.integrations.lsp.places import Encoding
from cloudact_lint.integrations.lsp.progress import ScanProgress
from cloudact_lint.source.discovery import analysed, chooser, relative
from cloudact_lint.source.text import SourceFile, UndecodableError

NAME = "cloudact-lint"
CONFIGURATION = ("pyproject.toml", ".cloudact-lint.yaml", ".cloudact-lint.yml", "cloudact-lint.yaml")
WATCHED = "**/*.{py,pyi,ipynb,ts,tsx,js,jsx,mjs,cjs,mts,cts,sql,bqsql,yaml,yml,json,sh,bash,toml}"


class Server(LanguageServer):
    """One server for one client; a folder for each project that the client's files belong to."""

    def __init__(self, cache_dir: str = "", config: str = "") -> None:
        super().__init__(
            NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full, max_workers=2
        )
        self.folders: dict[str, Folder] = {}
        """By root."""
        self._roots: dict[str, str] = {}
        """From the folder of a file to the root of its project."""
        self._cache_dir, self._config = cache_dir, config
        self._options: dict[str, Any] = {}
        self._disk: dict[str, tuple[float, Sequence[str]]] = {}
        self._result_ids: dict[str, str] = {}

    # Projects ----------------------------------------------------------------------------

    def configure(self, options: object) -> None:
        """Options of the client: ``config``, ``advice``, ``select``, ``ignore``."""
        given = options if isinstance(options, dict) else {}
        self._options = {name: given[name] for name in ("config", "advice", "select", "ignore") if given.get(name)}

    def settings(self, path: str) -> Settings:
        """The settings for a file or folder. Raises UserError."""
        options: dict[str, Any] = {"advice": bool(self._options.get("advice"))}
        for name in ("select", "ignore"):
            words = self._options.get(name, ())
            options[name] = tuple(words) if isinstance(words, (list, tuple)) else (str(words),)
        config = str(self._options.get("config") or self._config)
        return settings_for([path], catalogue(), config, False, options)

    def folder_of(self, path: str) -> Folder | None:
        """The project that a file belongs to, opened if need be; None if its configuration is wrong."""
        where = path if Path(path).is_dir() else os.path.dirname(path)  # noqa: PTH120 - paths as the client writes them
        root = self._roots.get(where)
        if root is None:
            try:
                settings = self.settings(where if Path(where).is_dir() else ".")
            except UserError as error:
                self.tell(f"cloudact-lint: {error.message}" + (f" ({error.help})" if error.help else ""))
                return None
            root = self._roots[where] = settings.root
            if root not in self.folders:
                self.folders[root] = Folder(settings, self._cache_dir, self._listener(root))
        return self.folders.get(root)

    def _listener(self, root: str) -> Listener:
        progress = ScanProgress(self, Path(root).name or root)
        return Listener(
            changed=lambda paths: self.changed(root, paths), progress=progress.report, ready=progress.done,
            failed=lambda message: self.tell(f"cloudact-lint: {message}"),
        )

    def reconfigure(self) -> None:
        """Configuration files, or the client's options, changed: read them again."""
        self._roots.clear()
        open_files = [(root, path) for root, folder in self.folders.items() for path in folder.open]
        for root in list(self.folders):
            try:
                settings = self.settings(root)
            except UserError as error:
                self.tell(f"cloudact-lint: {error.message}" + (f" ({error.help})" if error.help else ""))
                continue
            if settings.root == root:
                self.folders[root].reconfigure(settings)
            else:
                self.folders.pop(root).close()
        for root, path in open_files:
            if root not in self.folders:
                self.put(self.uri(root, path))

    def close_all(self) -> None:
        """End all processes."""
        for folder in self.folders.values():
            folder.close()
        self.folders.clear()

    # Documents ---------------------------------------------------------------------------

    def place(self, uri: str) -> tuple[Folder, str] | None:
        """The project and relative path of a document that is analysed there."""
        full = to_fs_path(uri)
        if not full or not analysed(full.replace(os.sep, "/")):
            return None
        folder = self.folder_of(full)
        if folder is None:
            return None
        path = relative(folder.settings.root, full)
        wanted = not path.startswith("../") and chooser(folder.settings)(path)
        return (folder, path) if wanted and not path.endswith(".ipynb") else None

    def put(self, uri: str) -> None:
        """A document was opened or changed."""
        found = self.place(uri)
        if found is None:
            return
        folder, path = found
        document = self.workspace.get_text_document(uri)
        data = encoded(path, document.source)
        folder.put(path, data, lines_of(path, data), document.version)

    def uri(self, root: str, path: str) -> str:
        """The address of a file of a project."""
        full = os.path.normpath(os.path.join(root, path))  # noqa: PTH118
        return from_fs_path(full) or ""

    def lines(self, folder: Folder, path: str) -> Sequence[str]:
        """The lines of a file, as an editor or the disk has them."""
        opened = folder.open.get(path)
        if opened is not None:
            return opened.lines
        full = Path(folder.settings.root, path)
        try:
            time = full.stat().st_mtime
            known = self._disk.get(str(full))
            if known is None or known[0] != time:
                known = self._disk[str(full)] = (time, lines_of(path, full.read_bytes()))
            return known[1]
        except OSError:
            return []

    def document(self, folder: Folder, path: str) -> Document | None:
        """An open file, ready for edits."""
        opened = folder.open.get(path)
        if opened is None:
            return None
        source = SourceFile.from_bytes(path, opened.data)
        return Document(self.uri(folder.settings.root, path), opened.version, source, self.encoding)

    @property
    def encoding(self) -> Encoding | str:
        """The units in which this client counts characters."""
        return self.workspace.position_encoding or Encoding.Utf16

    # Diagnostics -------------------------------------------------------------------------

    def converter(self, folder: Folder) -> Converter:
        """Makes diagnostics of a project's findings."""
        root = folder.settings.root
        return Converter(self.encoding, lambda path: self.uri(root, path), lambda path: self.lines(folder, path))

    def diagnostics(self, folder: Folder, path: str) -> list[types.Diagnostic]:
        """What is known of a file now."""
        converter = self.converter(folder)
        return [converter.diagnostic(finding) for finding in folder.findings(path)]

    def pulls(self) -> bool:
        """Whether the client asks for diagnostics, and can be told to ask again; else they are sent."""
        text, workspace = self.client_capabilities.text_document, self.client_capabilities.workspace
        asks = text is not None and text.diagnostic is not None
        again = workspace is not None and workspace.diagnostics is not None and workspace.diagnostics.refresh_support
        return asks and bool(again)

    def resolves(self) -> bool:
        """Whether the client asks for the edit of an action when it is chosen."""
        text = self.client_capabilities.text_document
        support = text.code_action.resolve_support if text is not None and text.code_action is not None else None
        return support is not None and "edit" in support.properties

    def changed(self, root: str, paths: Iterable[str]) -> None:
        """Tell the client what is new: it asks, or it is sent."""
        folder = self.folders.get(root)
        if folder is None:
            return
        if self.pulls():
            self.workspace_diagnostic_refresh(None)
            return
        for path in paths:
            self.publish(folder, path)

    def publish(self, folder: Folder, path: str) -> None:
        """Send what is known of a file."""
        opened = folder.open.get(path)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(
            uri=self.uri(folder.settings.root, path), diagnostics=self.diagnostics(folder, path),
            version=opened.version if opened is not None else None,
        ))  # fmt: skip

    # Words to people ---------------------------------------------------------------------

    def tell(self, message: str) -> None:
        """Something that the user should know."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def here(self, folder: Folder, path: str, where: types.Range) -> list[Finding]:
        """The findings that touch a range."""
        converter = self.converter(folder)
        return [
            finding for finding in folder.findings(path) if _touch(converter.range_of(path, finding), where)
        ]


def encoded(path: str, text: str) -> bytes:
    """What an editor holds, as it would be saved: in the encoding that a Python file declares."""
    data = text.encode("utf-8", "surrogatepass")
    if path.endswith((".py", ".pyi")) and b"coding" in data[:400]:
        try:
            return text.encode(tokenize.detect_encoding(BytesIO(data).readline)[0])
        except (SyntaxError, UnicodeEncodeError, LookupError):
            return data
    return data


def lines_of(path: str, data: bytes) -> list[str]:
    """The lines of a file, none if it is no text."""
    try:
        return SourceFile.from_bytes(path, data).lines
    except UndecodableError:
        return []


def _touch(a: types.Range, b: types.Range) -> bool:
    start = max((a.start.line, a.start.character), (b.start.line, b.start.character))
    end = min((a.end.line, a.end.character), (b.end.line, b.end.character))
    return start <= end


def create(cache_dir: str = "", config: str = "") -> Server:
    """A server with all its features."""
    from cloudact_lint.integrations.lsp.features import register

    server = Server(cache_dir, config)
    register(server)
    return server


__all__ = ["CONFIGURATION", "FIX_ALL", "NAME", "WATCHED", "Server", "create"]
