"""The hooks, run by the real pre-commit from a repository made of this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[2]
TAG = "v0.0.1"

CLIENTS = """
from google.cloud import bigquery

CAP = 10 * 1024**3


def open_client() -> bigquery.Client:
    return bigquery.Client()


def open_capped_client() -> bigquery.Client:
    return bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))


def run_capped(sql: str) -> list:
    config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
    return list(open_client().query(sql, job_config=config).result())
"""

UNCAPPED = """
from warehouse.clients import open_client


def totals() -> list:
    client = open_client()
    return list(client.query("SELECT total FROM sales.orders WHERE day = CURRENT_DATE()").result())
"""

CAPPED = """
from warehouse.clients import open_capped_client, run_capped


def totals() -> list:
    client = open_capped_client()
    rows = list(client.query("SELECT total FROM sales.orders WHERE day = CURRENT_DATE()").result())
    return rows + run_capped("SELECT total FROM sales.refunds WHERE day = CURRENT_DATE()")
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nothing of the user's own git, pre-commit and caches, and one pre-commit home for all tests."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text("[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    kept.pop("PYTHONPATH", None)
    ours = {
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "CLOUDACT_LINT_CACHE_DIR": str(home / "cache"),
        "PRE_COMMIT_COLOR": "never",
    }
    return {**kept, **ours}


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A tagged hook repository with what a clone of this checkout would hold."""
    folder = tmp_path_factory.mktemp("hooks") / "cloudact-lint"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, folder / name)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"], ["tag", TAG]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)
    return folder


class Shop:
    """A repository that uses the hook."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(command), cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )

    def git(self, *arguments: str) -> None:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def commit(self) -> tuple[bool, str]:
        """Whether a commit of everything is let through, and what was said."""
        self.git("add", "-A")
        done = self.run("git", "commit", "-m", "New")
        return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def shop(tmp_path: Path, hooks: Path, environment: dict[str, str]) -> Callable[..., Shop]:
    def make(hook: str = "cloudact-lint", more: str = "", files: dict[str, str] | None = None) -> Shop:
        found = Shop(tmp_path / "shop", environment)
        found.write(
            ".pre-commit-config.yaml",
            f"repos:\n  - repo: {hooks.as_posix()}\n    rev: {TAG}\n    hooks:\n      - id: {hook}\n{more}",
        )
        for name, text in {"warehouse/__init__.py": "", "warehouse/clients.py": CLIENTS, **(files or {})}.items():
            found.write(name, text)
        found.git("init", "-q")
        found.git("add", "-A")
        found.git("commit", "-qm", "Old code")
        installed = found.pre_commit("install", "--install-hooks")
        assert installed.returncode == 0, installed.stdout + installed.stderr
        return found

    return make


def test_a_commit_that_starts_an_uncapped_query_is_blocked(shop: Callable[..., Shop]) -> None:
    here = shop()
    here.write("reports/daily.py", UNCAPPED)
    let_through, said = here.commit()
    assert not let_through
    assert "CA201" in said
    assert re.search(r"reports[/\\]daily\.py", said)


def test_a_commit_whose_client_and_wrapper_are_capped_elsewhere_is_let_through(shop: Callable[..., Shop]) -> None:
    here = shop()
    here.write("reports/daily.py", CAPPED)
    let_through, said = here.commit()
    assert let_through, said


def test_an_old_uncapped_wrapper_does_not_block_a_new_caller(shop: Callable[..., Shop]) -> None:
    here = shop(files={"warehouse/old.py": UNCAPPED})
    here.write("reports/daily.py", "from warehouse.old import totals\n\n\ndef report() -> list:\n    return totals()\n")
    let_through, said = here.commit()
    assert let_through, said


def test_a_commit_of_other_files_does_not_run_the_hook(shop: Callable[..., Shop]) -> None:
    here = shop()
    here.write("notes.txt", "nothing\n")
    let_through, said = here.commit()
    assert let_through
    assert "no files to check" in said


def test_excluded_files_stay_excluded_though_they_are_named(shop: Callable[..., Shop]) -> None:
    here = shop(files={".cloudact-lint.yaml": "extend-exclude: [generated]\n"})
    here.write("generated/daily.py", UNCAPPED)
    let_through, said = here.commit()
    assert let_through, said


@pytest.mark.parametrize("serial", ["true", "false"])
def test_files_come_in_batches(serial: str, shop: Callable[..., Shop]) -> None:
    """However pre-commit cuts the list of files, each finding is said once and none is missed."""
    here = shop(more=f"        require_serial: {serial}\n        args: [--output-format, concise]\n")
    wrong = {f"reports/{'a_long_name_' * 12}{number}.py" for number in range(0, 900, 300)}
    for number in range(900):
        name = f"reports/{'a_long_name_' * 12}{number}.py"
        here.write(name, UNCAPPED if name in wrong else CAPPED)
    let_through, said = here.commit()
    assert not let_through
    found = [line for line in said.splitlines() if "CA201" in line and "reports" in line]
    assert {line.partition(":")[0].replace("\\", "/") for line in found} == wrong
    assert len(found) == len(wrong)


def test_try_repo(shop: Callable[..., Shop], hooks: Path) -> None:
    here = shop(files={"reports/daily.py": UNCAPPED})
    done = here.pre_commit("try-repo", str(hooks), "cloudact-lint", "--ref", TAG, "--files", "reports/daily.py")
    assert done.returncode == 1
    assert "CA201" in done.stdout
    here.write("reports/daily.py", CAPPED)
    done = here.pre_commit("try-repo", str(hooks), "cloudact-lint", "--ref", TAG, "--files", "reports/daily.py")
    assert done.returncode == 0, done.stdout


def test_the_hook_with_semgrep_runs_our_twins_and_a_teams_rules(shop: Callable[..., Shop]) -> None:
    rule = (
        "rules:\n  - id: no-print\n    languages: [python]\n    severity: ERROR\n"
        '    message: "print($X) tells nobody"\n    pattern: print($X)\n'
    )
    files = {".cloudact-lint.yaml": "semgrep-rules: [rules]\n", "rules/no-print.yaml": rule}
    here = shop("cloudact-lint-semgrep", files=files)
    here.write("reports/daily.py", 'import requests\n\nprint("x")\nrequests.get("http://localhost:8000", timeout=1)\n')
    let_through, said = here.commit()
    assert not let_through
    assert "no-print" in said
    assert 'print("x") tells nobody' in said
    assert "CA101" in said
    here.write("reports/daily.py", CAPPED)
    let_through, said = here.commit()
    assert let_through, said
