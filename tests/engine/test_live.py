"""A project under edit: the same answers as a run of the command line over the same texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.live import Cancelled, Live
from cloudact_lint.engine.runner import check
from cloudact_lint.findings import Finding

CLIENTS = "from google.cloud import bigquery\n\n\ndef open_client():\n    return bigquery.Client({})\n"
CAPPED = "default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=1)"
CALLER = "from clients import open_client\n\n\ndef rows():\n    return open_client().query('SELECT 1 FROM d.t')\n"
URL = 'import requests\n\n\ndef load():\n    return requests.get("http://localhost:8000/x", timeout=5)\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "clients.py").write_text(CLIENTS.format(""))
    (tmp_path / "caller.py").write_text(CALLER)
    (tmp_path / "pyproject.toml").write_text("[tool.cloudact-lint]\n")
    return tmp_path


def live(root: Path) -> Live:
    return Live(Settings(root=str(root), select=("CA101", "CA201", "CA902")), str(root / ".c"))


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(one.code, one.location.path, one.location.span.row) for one in findings]


def test_the_same_as_a_run(root: Path) -> None:
    project = live(root)
    run = check(project.settings, [str(root)], use_cache=False)
    assert project.findings() == run.findings
    assert told(run.findings) == [("CA201", "caller.py", 5)]


def test_what_an_editor_holds_counts_in_other_files(root: Path) -> None:
    project = live(root)
    project.put("clients.py", CLIENTS.format(CAPPED).encode())
    assert project.findings() == ()
    project.drop("clients.py")
    assert told(project.findings()) == [("CA201", "caller.py", 5)]


def test_rows_and_fingerprints_are_of_the_text_that_is_held(root: Path) -> None:
    project = live(root)
    (before,) = project.findings()
    project.put("caller.py", b"# moved\n\n" + CALLER.encode())
    (after,) = project.findings(["caller.py"])
    assert after.location.span.row == before.location.span.row + 2
    assert after.fingerprint == before.fingerprint


def test_a_file_that_is_not_on_disk(root: Path) -> None:
    project = live(root)
    project.put("new.py", URL.encode())
    assert told(project.findings(["new.py"])) == [("CA101", "new.py", 5)]
    project.drop("new.py")
    assert "new.py" not in project.paths
    assert told(project.findings()) == [("CA201", "caller.py", 5)]


def test_the_disk_is_looked_at_again(root: Path) -> None:
    project = live(root)
    project.put("caller.py", b"x = 1\n")
    (root / "clients.py").write_text(CLIENTS.format(CAPPED))
    (root / "other.py").write_text(CALLER + URL)
    project.rescan()
    assert told(project.findings()) == [("CA101", "other.py", 10)], "and what an editor holds still counts"
    project.drop("caller.py")
    (root / "other.py").unlink()
    project.rescan()
    assert project.findings() == ()


def test_broken_text_is_a_finding_and_the_rest_goes_on(root: Path) -> None:
    project = live(root)
    project.put("clients.py", b"def (:\n")
    assert ("CA902", "clients.py", 1) in told(project.findings())
    project.put("clients.py", CLIENTS.format("").encode())
    assert told(project.findings()) == [("CA201", "caller.py", 5)]


def test_named_files_only(root: Path) -> None:
    project = live(root)
    assert told(project.findings(["caller.py"])) == [("CA201", "caller.py", 5)]
    assert told(project.findings(["clients.py"])) == [("CA201", "caller.py", 5)], "it is where the client is built"
    (root / "lone.py").write_text(URL)
    project.rescan()
    assert told(project.findings(["lone.py"])) == [("CA101", "lone.py", 5)]


def test_an_answer_nobody_waits_for_any_more_is_given_up(root: Path) -> None:
    project = live(root)
    with pytest.raises(Cancelled):
        project.findings(stop=lambda: True)
    assert told(project.findings()) == [("CA201", "caller.py", 5)]
