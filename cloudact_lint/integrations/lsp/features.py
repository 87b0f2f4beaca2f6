"""Each request and notification of the protocol that the server answers."""

from __future__ import annotations

import contextlib
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from cloudact_lint.findings import Finding
from cloudact_lint.integrations.lsp import actions
from cloudact_lint.integrations.lsp.hover import rule_text, text_at
from cloudact_lint.integrations.lsp.places import column_of, range_of
from cloudact_lint.integrations.lsp.server import CONFIGURATION, WATCHED, Server
from cloudact_lint.output.links import rule_url
from cloudact_lint.registry import metas

SCAN = "cloudact-lint.scanWorkspace"
FIX_FILE = "cloudact-lint.fixFile"


def register(server: Server) -> None:
    """Give a server its features."""
    _lifecycle(server)
    _documents(server)
    _reading(server)
    _commands(server)


def _lifecycle(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.configure(params.initialization_options)
        if ls.pulls():  # else it would be told twice: what it asks for, and what it is sent
            _diagnostics(ls)

    @server.feature(types.INITIALIZED)
    def initialized(ls: Server, params: types.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
            ls.client_register_capability(types.RegistrationParams([
                types.Registration("cloudact-lint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            ]))  # fmt: skip
        for folder in ls.workspace.folders.values():
            _open_folder(ls, folder.uri)
        if not ls.workspace.folders and ls.workspace.root_uri:
            _open_folder(ls, ls.workspace.root_uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for added in params.event.added:
            _open_folder(ls, added.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        given = params.settings
        if isinstance(given, dict) and isinstance(own := given.get("cloudact-lint", given.get("cloudactLint")), dict):
            ls.configure(own)
            ls.reconfigure()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        names = [change.uri.rpartition("/")[2] for change in params.changes]
        if any(name in CONFIGURATION for name in names):
            ls.reconfigure()
        else:
            for folder in ls.folders.values():
                folder.disk_changed()

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: Server, *_: Any) -> None:
        ls.close_all()


def _open_folder(ls: Server, uri: str) -> None:
    from pygls.uris import to_fs_path

    if path := to_fs_path(uri):
        ls.folder_of(path)


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.put(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.put(params.text_document.uri)
        if not ls.pulls() and (found := ls.place(params.text_document.uri)) is not None:
            ls.publish(*found)  # what is known, where its lines are now

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        ls.put(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        if (found := ls.place(params.text_document.uri)) is not None:
            found[0].close_file(found[1])


def _diagnostics(server: Server) -> None:
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier="cloudact-lint"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def of_document(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        found = ls.place(params.text_document.uri)
        items = ls.diagnostics(*found) if found is not None else []
        name = _name_of(items)
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    def of_workspace(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {one.uri: one.value for one in params.previous_result_ids}
        reports: list[Any] = []
        told: set[str] = set()
        for folder in ls.folders.values():
            for path in sorted(folder.paths):
                uri, items = ls.uri(folder.settings.root, path), ls.diagnostics(folder, path)
                told.add(uri)
                name = _name_of(items)
                opened = folder.open.get(path)
                version = opened.version if opened is not None else None
                if known.get(uri) == name:
                    reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version=version))
                else:
                    reports.append(types.WorkspaceFullDocumentDiagnosticReport(
                        uri, items, version=version, result_id=name
                    ))
        reports += [types.WorkspaceFullDocumentDiagnosticReport(uri, []) for uri in known if uri not in told]
        return types.WorkspaceDiagnosticReport(reports)


def _name_of(items: list[types.Diagnostic]) -> str:
    """A name for a list of diagnostics, the same for the same."""
    import hashlib

    text = repr([(one.range, one.code, one.message, one.severity) for one in items])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _reading(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        found = ls.place(params.text_document.uri)
        if found is None:
            return None
        folder, path = found
        lines = ls.lines(folder, path)
        row = params.position.line + 1
        if row > len(lines):
            return None
        column = column_of(lines[row - 1], params.position.character, ls.encoding)
        shown = text_at(row, column, folder.findings(path), folder.names(path))
        if shown is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, shown[0])
        return types.Hover(content, range_of(lines, shown[1], ls.encoding))

    kinds = types.CodeActionOptions([types.CodeActionKind.QuickFix, actions.FIX_ALL], resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        found = ls.place(params.text_document.uri)
        document = ls.document(*found) if found is not None else None
        if found is None or document is None:
            return None
        folder, path = found
        findings = folder.findings(path)
        by_name = {}
        for diagnostic in params.context.diagnostics:
            data = diagnostic.data
            if isinstance(data, dict) and "fingerprint" in data:
                by_name[str(data["fingerprint"])] = diagnostic
        here = ls.here(folder, path, params.range)
        return actions.actions(document, findings, by_name, params.context.only, here, ls.resolves())

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        found = ls.place(str(data.get("uri", "")))
        document = ls.document(*found) if found is not None else None
        if found is not None and document is not None:
            finding = _named(found[0].findings(found[1]), str(data.get("fingerprint")))
            action.edit = actions.suppress(document, finding) if finding is not None else None
        return action


def _commands(server: Server) -> None:
    @server.command(SCAN)
    def scan(ls: Server, *_: Any) -> None:
        for folder in ls.folders.values():
            folder.scan()

    @server.command(FIX_FILE)
    async def fix_file(ls: Server, uri: str, *_: Any) -> bool:
        found = ls.place(uri)
        document = ls.document(*found) if found is not None else None
        edit = actions.fix_all(document, found[0].findings(found[1])) if found and document else None
        return edit is not None and await _applied(ls, edit, "Fix all that is safe")

    @server.command(actions.SUPPRESS)
    async def suppress(ls: Server, uri: str, fingerprint: str, reason: str = "", *_: Any) -> bool:
        found = ls.place(uri)
        document = ls.document(*found) if found is not None else None
        if found is None or document is None:
            return False
        finding = _named(found[0].findings(found[1]), fingerprint)
        edit = actions.suppress(document, finding, reason or actions.REASON) if finding is not None else None
        return edit is not None and await _applied(ls, edit, "Suppress a finding")

    @server.command(actions.SHOW_RULE)
    async def show_rule(ls: Server, code: str, *_: Any) -> str:
        meta = next((meta for meta in metas() if meta.code == code), None)
        window = ls.client_capabilities.window
        shows = window is not None and window.show_document is not None and window.show_document.support
        if meta is not None and shows:
            with contextlib.suppress(JsonRpcException):  # a client may say no
                address = rule_url(meta.code, meta.slug)
                await ls.window_show_document_async(types.ShowDocumentParams(address, external=True))
        return rule_text(code)


async def _applied(ls: Server, edit: types.WorkspaceEdit, label: str) -> bool:
    result = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    return bool(result.applied)


def _named(findings: list[Finding], fingerprint: str) -> Finding | None:
    return next((finding for finding in findings if finding.fingerprint == fingerprint), None)
