"""What other people's programs say of the formats made for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from npm_tools import installed

from cloudact_lint.output.github import escape, escape_property

pytestmark = pytest.mark.slow

HOME = Path(__file__).parents[2]
NASTY = ["100% , : ; ]", "a\r\nb", "%25 %0A %2C", "é 😀 \t|", "::error::x", "a,b:c%d"]


def written(kind: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "check", "-q", "--output-format", kind, "examples/monorepo"],
        cwd=HOME, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout


def validated(path: Path, *options: str) -> dict[str, int]:
    tool = installed("@umbrelladocs/rdformat-validator") / "@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    done = subprocess.run(
        ["node", str(tool), "--format", "json", *options, str(path)], capture_output=True, text=True, timeout=120
    )
    return json.loads(done.stdout)


def test_rdjson_is_what_its_validator_asks_for(tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text(written("rdjson"), "utf-8")
    answer = validated(tmp_path / "all.json")
    assert (answer["totalErrors"], answer["totalWarnings"]) == (0, 0), answer


def test_each_line_of_rdjsonl_is_valid_by_itself(tmp_path: Path) -> None:
    lines = written("rdjsonl").splitlines()
    assert len(lines) > 50
    for number in (0, len(lines) // 2, len(lines) - 1):
        (tmp_path / "one.json").write_text(lines[number], "utf-8")
        answer = validated(tmp_path / "one.json", "--strict", "--no-extra-fields")
        assert (answer["totalErrors"], answer["totalWarnings"]) == (0, 0), answer


def test_workflow_commands_are_escaped_as_githubs_own_library_does() -> None:
    script = (
        "const core = require('@actions/core');"
        "for (const text of JSON.parse(process.argv[1])) core.error(text, {title: text, file: text});"
    )
    modules = installed("@actions/core@1")
    done = subprocess.run(
        ["node", "-e", script, json.dumps(NASTY)], cwd=modules.parent, capture_output=True, text=True,
        encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    ours = [f"::error title={escape_property(text)},file={escape_property(text)}::{escape(text)}" for text in NASTY]
    assert done.stdout.splitlines() == ours
