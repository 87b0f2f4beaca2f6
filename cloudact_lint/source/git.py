"""What git knows of the files under a folder, read from its objects: neither work tree nor index is touched.

Paths are relative to the folder, with forward slashes, and stay within it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cloudact_lint.errors import UserError

# Nothing of a scanned repository is ever run: fsmonitor, external diffs and text conversions may name programs.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "--no-optional-locks")


class Changes(NamedTuple):
    """How the files on disk differ from those of a commit."""

    commit: str
    """Its full name."""
    before: Mapping[str, str]
    """Paths of the commit whose content is another now, or which are gone: with the name of their content then."""
    added: frozenset[str]
    """Paths that the commit does not have."""
    renamed: Mapping[str, str]
    """From a path of the commit to the path that its file has now."""


def git(root: str, *words: str, stdin: bytes = b"", why: str = "git") -> subprocess.CompletedProcess[bytes]:
    """Run git in ``root``. Raises UserError, beginning with ``why``, where there is no git."""
    # Inside a hook GIT_DIR and GIT_INDEX_FILE speak of the commit under way, not of this root.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.run([*_GIT, *words], cwd=root, env=environment, input=stdin, capture_output=True)
    except OSError as error:
        raise UserError(f"{why} needs git, which cannot be run: {error.strerror or error}") from None


def commit_of(root: str, revision: str, why: str) -> str:
    """The full name of a commit. Raises UserError if there is no git work tree or no such revision."""
    if not revision or revision.startswith("-") or "\0" in revision:
        raise UserError(f"{why}: '{revision}' is no revision")
    done = git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", why=why)
    if done.returncode == 0:
        return done.stdout.decode("ascii", "replace").strip()
    if git(root, "rev-parse", "--git-dir", why=why).returncode:
        raise UserError(f"{why}: '{root}' is no git work tree")
    hint = "name a commit, a branch or a tag, e.g. HEAD~1"
    if is_shallow(root):
        hint = f"this clone is shallow: 'git fetch --unshallow', or 'git fetch --depth=1 origin {revision}', brings it"
    raise UserError(f"{why}: git knows no revision '{revision}'", hint)


def merge_base(root: str, branch: str, why: str) -> str:
    """The commit at which HEAD left ``branch``. Raises UserError where there is none, as in a shallow clone."""
    commit = commit_of(root, branch, why)
    done = git(root, "merge-base", "HEAD", commit, why=why)
    found = done.stdout.decode("ascii", "replace").split()
    if done.returncode == 0 and found:
        return found[0]
    hint = (
        "this clone is shallow: fetch with its history, e.g. 'fetch-depth: 0' in actions/checkout"
        if is_shallow(root)
        else "the two have no history in common"
    )
    raise UserError(f"{why}: HEAD and '{branch}' have no merge base here", hint)


def is_shallow(root: str) -> bool:
    """Whether the clone lacks a part of the history."""
    return git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def tree(root: str, commit: str) -> Iterator[tuple[str, str]]:
    """The files of a commit, each with the name of its content; links are left out."""
    done = git(root, "ls-tree", "-r", "-z", commit)
    if done.returncode:
        raise UserError(f"git cannot list '{commit}': {done.stderr.decode('utf-8', 'replace').strip()}")
    for entry in done.stdout.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        words = about.split()
        if len(words) == 3 and words[1] == b"blob" and words[0] != b"120000":
            yield os.fsdecode(path), words[2].decode("ascii")


def changes_since(root: str, commit: str) -> Changes:
    """How the files on disk differ from those of ``commit``, those that git does not track yet included."""
    words = (
        "diff", "--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--relative", "--ignore-submodules",
    )  # fmt: skip
    done = git(root, *words, "-M", commit, "--")
    if done.returncode:  # a partial clone: to find renames git reads contents
        done = git(root, *words, "--no-renames", commit, "--")
    if done.returncode:
        raise UserError(f"git cannot compare with '{commit}': {done.stderr.decode('utf-8', 'replace').strip()}")
    before: dict[str, str] = {}
    added: set[str] = set()
    renamed: dict[str, str] = {}
    entries = iter(os.fsdecode(done.stdout).split("\0"))
    for head in entries:
        if not head.startswith(":"):
            continue
        old_mode, _, old_name, _, status = head[1:].split(" ")
        path = next(entries, "")
        if status[0] in "RC":
            source, path = path, next(entries, "")
            added.add(path)
            if status[0] == "R":
                renamed[source] = path
                before[source] = old_name
        elif status == "A":
            added.add(path)
        elif old_mode not in ("120000", "160000"):
            before[path] = old_name
    return Changes(commit, before, frozenset(added | _untracked(root)), renamed)


def _untracked(root: str) -> set[str]:
    done = git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return set(os.fsdecode(done.stdout).split("\0")) - {""}


def contents(root: str, names: Mapping[str, str], paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The content of each of ``paths`` by its name in ``names``, in one call; what is missing is left out."""
    asked = list(paths)
    if not asked:
        return
    done = git(root, "cat-file", "--batch", stdin="".join(f"{names[path]}\n" for path in asked).encode())
    data, at = done.stdout, 0
    for path in asked:
        end = data.find(b"\n", at)
        words = data[at:end].split() if end >= 0 else []
        if len(words) < 2:
            return
        if words[1] != b"blob":  # missing: a partial clone
            at = end + 1
            continue
        size = int(words[2])
        yield path, data[end + 1 : end + 1 + size]
        at = end + size + 2


def blob_name(root: str, path: str, like: str) -> str:
    """What git would call the file on disk; ``like`` tells with which hash."""
    try:
        data = (Path(root) / path).read_bytes()
    except OSError:
        return ""
    algorithm = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return algorithm(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
