"""Rules that crash, recurse, print or kill their process: everything else goes on."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine import local
from cloudact_lint.engine.runner import RunResult, check
from tests.engine import fakes


@pytest.fixture(autouse=True)
def _fresh_rules():  # type: ignore[no-untyped-def]
    yield
    local._rules_for.cache_clear()


def run(folder: Path, jobs: int = 1, **settings: object) -> RunResult:
    for name in ("a.py", "b.py", "c.py"):
        (folder / name).write_text('URL = "http://localhost:8000"\n')
    return check(Settings(root=str(folder), **settings), [str(folder)], use_cache=False, jobs=jobs)


def codes(result: RunResult) -> list[tuple[str, str]]:
    return [(finding.code, finding.location.path) for finding in result.findings]


def test_a_rule_that_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.add_rules(monkeypatch, fakes.Raises)
    result = run(tmp_path)
    assert result.crashed
    expected = [(code, path) for path in ("a.py", "b.py", "c.py") for code in ("CA101", "CA904")]
    assert sorted(codes(result)) == sorted(expected)
    message = next(finding.message for finding in result.findings if finding.code == "CA904")
    assert "CA995 crashed (ValueError: a long story" in message
    assert "Traceback" not in message
    assert len(message) < 400


def test_a_rule_that_recurses_forever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.add_rules(monkeypatch, fakes.Recurses)
    result = run(tmp_path)
    assert ("CA101", "a.py") in codes(result)
    assert ("CA902", "a.py") in codes(result)


def test_a_rule_that_crashes_over_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.add_rules(monkeypatch, fakes.Asks)
    result = run(tmp_path)
    assert result.crashed
    assert ("CA904", ".") in codes(result)
    assert ("CA101", "c.py") in codes(result)


def test_rules_that_are_not_selected_do_not_run_over_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.add_rules(monkeypatch, fakes.Asks)
    assert not run(tmp_path, ignore=("CA999",)).crashed


FORK = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin", reason="needs fork"
)


@FORK
def test_a_worker_that_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDACT_LINT_START_METHOD", "fork")
    fakes.add_rules(monkeypatch, fakes.Dies)
    (tmp_path / "deadly.py").write_text("x = 1\n")
    (tmp_path / "deadly2.py").write_text("x = 1\n")
    result = run(tmp_path, jobs=2)
    assert result.crashed
    found = codes(result)
    assert [path for code, path in found if code == "CA904"] == ["deadly.py", "deadly2.py"]
    assert [path for code, path in found if code == "CA101"] == ["a.py", "b.py", "c.py"]


@FORK
def test_workers_print_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLOUDACT_LINT_START_METHOD", "fork")
    fakes.add_rules(monkeypatch, fakes.Prints)
    run(tmp_path, jobs=2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_start_method_says_the_same(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDACT_LINT_START_METHOD", method)
    seen: list[tuple[int, int]] = []
    run(tmp_path)
    alone = check(Settings(root=str(tmp_path)), [str(tmp_path)], use_cache=False, jobs=1)
    together = check(
        Settings(root=str(tmp_path)), [str(tmp_path)], use_cache=False, jobs=2,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert together.findings == alone.findings
    assert len(together.findings) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
