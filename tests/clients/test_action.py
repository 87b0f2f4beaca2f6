"""The GitHub Action, run by act as a runner does, and what linters of workflows say of it and of the guides."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

HOME = Path(__file__).parents[2]
CALL = 'import requests\n\n\ndef load():\n    return requests.get("http://localhost:8000/items", timeout=5)\n'
WORKFLOW = f"""\
name: lint
on: [push]
permissions: {{}}
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./lint
        id: all
        continue-on-error: true
        with:
          version: {HOME}
          only-new: "false"
          sarif-file: out.sarif
      - uses: ./lint
        id: new
        with:
          version: {HOME}
          base: HEAD~1
          paths: a.py b.py
          args: --fail-on high
      - uses: ./lint
        id: wrong
        continue-on-error: true
        with:
          version: {HOME}
          only-new: "false"
          args: --select NOSUCH
      - run: |
          echo "codes ${{{{ steps.all.outputs.exit-code }}}} ${{{{ steps.new.outputs.exit-code }}}} \\
            ${{{{ steps.wrong.outputs.exit-code }}}}"
          grep -c '"ruleId":"CA101"' "${{{{ steps.all.outputs.sarif-file }}}}"
"""


def program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        pytest.fail(f"{name} is not installed: it comes with the extra 'clients'")
    return found


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, check=True)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("act")
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / ".github/workflows/lint.yml").write_text(WORKFLOW)
    (folder / "pyproject.toml").write_text("[tool.cloudact-lint]\n")
    (folder / "lint").mkdir()
    shutil.copy(HOME / "action.yml", folder / "lint")
    shutil.copytree(HOME / "action", folder / "lint/action")
    (folder / "a.py").write_text(CALL)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    (folder / "b.py").write_text(CALL)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "two")
    done = subprocess.run(
        [program("act"), "push", "--json", "-P", "ubuntu-latest=-self-hosted", "--pull=false"], cwd=folder,
        capture_output=True, text=True, encoding="utf-8", timeout=900,
    )  # fmt: skip
    lines = [json.loads(line) for line in (done.stdout + done.stderr).splitlines() if line.startswith("{")]
    assert done.returncode == 0, [line["msg"] for line in lines][-30:]
    return lines


def annotated(events: list[dict[str, Any]], step: str) -> list[tuple[str, str, str]]:
    """File, line and title of each annotation that the runner made of what a step printed."""
    return [
        (Path(one["kvPairs"]["file"]).name, one["kvPairs"]["line"], one["kvPairs"]["title"])
        for one in events
        if one.get("command") == "notice" and step in one.get("stepID", ())
    ]


def test_everything_is_annotated(events: list[dict[str, Any]]) -> None:
    title = "CA101 hardcoded-service-url"
    assert annotated(events, "all") == [("a.py", "5", title), ("b.py", "5", title)]


def test_only_what_is_new_is_annotated(events: list[dict[str, Any]]) -> None:
    assert [place[0] for place in annotated(events, "new")] == ["b.py"]


def test_the_exit_status_and_sarif_go_on_to_other_steps(events: list[dict[str, Any]]) -> None:
    text = "".join(one["msg"] for one in events if one.get("raw_output"))
    assert re.search(r"codes 1 0\s+2", text)
    assert re.search(r"(?m)^1$", text), "one line of SARIF, with both findings in it"


def test_the_summary_of_the_job(events: list[dict[str, Any]]) -> None:
    summaries = [one["content"] for one in events if one.get("command") == "summary"]
    assert any("Found 2 findings (2 low)" in text for text in summaries)
    assert any("Found 1 finding (1 low)" in text for text in summaries)


def workflows() -> dict[str, str]:
    text = (HOME / "docs/ci.md").read_text("utf-8")
    blocks = re.findall(r"(?m)^```yaml\n(.*?)^```", text, re.DOTALL)
    return {str(yaml.safe_load(block)["name"]): block for block in blocks if "jobs:" in block}


def test_the_workflows_of_the_guide_pass_actionlint_and_zizmor(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert len(workflows()) >= 2
    for number, text in enumerate(workflows().values()):
        # Everything but ourselves is pinned; of us the guide can only name a version.
        pinned = text.replace("cloudact-lint@v0.1.0", f"cloudact-lint@{'a' * 40}")
        (folder / f"{number}.yml").write_text(pinned, "utf-8")
    files = sorted(map(str, folder.glob("*.yml")))
    linted = subprocess.run([program("actionlint"), *files], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert linted.returncode == 0, linted.stdout
    looked = subprocess.run(
        [program("zizmor"), "--offline", "--no-progress", "--min-severity", "medium", *files], cwd=tmp_path,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert looked.returncode == 0, looked.stdout


def test_the_action_passes_zizmor() -> None:
    looked = subprocess.run(
        [program("zizmor"), "--offline", "--no-progress", str(HOME / "action.yml")], capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert looked.returncode == 0, looked.stdout
