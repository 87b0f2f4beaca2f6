"""The rule pack on its own: well described, and at home in plain Semgrep."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudact_lint.registry import rule_by_name
from cloudact_lint.semgrep_engine import core

PACK = Path(__file__).parents[2] / "semgrep-rules"
RULES = sorted(PACK.glob("*/*.yaml"))
_SEVERITY = {"low": "INFO", "medium": "WARNING", "high": "ERROR", "critical": "ERROR"}
_NO_FINDINGS = """
rules:
  - id: none
    languages: [yaml]
    severity: INFO
    message: none
    pattern: "nothing-has-this-key: nor-this-value"
"""


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_metadata_says_what_our_rule_says(path: Path) -> None:
    (rule,) = yaml.safe_load(path.read_text("utf-8"))["rules"]
    assert rule["id"] == path.stem
    languages = {"python": ["python"], "typescript": ["typescript", "javascript"]}
    assert rule["languages"] == languages[path.parent.name]
    metadata, meta = rule["metadata"], rule_by_name(path.stem).meta
    assert metadata["code"] == meta.code
    assert metadata["severity"] == meta.severity.value
    assert tuple(metadata["bug-hunt"]) == meta.bug_hunt
    assert rule["severity"] == _SEVERITY[meta.severity.value]
    assert {"category", "technology", "confidence", "references"} <= metadata.keys()
    assert all(link.startswith("https://") for link in metadata["references"])


def semgrep(arguments: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    quiet = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
    command = [core._script(), *arguments, "--metrics", "off"]
    everything = {**os.environ, **quiet, **environment}
    return subprocess.run(command, cwd=cwd, env=everything, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_semgrep_test_passes() -> None:
    done = semgrep(["scan", "--test", PACK.name], PACK.parent)
    assert done.returncode == 0, done.stdout[-2000:]
    assert f"{len(RULES)}/{len(RULES)}: ✓ All tests passed" in done.stdout


@pytest.fixture
def registry() -> Iterator[str]:
    """``semgrep --validate`` fetches rules about rules: here it is given some that find nothing."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _NO_FINDINGS.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-yaml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.slow
def test_semgrep_validate_passes(registry: str) -> None:
    words = ["scan", "--validate", "--config", PACK.name]
    done = semgrep(words, PACK.parent, SEMGREP_URL=registry, NO_PROXY="127.0.0.1")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-2000:]
    assert "found 0 configuration error(s)" in said
    assert f"{len(RULES)} rule(s)" in said


@pytest.mark.slow
def test_plain_semgrep_runs_the_pack(tmp_path: Path) -> None:
    source = PACK / "python" / "missing-maximum-bytes-billed.test.py"
    (tmp_path / "jobs.py").write_bytes(source.read_bytes())
    done = semgrep(["scan", "--config", str(PACK), "--json", "--quiet", "."], tmp_path)
    results = json.loads(done.stdout)["results"]
    assert len(results) >= source.read_text("utf-8").count("# ruleid:")
    assert {result["extra"]["metadata"]["code"] for result in results} >= {"CA201"}
