"""Which files are looked at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError
from cloudact_lint.source.discovery import discover, relative

NEEDS_GIT = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


def tree(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x = 1\n")
    return folder


def files(folder: Path, *paths: str, **settings: object) -> list[str]:
    given = [str(folder / path) for path in paths] or [str(folder)]
    return [file.path for file in discover(Settings(root=str(folder), **settings), given).files]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def test_known_languages_and_default_excludes(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b/c.TS", "b/d.txt", "b/e.min.js", "node_modules/f/g.js", ".venv/h.py", "i.sql", "j.ipynb")
    assert files(tmp_path) == ["a.py", "b/c.TS", "i.sql", "j.ipynb"]


def with_ignores(folder: Path) -> Path:
    tree(folder, "a.py", "out/b.py", "sub/c.py", "sub/keep.py", "sub/out/d.py", "e.gen.py", "sub/deep/f.py")
    (folder / ".gitignore").write_text("# made\n/out/\n*.gen.py\n")
    (folder / "sub" / ".gitignore").write_text("*.py\n!keep.py\n!deep/\n!deep/*.py\n")
    return folder


SEEN = ["a.py", "sub/deep/f.py", "sub/keep.py"]


def test_gitignore_without_git(tmp_path: Path) -> None:
    assert files(with_ignores(tmp_path)) == SEEN


@NEEDS_GIT
def test_gitignore_with_git(tmp_path: Path) -> None:
    with_ignores(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.py")
    assert files(tmp_path) == SEEN
    assert len(files(tmp_path, respect_gitignore=False)) == 7


@NEEDS_GIT
def test_repository_in_a_repository_and_deleted_files(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gone.py", "inner/b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path / "inner", "init", "-q")
    git(tmp_path, "add", "a.py", "gone.py")
    (tmp_path / "gone.py").unlink()
    assert files(tmp_path) == ["a.py", "inner/b.py"]


@NEEDS_GIT
def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.fsmonitor", "touch ran; false")
    assert files(tmp_path) == ["a.py"]
    assert not (tmp_path / "ran").exists()


@NEEDS_GIT
def test_inside_a_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/b.py", "c/d.py")
    git(tmp_path, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nothing"))
    assert files(tmp_path) == ["a/b.py", "c/d.py"]


def test_excludes_and_includes(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py", "src/gen/c.py", "src/d.py")
    assert files(tmp_path, extend_exclude=("gen",)) == ["a.py", "src/d.py"]
    assert files(tmp_path, extend_exclude=("/gen",)) == ["a.py", "src/d.py", "src/gen/c.py"]
    assert files(tmp_path, include=("src/**/*.py",)) == ["src/d.py", "src/gen/c.py"]


def test_named_files_are_checked_though_excluded(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py", "notes.txt")
    assert files(tmp_path, "gen/b.py", extend_exclude=("gen",)) == ["a.py", "gen/b.py"]
    settings = Settings(root=str(tmp_path), extend_exclude=("gen",), force_exclude=True)
    scope = discover(settings, [str(tmp_path / "gen/b.py")])
    assert [file.path for file in scope.files] == ["a.py"]
    assert scope.reported() == 0
    assert files(tmp_path, "notes.txt") == ["a.py", "gen/b.py"]


def test_named_folders_are_checked_though_excluded(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py", "gen/node_modules/c.js")
    assert files(tmp_path, "gen", extend_exclude=("gen",)) == ["a.py", "gen/b.py"]
    assert files(tmp_path, "gen", extend_exclude=("gen",), force_exclude=True) == ["a.py"]


def test_paths_outside_the_root(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.py", "out/b.py")
    found = discover(Settings(root=str(tmp_path / "in")), [str(tmp_path / "out")])
    assert [file.path for file in found.files] == ["../out/b.py", "a.py"]
    assert found.covers("../out/b.py")
    assert not found.covers("a.py")


def test_scope(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.py", "ab.py")
    scope = discover(Settings(root=str(tmp_path)), [str(tmp_path / "a")])
    assert scope.covers("a/b.py")
    assert not scope.covers("ab.py")
    assert scope.reported() == 1


def test_missing_paths_name_the_nearest(tmp_path: Path) -> None:
    tree(tmp_path, "src/loader.py")
    with pytest.raises(UserError) as error:
        files(tmp_path, "src/loadr.py")
    assert "does not exist" in error.value.message
    assert "src/loader.py" in error.value.help


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_links_are_followed_only_when_named(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    assert files(tmp_path) == ["a.py"]
    assert files(tmp_path, "b.py") == ["a.py", "b.py"]


def test_files_that_steer_imports_are_context(tmp_path: Path) -> None:
    tree(tmp_path, "a.ts", "package.json", "data.json", "web/tsconfig.json", "node_modules/x/package.json")
    scope = discover(Settings(root=str(tmp_path)), [str(tmp_path)])
    assert [file.path for file in scope.context] == ["package.json", "web/tsconfig.json"]
    assert [file.path for file in scope.files] == ["a.ts", "data.json"]


def test_files_that_say_where_services_run_are_context(tmp_path: Path) -> None:
    tree(tmp_path, "a.ts", "Dockerfile", "api/Dockerfile.dev", "web/.env", "web/.env.local")
    tree(tmp_path, "web/.env.example", "web/proxy.conf.json")
    scope = discover(Settings(root=str(tmp_path)), [str(tmp_path)])
    assert [file.path for file in scope.context] == [
        "Dockerfile", "api/Dockerfile.dev", "web/.env.example", "web/proxy.conf.json",
    ]  # fmt: skip
    assert [file.path for file in scope.files] == ["a.ts"]


def test_json_is_looked_into_where_schemas_may_be(tmp_path: Path) -> None:
    tree(tmp_path, "schemas/orders.json", "schemas/old/orders.json", "data/rows.json", "a.py")
    (tmp_path / "schemas" / "big.json").write_text(" " * 2000)

    def found(**settings: object) -> list[str]:
        return [file.path for file in discover(Settings(root=str(tmp_path), **settings), [str(tmp_path)]).files]

    assert found(schema_files=("schemas/",), exclude_schema_files=("old/",)) == [
        "a.py", "schemas/big.json", "schemas/orders.json"
    ]
    assert "schemas/big.json" not in found(max_file_size=1000)


def test_relative_paths_have_forward_slashes(tmp_path: Path) -> None:
    assert relative(str(tmp_path), str(tmp_path / "a" / "b.py")) == "a/b.py"
    assert relative(str(tmp_path), str(tmp_path)) == ""
