"""The plugin in the real flake8 and the real python-lsp-server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

FILES = {
    "pyproject.toml": "[tool.cloudact-lint]\n",
    "warehouse/__init__.py": "",
    "warehouse/clients.py": (
        "from google.cloud import bigquery\n\n\ndef open_client():\n    return bigquery.Client()\n\n\n"
        "def limited(sql):\n    config = bigquery.QueryJobConfig(maximum_bytes_billed=1)\n"
        "    return open_client().query(sql, job_config=config)\n"
    ),
    "warehouse/totals.py": (
        "from warehouse.clients import limited, open_client\n\n\ndef totals():\n"
        "    äöü = open_client().query('SELECT total FROM sales.orders')\n"
        "    return äöü, limited('SELECT 1')\n"
    ),
    "web/lib.ts": (
        "import { BigQuery } from '@google-cloud/bigquery'\n"
        "export const rows = () => new BigQuery().query('SELECT 1')\n"
    ),
}
FOUND = "warehouse/totals.py:5:11: CA201 "


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def flake8(folder: Path, *options: str, stdin: str | None = None) -> tuple[int, list[str], str]:
    environment = {**os.environ, "CLOUDACT_LINT_CACHE_DIR": str(folder / ".c"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", *options], cwd=folder, env=environment, input=stdin,
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    return done.returncode, [line.removeprefix("./") for line in done.stdout.splitlines()], done.stderr


def codes(lines: list[str]) -> list[str]:
    return [match[1] for line in lines if (match := re.match(r"[^:]+:\d+:\d+: (CA\d+) ", line))]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_client_of_another_file_is_known(project: Path, jobs: str) -> None:
    code, lines, err = flake8(project, "--select", "CA", "-j", jobs, ".")
    assert (code, err) == (1, "")
    assert [line[: len(FOUND)] for line in lines] == [FOUND], "Python only, and only where it is true"


def test_its_name_is_in_the_version(project: Path) -> None:
    assert "cloudact-lint" in flake8(project, "--version")[1][0]


def test_flake8_decides_what_is_shown(project: Path) -> None:
    assert codes(flake8(project, "--select", "CA1", ".")[1]) == []
    assert codes(flake8(project, "--extend-ignore", "CA201", ".")[1]) == []
    assert codes(flake8(project, "--per-file-ignores", "warehouse/totals.py:CA201", ".")[1]) == []


def test_a_named_file_is_judged_with_the_project_in_view(project: Path) -> None:
    assert codes(flake8(project, "--select", "CA", "warehouse/totals.py")[1]) == ["CA201"]


def test_noqa(project: Path) -> None:
    path = project / "warehouse/totals.py"
    path.write_text(path.read_text("utf-8").replace("orders')", "orders')  # noqa: CA201"), "utf-8")
    assert codes(flake8(project, "--select", "CA", ".")[1]) == []
    assert codes(flake8(project, "--select", "CA", "--disable-noqa", ".")[1]) == ["CA201"]


def test_standard_input_is_what_counts(project: Path) -> None:
    text = "\n\n" + FILES["warehouse/totals.py"]
    name = ("--stdin-display-name", "warehouse/totals.py")
    code, lines, err = flake8(project, "--select", "CA", *name, "-", stdin=text)
    assert (code, err) == (1, "")
    assert [line[: len(FOUND)] for line in lines] == [FOUND.replace(":5:", ":7:")]
    assert flake8(project, "--select", "CA", *name, "-", stdin="x = 1\n")[:2] == (0, [])
    assert flake8(project, "--select", "CA", "-", stdin="x = 1\n")[:2] == (0, [])


def test_advice_on_request(project: Path) -> None:
    path = project / "warehouse/totals.py"
    path.write_text(path.read_text("utf-8") + "\n\nopen_client().query('CREATE TABLE sales.x (a INT64)')\n", "utf-8")
    assert codes(flake8(project, "--select", "CA", ".")[1]) == ["CA201"]
    assert codes(flake8(project, "--select", "CA", "--cloudact-advice", ".")[1]).count("CA201") == 2
    assert codes(flake8(project, "--extend-select", "CA201", ".")[1]) == ["CA201"] * 2


def test_the_configuration_of_the_project_counts(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.cloudact-lint]\nignore = ["CA201"]\n')
    assert codes(flake8(project, "--select", "CA", ".")[1]) == []
    (project / "other.yaml").write_text("select: [CA2]\n")
    assert codes(flake8(project, "--select", "CA", "--cloudact-config", "other.yaml", ".")[1]) == ["CA201"]


def test_a_wrong_configuration_is_an_error_of_flake8(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.cloudact-lint]\nselct = []\n")
    code, lines, err = flake8(project, ".")
    assert code == 1 and "cloudact-lint: pyproject.toml" in "\n".join([*lines, err])
    assert "did you mean" in "\n".join([*lines, err]) and "Traceback" not in err


def test_files_that_are_no_python_do_not_disturb(project: Path) -> None:
    (project / "broken.py").write_text("def (:\n")
    lines = flake8(project, "--select", "CA,E9", ".")[1]
    assert [line[:9] for line in lines if "E999" in line] == ["broken.py"]
    assert "CA201" in codes(lines)


# python-lsp-server -----------------------------------------------------------------------


class Pylsp:
    """A session with python-lsp-server over its standard streams."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "CLOUDACT_LINT_CACHE_DIR": str(folder / ".c")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pylsp"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.number = 0

    def send(self, method: str, params: object, *, request: bool = False) -> int:
        self.number += 1
        message = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": self.number} if request else {})
        data = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()
        return self.number

    def read(self) -> dict:
        assert self.process.stdout
        size = 0
        while (line := self.process.stdout.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(size))

    def until(self, method: str) -> dict:
        while (message := self.read()).get("method") != method:
            pass
        return message["params"]


def test_python_lsp_server_relays_it(project: Path) -> None:
    server = Pylsp(project)
    path = project / "warehouse/totals.py"
    settings = {"pylsp": {"plugins": {
        "flake8": {"enabled": True, "select": ["CA"], "executable": f"{sys.executable} -m flake8"},
        "pycodestyle": {"enabled": False}, "pyflakes": {"enabled": False}, "mccabe": {"enabled": False},
    }}}  # fmt: skip
    try:
        params = {"processId": None, "rootUri": project.as_uri(), "capabilities": {}}
        wanted = server.send("initialize", params, request=True)
        while server.read().get("id") != wanted:
            pass
        server.send("initialized", {})
        server.send("workspace/didChangeConfiguration", {"settings": settings})
        text = "# a line that is not saved\n" + path.read_text("utf-8")
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        server.send("textDocument/didOpen", {"textDocument": document})
        (found,) = server.until("textDocument/publishDiagnostics")["diagnostics"]
        assert (found["source"], found["code"]) == ("flake8", "CA201")
        assert found["range"]["start"] == {"line": 5, "character": 10}
    finally:
        server.process.kill()
        server.process.wait()
