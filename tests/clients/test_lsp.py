"""The language server, end to end, as a client of the protocol talks to it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

pytestmark = pytest.mark.slow

HOME = Path(__file__).parents[2]
CLIENTS = "from google.cloud import bigquery\n\n\ndef open_client():\n    return bigquery.Client({})\n"
CAPPED = "default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=1)"
CALLER = (
    "from clients import open_client\n\n\ndef rows():\n"
    "    s = '😀å'; return s, open_client().query('SELECT 1 FROM d.t')\n"
)
SCHEMA = json.dumps([
    {"name": "id", "type": "STRING", "mode": "REQUIRED", "description": "Who it is"},
    {"name": "cost", "type": "NUMERIC"},
])  # fmt: skip
QUERY = "SELECT id, costs FROM d.t WHERE REGEXP_CONTAINS(id, r'^abc') AND id != 'a';\n"
FILES = {
    "pyproject.toml": "[tool.cloudact-lint]\n", "clients.py": CLIENTS.format(""), "caller.py": CALLER,
    "schemas/t.json": SCHEMA, "q.sql": QUERY,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    os.environ["CLOUDACT_LINT_CACHE_DIR"] = str(tmp_path / ".c")
    return tmp_path


COMMAND = [sys.executable, "-m", "cloudact_lint", "server"]


def capabilities(kind: str) -> types.ClientCapabilities:
    """Of a client that pulls diagnostics (``pull``), or is sent them; and which units it counts in."""
    pull, _, encoding = kind.partition("-")
    made = client_capabilities("visual-studio-code")
    assert made.text_document and made.workspace
    made.text_document.diagnostic = types.DiagnosticClientCapabilities() if pull == "pull" else None
    made.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    made.general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)])
    return made


@pytest_lsp.fixture(
    params=["push-utf-16", "push-utf-8", "push-utf-32", "pull-utf-16"],
    config=ClientServerConfig(server_command=COMMAND),
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, folder: Path) -> Any:
    await begin(lsp_client, folder, request.param)
    yield
    await lsp_client.shutdown_session()


async def begin(lsp_client: LanguageClient, folder: Path, kind: str, **options: object) -> None:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(params: types.RegistrationParams) -> None:
        lsp_client.watching = [one.method for one in params.registrations]  # type: ignore[attr-defined]

    @lsp_client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        lsp_client.applied = params.edit  # type: ignore[attr-defined]
        return types.ApplyWorkspaceEditResult(True)

    lsp_client.kind = kind  # type: ignore[attr-defined]
    await lsp_client.initialize_session(types.InitializeParams(
        capabilities=capabilities(kind), initialization_options=options,
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
    ))  # fmt: skip


def open_file(client: LanguageClient, path: Path, text: str | None = None, version: int = 1) -> str:
    text = path.read_text("utf-8") if text is None else text
    item = types.TextDocumentItem(path.as_uri(), "python", version, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return path.as_uri()


def change(client: LanguageClient, uri: str, text: str, version: int) -> None:
    identifier = types.VersionedTextDocumentIdentifier(version, uri)
    whole = types.TextDocumentContentChangeWholeDocument(text)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))


async def diagnostics(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    if client.kind.startswith("pull"):  # type: ignore[attr-defined]
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await client.text_document_diagnostic_async(params)
        return list(getattr(report, "items", ()))
    return list(client.diagnostics.get(uri, ()))


async def until(client: LanguageClient, uri: str, wanted: Any, seconds: float = 60) -> list[types.Diagnostic]:
    """The diagnostics of a file once they are as ``wanted`` says."""
    end = time.monotonic() + seconds
    while not wanted(found := await diagnostics(client, uri)):
        assert time.monotonic() < end, [one.message for one in found]
        await asyncio.sleep(0.05)
    return found


def codes(found: list[types.Diagnostic]) -> list[Any]:
    return sorted(str(one.code) for one in found)


@pytest.mark.asyncio
async def test_findings_with_the_project_in_view(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    (found,) = await until(client, uri, lambda found: codes(found) == ["CA201"])
    assert (found.source, found.severity) == ("cloudact-lint", types.DiagnosticSeverity.Warning)
    assert found.code_description and found.code_description.href.endswith("CA201-missing-maximum-bytes-billed.md")
    line = CALLER.splitlines()[4]
    before = line[: line.index("open_client()")]
    units = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-32": len(before)}
    start = found.range.start
    assert (start.line, start.character) == (4, units[client.kind.partition("-")[2]])  # type: ignore[attr-defined]
    assert found.related_information
    assert found.related_information[0].location.uri == (folder / "clients.py").as_uri()


@pytest.mark.asyncio
async def test_what_is_not_saved_counts_in_other_files(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    await until(client, uri, lambda found: codes(found) == ["CA201"])
    other = open_file(client, folder / "clients.py")
    change(client, other, CLIENTS.format(CAPPED), 2)
    await until(client, uri, lambda found: found == [])
    change(client, other, CLIENTS.format(""), 3)
    await until(client, uri, lambda found: codes(found) == ["CA201"])


@pytest.mark.asyncio
async def test_findings_move_with_their_lines_at_once(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    await until(client, uri, lambda found: codes(found) == ["CA201"])
    change(client, uri, "# one\n# two\n" + CALLER, 2)
    await until(client, uri, lambda found: [one.range.start.line for one in found] == [6], seconds=5)


@pytest.mark.asyncio
async def test_text_that_is_broken_and_mended(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    await until(client, uri, lambda found: codes(found) == ["CA201"])
    change(client, uri, "def (:\n", 2)
    await until(client, uri, lambda found: codes(found) == ["CA902"])
    change(client, uri, CALLER, 3)
    await until(client, uri, lambda found: codes(found) == ["CA201"])


@pytest.mark.asyncio
async def test_hover_tells_the_rule_and_what_the_catalog_knows(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "q.sql")
    await until(client, uri, lambda found: "CA501" in codes(found))

    async def over(word: str) -> str:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, QUERY.index(word) + 1))
        shown = await client.text_document_hover_async(params)
        return shown.contents.value if shown else ""  # type: ignore[union-attr]

    end = time.monotonic() + 30
    while "STRING REQUIRED" not in (text := await over("id,")):
        assert time.monotonic() < end, text
        await asyncio.sleep(0.1)
    assert "Who it is" in text
    assert "CA501 unknown-column" in await over("costs") and "**Instead:**" in await over("costs")
    table = await over("d.t")
    assert "| `cost` | NUMERIC |" in table and "schemas/t.json" in table
    assert await over("SELECT") == ""


@pytest.mark.asyncio
async def test_fixes_and_suppressions(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "q.sql")
    found = await until(client, uri, lambda found: {"CA215", "CA501"} <= set(codes(found)))
    one = next(each for each in found if each.code == "CA215")
    context = types.CodeActionContext([one])
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), one.range, context)
    offered = {action.title: action for action in await client.text_document_code_action_async(params) or ()}
    assert list(offered) == [
        "CA215: Write LIKE", "Suppress CA215 here, with a reason", "Show the rule CA215 regexp-instead-of-like",
        "Fix all that is safe (cloudact-lint)",
    ]  # fmt: skip
    fixed = QUERY.replace("REGEXP_CONTAINS(id, r'^abc')", "id LIKE 'abc%'")
    assert edited(offered["CA215: Write LIKE"].edit, uri, QUERY) == fixed
    assert list(offered["CA215: Write LIKE"].diagnostics or ()) == [one]
    assert edited(offered["Fix all that is safe (cloudact-lint)"].edit, uri, QUERY) == fixed
    chosen = offered["Suppress CA215 here, with a reason"]
    if chosen.edit is None:  # this client asks for it when it is chosen
        chosen = await client.code_action_resolve_async(chosen)
    suppressed = edited(chosen.edit, uri, QUERY)
    assert suppressed == QUERY.rstrip("\n") + " -- cloudact: ignore[CA215] TODO: say why\n"
    change(client, uri, suppressed, 2)
    await until(client, uri, lambda found: codes(found) == ["CA501"])


def edited(edit: types.WorkspaceEdit | None, uri: str, text: str) -> str:
    assert edit and edit.changes
    lines = text.splitlines(keepends=True)
    for one in reversed(edit.changes[uri]):
        assert (one.range.start.character, one.range.end.character) == (0, 0)
        lines[one.range.start.line : one.range.end.line] = [one.new_text]
    return "".join(lines)


@pytest.mark.asyncio
async def test_commands(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "q.sql")
    found = await until(client, uri, lambda found: {"CA215", "CA501"} <= set(codes(found)))

    async def run(command: str, *arguments: object) -> Any:
        return await client.workspace_execute_command_async(types.ExecuteCommandParams(command, list(arguments)))

    assert "**Instead:**" in await run("cloudact-lint.showRule", "CA215")
    assert await run("cloudact-lint.fixFile", uri) is True
    assert "id LIKE 'abc%'" in edited(client.applied, uri, QUERY)  # type: ignore[attr-defined]
    name = next(one.data["fingerprint"] for one in found if one.code == "CA501")  # type: ignore[index, call-overload]
    assert await run("cloudact-lint.suppress", uri, name, "an old view") is True
    assert "-- cloudact: ignore[CA501] an old view" in edited(client.applied, uri, QUERY)  # type: ignore[attr-defined]
    await run("cloudact-lint.scanWorkspace")


@pytest.mark.asyncio
async def test_files_that_change_on_disk(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    await until(client, uri, lambda found: codes(found) == ["CA201"])
    (folder / "clients.py").write_text(CLIENTS.format(CAPPED))
    event = types.FileEvent((folder / "clients.py").as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await until(client, uri, lambda found: found == [])


@pytest.mark.asyncio
async def test_a_configuration_that_changes_is_read_again(client: LanguageClient, folder: Path) -> None:
    uri = open_file(client, folder / "caller.py")
    await until(client, uri, lambda found: codes(found) == ["CA201"])
    event = types.FileEvent((folder / "pyproject.toml").as_uri(), types.FileChangeType.Changed)
    (folder / "pyproject.toml").write_text("[tool.cloudact-lint]\nselct = []\n")
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    end = time.monotonic() + 30
    while not any("did you mean" in one.message for one in client.messages):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    (folder / "pyproject.toml").write_text('[tool.cloudact-lint]\nignore = ["CA201"]\n')
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await until(client, uri, lambda found: found == [])


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def plain(lsp_client: LanguageClient, folder: Path) -> Any:
    await begin(lsp_client, folder, "pull-utf-16", advice=True)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_the_workspace_is_told_of_files_that_are_not_open(plain: LanguageClient, folder: Path) -> None:
    end = time.monotonic() + 60
    while True:
        report = await plain.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        items = {one.uri.rpartition("/")[2]: one for one in report.items}
        if {"caller.py", "q.sql"} <= items.keys():
            break
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    known = [types.PreviousResultId(one.uri, str(one.result_id)) for one in report.items]
    again = await plain.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(known))
    assert {one.kind for one in again.items} == {"unchanged"}
    assert plain.diagnostic_refresh_count >= 1


@pytest.mark.asyncio
async def test_two_folders_are_two_projects(plain: LanguageClient, folder: Path, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "pyproject.toml").write_text('[tool.cloudact-lint]\nignore = ["CA201"]\n')
    for name in ("clients.py", "caller.py"):
        (other / name).write_text(FILES[name], "utf-8")
    event = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(other.as_uri(), "other")], [])
    plain.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    first, second = open_file(plain, folder / "caller.py"), open_file(plain, other / "caller.py")
    await until(plain, first, lambda found: "CA201" in codes(found))
    assert "CA201" not in codes(await diagnostics(plain, second))


# A client that misbehaves ----------------------------------------------------------------


def start(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    return subprocess.Popen(
        COMMAND, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def send(server: subprocess.Popen[bytes], message: object) -> None:
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    assert server.stdin
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
    server.stdin.flush()


def read(server: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert server.stdout
    size = 0
    while (line := server.stdout.readline().strip()) != b"":
        size = int(line.split(b":")[1]) if line.lower().startswith(b"content-length:") else size
    return json.loads(server.stdout.read(size))


def hello(folder: Path) -> dict[str, Any]:
    params = {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in found.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return not state.startswith("Z")


@pytest.mark.skipif(os.name == "nt", reason="asks ps for processes")
@pytest.mark.parametrize("end", ["closes its pipe", "is killed, and the server with it"])
def test_a_client_that_dies_leaves_no_process(folder: Path, end: str) -> None:
    server = start(folder)
    send(server, hello(folder))
    assert read(server)["id"] == 1
    send(server, {"jsonrpc": "2.0", "method": "initialized", "params": {}})
    limit = time.monotonic() + 30
    while not (started := children(server.pid)):
        assert time.monotonic() < limit
        time.sleep(0.05)
    if end == "closes its pipe":
        assert server.stdin
        server.stdin.close()
    else:
        server.send_signal(signal.SIGKILL)
    server.wait(timeout=30)
    limit = time.monotonic() + 30
    while any(map(alive, started)):
        assert time.monotonic() < limit, "the process that holds the project is still there"
        time.sleep(0.05)


def test_messages_that_are_none_do_not_end_it(folder: Path) -> None:
    server = start(folder)
    send(server, b"{ this is no JSON")
    send(server, {"jsonrpc": "2.0", "id": 7, "method": "no/such/method"})
    send(server, hello(folder))
    while read(server).get("id") != 1:
        pass
    send(server, {"jsonrpc": "2.0", "method": "initialized", "params": {}})
    send(server, {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"nonsense": 1}})
    send(server, {"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
    while read(server).get("id") != 2:
        pass
    send(server, {"jsonrpc": "2.0", "method": "exit"})
    assert server.wait(timeout=30) == 0
