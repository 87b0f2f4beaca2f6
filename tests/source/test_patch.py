"""The way back through a unified diff, against what git and diff write."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cloudact_lint.errors import UserError
from cloudact_lint.source.patch import before

FILES = {
    "plain.py": (b"a\nb\nc\n" * 9, b"a\nb\nX\n" * 9),
    "longer.py": (b"".join(b"%d\n" % n for n in range(60)), b"new\n" + b"".join(b"%d\n" % n for n in range(55)) + b"z"),
    "windows.py": (b"one\r\ntwo\r\n", b"one\r\n2\r\nthree\r\n"),
    "no end.py": (b"x\ny", b"x\ny\n"),
    "end gone.py": (b"x\ny\n", b"x\nz"),
    "ünïcode.sql": ("größe\n".encode(), "größe\nmaß\n".encode()),
    "emptied.py": (b"gone\n", b""),
    "filled.py": (b"", b"here\n"),
    "same.py": (b"1\n", b"1\n"),
    "removed.py": (b"r1\nr2\n", None),
    "added.py": (None, b"a1\n"),
}


def git(folder: Path, *words: str) -> bytes:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", *words], cwd=folder,
        capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def write(folder: Path, side: int) -> None:
    for name, texts in FILES.items():
        text = texts[side]
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(text)


def changed(folder: Path, *options: str) -> bytes:
    git(folder, "init", "-q")
    write(folder, 0)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "before")
    write(folder, 1)
    git(folder, "add", "-A")
    return git(folder, "diff", "--cached", *options)


def reader(folder: Path):
    return lambda path: (folder / path).read_bytes() if (folder / path).exists() else None


@pytest.mark.parametrize("options", [(), ("--no-prefix",), ("-U0",), ("-U20",)], ids=" ".join)
def test_what_git_writes_leads_back(tmp_path: Path, options: tuple[str, ...]) -> None:
    found = before(changed(tmp_path, *options), "p", reader(tmp_path))
    expected = {name: texts[0] for name, texts in FILES.items() if texts[0] != texts[1] and texts[0] is not None}
    expected.pop("filled.py")  # git writes it as a change of nothing: there is nothing to go back to
    assert {name: text for name, text in found.contents.items() if text} == expected
    assert found.added == {"added.py"}


def test_a_rename_keeps_its_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "old.py").write_bytes(b"line\n" * 30)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "before")
    git(tmp_path, "mv", "old.py", "new.py")
    (tmp_path / "new.py").write_bytes(b"line\n" * 30 + b"more\n")
    git(tmp_path, "add", "-A")
    found = before(git(tmp_path, "diff", "--cached", "-M"), "p", reader(tmp_path))
    assert found.renamed == {"old.py": "new.py"}
    assert found.contents == {"old.py": b"line\n" * 30}
    assert found.added == {"new.py"}


def test_hunks_may_have_moved(tmp_path: Path) -> None:
    patch = changed(tmp_path)
    moved = b"# a line\n" * 7 + (tmp_path / "plain.py").read_bytes()
    (tmp_path / "plain.py").write_bytes(moved)
    found = before(patch, "p", reader(tmp_path))
    assert found.contents["plain.py"] == b"# a line\n" * 7 + FILES["plain.py"][0]


def test_what_diff_writes_is_understood() -> None:
    text = b"--- a.py\t2026-01-08 15:07:12\n+++ a.py\t2026-01-08 15:08:00\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
    assert before(text, "p", lambda path: b"one\n2\n").contents == {"a.py": b"one\ntwo\n"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"hello\n", "this is no unified diff"),
        (b"--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n one\n-two\n", "p:3: this hunk ends too early"),
        (b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-two\n+3\n", "does not fit 'x' at line 1"),
        (b"--- a/y\n+++ b/y\n@@ -1 +1 @@\n-two\n+3\n", "'y', which is not there"),
    ],
)
def test_what_does_not_fit_says_where(text: bytes, says: str) -> None:
    with pytest.raises(UserError) as caught:
        before(text, "p", lambda path: b"one\n2\n" if path == "x" else None)
    assert says in caught.value.message


def test_nothing_changed_is_a_patch_too() -> None:
    assert before(b"", "p", lambda path: None).contents == {}
