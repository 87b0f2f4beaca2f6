"""What is reported, for which paths, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine import local
from cloudact_lint.engine.runner import check
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Finding, Location, Related, Span
from cloudact_lint.rule import Rule
from tests.engine import fakes

URL = 'URL = "http://localhost:8000"\n'


@pytest.fixture(autouse=True)
def _fresh_rules():  # type: ignore[no-untyped-def]
    yield
    local._rules_for.cache_clear()


def run(folder: Path, *paths: str, stdin: tuple[str, bytes] | None = None, **settings: object) -> list[Finding]:
    given = [str(folder / path) for path in paths]
    if stdin:
        stdin = (str(folder / stdin[0]), stdin[1])
    result = check(Settings(root=str(folder), **settings), given, use_cache=False, stdin=stdin)
    return list(result.findings)


def test_only_named_paths_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/x.py", "b.py"):
        (tmp_path / name).write_text(URL)
    assert [found.location.path for found in run(tmp_path, "")] == ["a/x.py", "b.py"]
    assert [found.location.path for found in run(tmp_path, "a")] == ["a/x.py"]
    assert [found.location.path for found in run(tmp_path, "b.py")] == ["b.py"]


class Points(Rule):
    meta = fakes.meta("CA993", "points")

    def check_project(self, project: Any) -> Iterable[Finding]:
        there = Location("b.py", Span(1, 1, 1, 2))
        yield self.finding("a.py", Span(1, 1, 1, 2), "one", related=[Related(there, "there")])
        yield self.finding("a.py", Span(1, 1, 1, 2), "two")
        yield self.finding("a.py", Span(1, 1, 1, 2), "two")


def test_findings_that_point_into_a_named_file_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.add_rules(monkeypatch, Points)
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text("x = 1\n")
    assert [found.message for found in run(tmp_path, "a.py")] == ["one", "two"]
    assert [found.message for found in run(tmp_path, "b.py")] == ["one"]
    assert run(tmp_path, "c.py") == []


def test_missing_paths(tmp_path: Path) -> None:
    (tmp_path / "loader.py").write_text("x = 1\n")
    with pytest.raises(UserError, match=r"loadr\.py"):
        run(tmp_path, "loadr.py")


def test_text_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert [found.code for found in run(tmp_path, stdin=("a.py", URL.encode()))] == ["CA101"]
    assert [found.location.path for found in run(tmp_path, stdin=("new.py", URL.encode()))] == ["new.py"]
    (tmp_path / "a.py").write_text(URL)
    assert run(tmp_path, stdin=("a.py", b"x = 1\n")) == []


def test_fingerprints_stay_when_lines_move_and_tell_twins_apart(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(URL + URL)
    before = [found.fingerprint for found in run(tmp_path, "")]
    (tmp_path / "a.py").write_text("import os\n\n\n" + URL + "\n" + URL)
    assert [found.fingerprint for found in run(tmp_path, "")] == before
    assert len(set(before)) == 2


def test_severities_and_per_file_ignores(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(URL)
    (tmp_path / "b.py").write_text(URL)
    found = run(tmp_path, "", severities=(("CA101", "critical"),), per_file_ignores=(("b.py", ("CA101",)),))
    assert [(each.location.path, each.severity.value) for each in found] == [("a.py", "critical")]


def test_relative_roots_and_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text(URL)
    monkeypatch.chdir(tmp_path)
    result = check(Settings(), ["."], use_cache=False)
    assert [found.location.path for found in result.findings] == ["a.py"]
    assert result.files == 1


def test_no_paths_is_success(tmp_path: Path) -> None:
    assert run(tmp_path) == []
