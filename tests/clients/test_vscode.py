"""The extension, built and packaged, in a real Visual Studio Code: code-server, driven in Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from npm_tools import code_server, installed, npm

pytestmark = pytest.mark.slow

HOME = Path(__file__).parents[2]
EXTENSION = HOME / "editors" / "vscode"
DRIVER = Path(__file__).with_name("vscode") / "drive.cjs"
QUERY = "SELECT id FROM d.t WHERE REGEXP_CONTAINS(id, r'^abc');\n"
ROWS = """from google.cloud import bigquery


def rows():
    client = bigquery.Client()
    return list(client.query("SELECT id FROM d.t WHERE id = 'a'").result())
"""
SETTINGS = {
    "workbench.startupEditor": "none", "editor.minimap.enabled": False, "chat.disableAIFeatures": True,
    "workbench.secondarySideBar.defaultVisibility": "hidden", "security.workspace.trust.enabled": False,
}  # fmt: skip
OLD = "the language server needs the extra 'server'"


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with its own environment, where the tool is found."""
    folder = tmp_path / "shop"
    program(folder / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    (folder / "pyproject.toml").write_text("[tool.cloudact-lint]\n", "utf-8")
    (folder / "q.sql").write_text(QUERY, "utf-8")
    (folder / "r.sql").write_text(QUERY, "utf-8")
    (folder / "rows.py").write_text(ROWS, "utf-8")
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A project whose settings name a tool without its server."""
    folder = tmp_path / "broken"
    program(folder / "old", f'echo "error: {OLD}" >&2; exit 2')
    (folder / ".vscode").mkdir()
    settings = {"cloudact-lint.path": "${workspaceFolder}/old"}
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings), "utf-8")
    (folder / "q.sql").write_text(QUERY, "utf-8")
    return folder


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A code-server with the extension in it."""
    source = tmp_path / "extension"
    shutil.copytree(EXTENSION, source, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    npm("ci", "--ignore-scripts", cwd=source)
    npm("run", "package", cwd=source)
    (tmp_path / "user" / "User").mkdir(parents=True)
    (tmp_path / "user" / "User" / "settings.json").write_text(json.dumps(SETTINGS), "utf-8")
    port = free_port()
    command = [
        *code_server(), "--config", str(tmp_path / "config.yaml"), "--user-data-dir", str(tmp_path / "user"),
        "--extensions-dir", str(tmp_path / "extensions"),
    ]  # fmt: skip
    own = {"EXTENSIONS_GALLERY": '{"serviceUrl":""}', "CLOUDACT_LINT_CACHE_DIR": str(tmp_path / ".c")}
    env = {**os.environ, **own}
    add = [*command, "--install-extension", str(source / "cloudact-lint.vsix")]
    subprocess.run(add, env=env, check=True, timeout=120, stdin=subprocess.DEVNULL)
    quiet = ["--disable-workspace-trust", "--disable-telemetry", "--disable-update-check"]
    command += ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", *quiet]
    server = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answering(address: str) -> str:
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return address
        except OSError:
            assert time.monotonic() < end, "code-server does not answer"
            time.sleep(0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="this Node and Chromium are those of Linux")
def test_findings_fixes_and_suppressions_in_the_editor(
    tmp_path: Path, folder: Path, broken: Path, address: str
) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed; .ci/run installs it")
    modules = installed("playwright-core@1.65.1")
    command = ["node", str(DRIVER), chromium, address, str(folder), str(broken), str(tmp_path)]
    done = subprocess.run(
        command, env={**os.environ, "NODE_PATH": str(modules)}, timeout=400, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stderr}{done.stdout} (failed.png is in {tmp_path})"
    seen = json.loads(done.stdout)
    assert "ready, version" in seen["ready"] and "(.venv)" in seen["ready"]
    assert "plain text" in seen["problem"] and "maximum_bytes_billed" in seen["python"]
    assert "LIKE 'abc%'" in (folder / "q.sql").read_text("utf-8")
    assert (folder / "r.sql").read_text("utf-8") == (folder / "q.sql").read_text("utf-8")
    assert seen["suppressed"].endswith("# cloudact: ignore[CA201] one small table\n")
    assert "hardcoded-service-url" in seen["rule"]
    assert OLD in seen["told"] and OLD in seen["failed"]
    assert (tmp_path / "vscode.png").stat().st_size > 10_000
