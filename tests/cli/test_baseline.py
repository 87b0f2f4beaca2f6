"""Baselines: findings that are set aside, as a team starting with many would use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import CALL, project, run

NAME = ".cloudact-lint-baseline.json"


@pytest.fixture
def started(tmp_path: Path) -> Path:
    project(tmp_path, {"pyproject.toml": "[tool.cloudact-lint]\n", "a.py": CALL, "b.py": CALL})
    ran = run("baseline", "write", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 findings set aside in ")
    return tmp_path


def test_what_is_set_aside_is_counted_and_not_shown(started: Path) -> None:
    ran = run("check", cwd=started)
    assert ran.code == 0
    assert ran.out.startswith("No findings in 2 files (2 suppressed)")


def test_what_comes_after_is_shown(started: Path) -> None:
    project(started, {"a.py": "# moved\n" + CALL, "c.py": CALL})
    ran = run("check", "--output-format", "concise", cwd=started)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()[:-1]] == ["c.py"]


def test_without_the_baseline(started: Path) -> None:
    assert run("check", "--no-baseline", cwd=started).code == 1


def test_the_file_reads_well(started: Path) -> None:
    text = (started / NAME).read_text()
    entries = json.loads(text)["findings"]
    assert [(one["code"], one["path"]) for one in entries] == [("CA101", "a.py"), ("CA101", "b.py")]
    assert all("http://localhost:8000" in one["message"] for one in entries)
    assert len(text.splitlines()) == len(entries) + 5, "an entry on each line"


def test_sarif_says_why(started: Path) -> None:
    log = json.loads(run("check", "--output-format", "sarif", cwd=started).out)
    kinds = [result["suppressions"][0] for result in log["runs"][0]["results"]]
    assert kinds == [{"kind": "external", "status": "accepted", "justification": "in the baseline"}] * 2


def test_write_does_not_replace_unasked(started: Path) -> None:
    ran = run("baseline", "write", cwd=started)
    assert ran.code == 2 and "'baseline update' brings it up to date" in ran.err
    assert run("baseline", "write", "--force", cwd=started).code == 0


def test_update_takes_in_and_drops(started: Path) -> None:
    project(started, {"a.py": "x = 1\n", "c.py": CALL})
    ran = run("baseline", "update", cwd=started)
    assert "1 added, 1 removed, 2 findings set aside" in ran.out
    assert run("check", cwd=started).code == 0


def test_prune_only_drops(started: Path) -> None:
    project(started, {"a.py": "x = 1\n", "c.py": CALL})
    ran = run("baseline", "prune", "--check", cwd=started)
    assert ran.code == 1 and ran.out.startswith("no longer found: a.py: CA101 ")
    ran = run("baseline", "prune", cwd=started)
    assert "1 removed, 1 finding set aside" in ran.out
    assert run("baseline", "prune", "--check", cwd=started).code == 0
    assert run("check", cwd=started).code == 1, "what is new was not set aside"


def test_another_file_by_option_and_by_configuration(tmp_path: Path) -> None:
    settings = '[tool.cloudact-lint]\nbaseline = "ci/known.json"\n'
    project(tmp_path, {"pyproject.toml": settings, "a.py": CALL, "ci/x": ""})
    assert run("baseline", "write", cwd=tmp_path).code == 0
    assert (tmp_path / "ci" / "known.json").exists()
    assert run("check", cwd=tmp_path).code == 0
    assert run("baseline", "write", "--file", "other.json", cwd=tmp_path).code == 0
    assert run("check", "--no-baseline", "--baseline", "other.json", cwd=tmp_path).code == 1
    assert run("check", "--baseline", "other.json", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "is not JSON"), ("[]", "is no baseline of version 1"), ('{"version": 2}', "is no baseline of version 1"),
     ('{"version": 1, "findings": [{}]}', "entry 1 has no fingerprint")],
)  # fmt: skip
def test_a_damaged_file_is_an_error_that_names_it(started: Path, text: str, says: str) -> None:
    (started / NAME).write_text(text)
    ran = run("check", cwd=started)
    assert ran.code == 2
    assert says in ran.err and NAME in ran.err and "Traceback" not in ran.err


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": CALL})
    ran = run("check", "--baseline", "nowhere.json", cwd=tmp_path)
    assert ran.code == 2 and "the baseline 'nowhere.json' cannot be read" in ran.err


def test_comments_stay_out_of_the_baseline(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": CALL.replace('timeout=5)', 'timeout=5)  # noqa: CA101')})
    assert run("baseline", "write", cwd=tmp_path).out.startswith("0 findings set aside")
