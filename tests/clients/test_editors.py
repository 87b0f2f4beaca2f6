"""Real editors without a window: Neovim old and new, and Emacs with eglot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

HOME = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
COMMAND = [sys.executable, "-m", "cloudact_lint", "server"]
SCHEMA = json.dumps([{"name": "id", "type": "STRING"}, {"name": "größe", "type": "STRING"}])
QUERY = "SELECT id, '😀 é' AS e, costs FROM d.t\nWHERE REGEXP_CONTAINS(id, r'^abc') AND id != 'a';\n"
FIX = "CA215: Write LIKE"
FIXED = QUERY.replace("REGEXP_CONTAINS(id, r'^abc')", "id LIKE 'abc%'")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.cloudact-lint]\n")
    (tmp_path / "schemas/t.json").write_text(SCHEMA, "utf-8")
    (tmp_path / "q.sql").write_text(QUERY, "utf-8")
    return tmp_path


def asked(folder: Path, command: list[str], **more: str) -> dict[str, Any]:
    """What an editor says when it has run its script."""
    question, answer = folder / "question.json", folder / "answer.json"
    given = {"command": COMMAND, "file": str(folder / "q.sql"), "root": str(folder), "answer": str(answer),
             "code": "CA501", "action": FIX, **more}  # fmt: skip
    question.write_text(json.dumps(given), "utf-8")
    environment = {
        **os.environ, "LINT_TEST": str(question), "PYTHONPATH": str(HOME), "HOME": str(folder),
        "CLOUDACT_LINT_CACHE_DIR": str(folder / ".c"),
    }  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)
    assert answer.exists(), done.stdout[-900:] + done.stderr[:1500]
    said: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    assert "failure" not in said, said
    return said


def neovims() -> list[str]:
    """Debian's, which counts in UTF-16, and the newest from PyPI."""
    own = Path(sys.executable).parent / "nvim"
    return [str(found) for found in ("/usr/bin/nvim", own)]


@pytest.mark.parametrize("program", neovims(), ids=["of Debian", "new"])
def test_neovim(folder: Path, program: str) -> None:
    if not Path(program).exists():
        pytest.fail(f"{program} is not installed; .ci/run installs it")
    script = str(SCRIPTS / "neovim.lua")
    said = asked(folder, [program, "--headless", "-u", "NONE", "-i", "NONE", "-c", f"luafile {script}"], code="CA215")
    found = {one["code"]: one for one in said["diagnostics"]}
    assert set(found) == {"CA215", "CA501"}
    # Neovim's own columns are bytes: whatever the units on the wire, it must come to the same place.
    line = QUERY.splitlines()[0].encode()
    one = found["CA501"]
    assert (one["lnum"], line[one["col"] : one["end_col"]]) == (0, b"costs")
    assert (one["severity"], one["source"]) == (1, "cloudact-lint")
    assert FIX in said["titles"]
    assert said["text"] == FIXED


def test_emacs(folder: Path) -> None:
    program = shutil.which("emacs")
    if program is None:
        pytest.fail("emacs is not installed; .ci/run installs it")
    said = asked(folder, [program, "--batch", "-l", str(SCRIPTS / "eglot.el")], mode="sql-mode", code="CA215")
    found = {said["buffer"][one["begin"] - 1 : one["end"] - 1] for one in said["diagnostics"]}
    assert found == {"costs", "REGEXP_CONTAINS(id, r'^abc')"}
    assert FIX in said["titles"]
    assert said["text"] == FIXED
