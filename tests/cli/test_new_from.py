"""``--new-from-…``: only what a change brought, told by a scan of the base."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_samples import CALL, project, run

CLIENT = """\
from google.cloud import bigquery


def run_query(sql):
    config = bigquery.QueryJobConfig({cap})
    return bigquery.Client().query(sql, job_config=config)
"""
CALLER = "from client import run_query\n\n\ndef rows():\n    return run_query('SELECT 1 FROM d.t')\n"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, files: dict[str, str] | None = None) -> str:
    project(folder, files or {})
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, {".gitignore": ".c/\n", "a.py": CALL, "client.py": CLIENT.format(cap="maximum_bytes_billed=1")})
    return tmp_path


def places(folder: Path, *options: str, stdin: bytes | None = None) -> list[tuple[str, int, str]]:
    ran = run("check", "--output-format", "json", *options, cwd=folder, stdin=stdin)
    assert ran.code in (0, 1), ran.err
    return [(Path(one["filename"]).name, one["location"]["row"], one["code"]) for one in json.loads(ran.out)]


def test_what_was_there_is_not_shown(repository: Path) -> None:
    assert places(repository) == [("a.py", 5, "CA101")]
    assert places(repository, "--new-from-rev", "HEAD") == []
    project(repository, {"b.py": CALL})
    assert places(repository, "--new-from-rev", "HEAD") == [("b.py", 5, "CA101")], "files that git does not track yet"


def test_the_exit_status_and_a_note_speak_of_what_is_new(repository: Path) -> None:
    ran = run("check", "--new-from-rev", "HEAD", cwd=repository)
    assert ran.code == 0
    commit_name = git(repository, "rev-parse", "HEAD")[:10]
    assert f"note: 1 finding that HEAD ({commit_name}) has too is not shown" in ran.out
    assert "No findings in 2 files" in ran.out


def test_moved_lines_and_renamed_files_are_not_new(repository: Path) -> None:
    (repository / "a.py").write_text("# a comment\n\n" + CALL)
    assert places(repository, "--new-from-rev", "HEAD") == []
    git(repository, "mv", "a.py", "moved.py")
    assert places(repository) == [("moved.py", 7, "CA101")]
    assert places(repository, "--new-from-rev", "HEAD") == []


def test_a_second_one_on_an_equal_line_is_new(repository: Path) -> None:
    (repository / "a.py").write_text(CALL + CALL)
    assert len(places(repository, "--new-from-rev", "HEAD")) == 1


def test_a_wrapper_that_loses_its_limit_is_new_though_its_line_is_not(repository: Path) -> None:
    commit(repository, {"caller.py": CALLER})
    (repository / "client.py").write_text(CLIENT.format(cap=""))
    assert places(repository, "--new-from-rev", "HEAD") == [("client.py", 6, "CA201")]


def test_a_column_that_leaves_the_schema_is_new_in_the_query_that_did_not_change(repository: Path) -> None:
    schema = [{"name": "id", "type": "STRING"}, {"name": "cost", "type": "FLOAT64"}]
    commit(repository, {"schemas/t.json": json.dumps(schema), "q.sql": "SELECT cost FROM d.t WHERE id = 'x';\n"})
    project(repository, {"schemas/t.json": json.dumps(schema[:1])})
    assert ("q.sql", 1, "CA501") in places(repository, "--new-from-rev", "HEAD")


def test_since_the_branch_was_left(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {"b.py": CALL})
    git(repository, "checkout", "-q", "main")
    commit(repository, {"c.py": CALL})
    git(repository, "checkout", "-q", "work")
    assert places(repository, "--new-from-merge-base", "main") == [("b.py", 5, "CA101")]
    git(repository, "checkout", "-q", "--detach")
    assert places(repository, "--new-from-merge-base", "main") == [("b.py", 5, "CA101")], "a detached head"


def test_what_a_patch_brought(repository: Path) -> None:
    more = CALL.partition("\n")[2].replace("load", "more").replace("items", "more")
    (repository / "a.py").write_text(CALL + more)
    patch = git(repository, "diff")
    assert places(repository, "--new-from-patch", "-", stdin=patch.encode()) == [("a.py", 9, "CA101")]
    (repository / "change.patch").write_text(patch)
    assert places(repository, "--new-from-patch", "change.patch") == [("a.py", 9, "CA101")]


def test_an_answer_is_the_same_when_it_is_remembered(repository: Path) -> None:
    project(repository, {"b.py": CALL})
    first = places(repository, "--new-from-rev", "HEAD")
    assert places(repository, "--new-from-rev", "HEAD") == first != []


def test_the_work_tree_and_the_index_stay_as_they_are(repository: Path) -> None:
    project(repository, {"b.py": CALL, "a.py": "x = 1\n"})
    before = git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()
    places(repository, "--new-from-rev", "HEAD")
    assert (git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()) == before
    assert (repository / "a.py").read_text() == "x = 1\n"


def test_named_files(repository: Path) -> None:
    project(repository, {"b.py": CALL, "c.py": CALL})
    assert places(repository, "--new-from-rev", "HEAD", "a.py", "b.py") == [("b.py", 5, "CA101")]


def test_a_folder_of_a_repository(repository: Path) -> None:
    project(repository, {"deep/pyproject.toml": "[tool.cloudact-lint]\n", "deep/x.py": CALL})
    commit(repository)
    project(repository, {"deep/y.py": CALL})
    assert places(repository / "deep", "--new-from-rev", "HEAD") == [("y.py", 5, "CA101")]


def test_a_suppression_that_goes_brings_its_finding_back(repository: Path) -> None:
    commit(repository, {"a.py": CALL.replace('timeout=5)', 'timeout=5)  # noqa: CA101')})
    project(repository, {"a.py": CALL})
    assert places(repository, "--new-from-rev", "HEAD") == [("a.py", 5, "CA101")]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--new-from-rev", "nowhere"], "error: --new-from-rev: git knows no revision 'nowhere'"),
        (["--new-from-rev", "--help"], "error: --new-from-rev: '--help' is no revision"),
        (["--new-from-merge-base", "nowhere"], "error: --new-from-merge-base: git knows no revision 'nowhere'"),
        (["--new-from-patch", "gone.patch"], "error: --new-from-patch: 'gone.patch' cannot be read"),
        (["--new-from-rev", "HEAD", "--new-from-patch", "-"], "error: --new-from-rev and --new-from-patch exclude"),
    ],
)
def test_what_cannot_be_compared_with(repository: Path, options: list[str], says: str) -> None:
    ran = run("check", *options, cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)


def test_a_shallow_clone_says_how_to_get_the_base(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    first = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {"b.py": CALL})
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth=1", "--branch=work", repository.as_uri(), "c")
    ran = run("check", "--new-from-rev", first, cwd=clone / "c")
    assert ran.code == 2
    assert "this clone is shallow" in ran.err and "git fetch --unshallow" in ran.err


def test_outside_a_work_tree(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": CALL})
    ran = run("check", "--new-from-rev", "HEAD", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ran.code == 2 and "is no git work tree" in ran.err


def test_a_patch_that_does_not_fit(repository: Path) -> None:
    patch = b"--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,1 @@\n-import os\n+import sys\n"
    ran = run("check", "--new-from-patch", "-", cwd=repository, stdin=patch)
    assert ran.code == 2 and "does not fit 'a.py' at line 1" in ran.err and "Traceback" not in ran.err
