"""Rules on calls when only some files are named: what they call stands elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check

STORE = """\
from google.cloud import bigquery

client = bigquery.Client()


def run(sql, key):
    return list(client.query(sql))
"""
NAMES = """\
from app.store import run


def name_of(key, language='en'):
    return run('SELECT name FROM core.orgs WHERE org = @key', key)
"""
REPORT = """\
from app.names import name_of


def report(keys):
    return [name_of(key) for key in keys]


def one(key):
    return name_of(key, lang='de')
"""
FILES = {"app/__init__.py": "", "app/store.py": STORE, "app/names.py": NAMES, "app/report.py": REPORT}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for number in range(9):  # so that one named file is few
        (tmp_path / f"other{number}.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def found(root: Path, *named: str) -> set[tuple[str, str, int]]:
    settings = replace(Settings(root=str(root)), select=("CA203", "CA508"))
    result = check(settings, [str(root / name) for name in named] or [str(root)], use_cache=False, jobs=1)
    return {(one.code, one.location.path, one.location.span.row) for one in result.findings}


EXPECTED = {("CA203", "app/report.py", 5), ("CA508", "app/report.py", 9)}


def test_the_whole_project(root: Path) -> None:
    assert found(root) == EXPECTED


def test_the_calling_file_alone(root: Path) -> None:
    assert found(root, "app/report.py") == EXPECTED


def test_the_file_of_the_definition_shows_what_it_breaks(root: Path) -> None:
    assert ("CA508", "app/report.py", 9) in found(root, "app/names.py")


def test_a_file_that_has_nothing_to_do_with_it(root: Path) -> None:
    assert found(root, "other1.py") == set()


def test_the_end_of_a_report_says_which_labels_would_do_most(tmp_path: Path) -> None:
    queries = "".join(f"client.query('SELECT a FROM core.t{number}')\n" for number in range(4))
    head = "from google.cloud import bigquery\n"
    (tmp_path / "many.py").write_text(f"{head}client = bigquery.Client()\n{queries}", "utf-8")
    (tmp_path / "one.py").write_text(f"{head}bigquery.Client().query('SELECT a FROM core.t')\n", "utf-8")
    settings = replace(Settings(root=str(tmp_path)), select=("CA205",))
    result = check(settings, [str(tmp_path)], use_cache=False, jobs=1)
    assert [(one.location.path, one.location.span.row) for one in result.findings] == [("many.py", 2), ("one.py", 2)]
    assert result.notes == ("default labels at many.py:2 give 4 query jobs an owner",)
