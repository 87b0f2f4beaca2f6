"""The project as a git revision has it, read from git's objects: the work tree is not touched."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from cloudact_lint.errors import UserError
from cloudact_lint.facts.records import FileFacts, FileIndex
from cloudact_lint.project.project import Project
from cloudact_lint.source.discovery import chooser
from cloudact_lint.source.text import language_of

# Nothing of a scanned repository is ever run: fsmonitor may name a program.
_GIT = ("git", "-c", "core.fsmonitor=false", "--no-optional-locks")
_SPEAKING = frozenset({"schema", "yaml", "sql", "python", "notebook"})
"""Languages in which tables are described."""


def project_at(project: Project, revision: str) -> Project:
    """The project of a revision. Raises UserError if there is no git or no such revision."""
    root = project.settings.root
    commit = _commit(root, revision)
    wanted = chooser(project.settings)
    old = {path: name for path, name in _tree(root, commit) if language_of(path) in _SPEAKING and wanted(path)}
    changed = [path for path, name in old.items() if path not in project.records or _blob(root, path, name) != name]
    fresh = {path: _facts(path, data, project.settings.max_file_size) for path, data in _contents(root, old, changed)}
    records: dict[str, FileIndex] = {
        path: fresh[path].index if path in fresh else project.records[path]
        for path in sorted(old) if path in fresh or path in project.records
    }
    return Project(project.settings, records, lambda path: fresh[path] if path in fresh else project.facts(path))


def _git(root: str, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # Inside a hook GIT_DIR and GIT_INDEX_FILE speak of the commit under way, not of this root.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.run([*_GIT, *words], cwd=root, env=environment, input=stdin, capture_output=True)
    except OSError as error:
        raise UserError(f"--from needs git, which cannot be run: {error.strerror or error}") from None


def _commit(root: str, revision: str) -> str:
    if not revision or revision.startswith("-") or "\0" in revision:
        raise UserError(f"--from: '{revision}' is no revision")
    done = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if done.returncode == 0:
        return done.stdout.decode("ascii", "replace").strip()
    if _git(root, "rev-parse", "--git-dir").returncode:
        raise UserError(f"--from: '{root}' is no git work tree")
    raise UserError(f"--from: git knows no revision '{revision}'", "name a commit, a branch or a tag, e.g. HEAD~1")


def _tree(root: str, commit: str) -> Iterator[tuple[str, str]]:
    """The files below the root, each with the name of its content."""
    done = _git(root, "ls-tree", "-r", "-z", commit)
    if done.returncode:
        raise UserError(f"git cannot list '{commit}': {done.stderr.decode('utf-8', 'replace').strip()}")
    for entry in done.stdout.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        words = about.split()
        if len(words) == 3 and words[1] == b"blob" and words[0] != b"120000":
            yield os.fsdecode(path), words[2].decode("ascii")


def _blob(root: str, path: str, like: str) -> str:
    """What git would call the file on disk; ``like`` tells with which hash."""
    try:
        data = (Path(root) / path).read_bytes()
    except OSError:
        return ""
    algorithm = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return algorithm(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _contents(root: str, names: dict[str, str], paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The content of each of ``paths``, in one call."""
    asked = list(paths)
    if not asked:
        return
    done = _git(root, "cat-file", "--batch", stdin="".join(f"{names[path]}\n" for path in asked).encode())
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


def _facts(path: str, data: bytes, limit: int) -> FileFacts:
    from cloudact_lint import facts as extractors
    from cloudact_lint.source.notebook import read_notebook
    from cloudact_lint.source.text import SourceFile, UndecodableError

    try:
        if len(data) > limit:
            raise ValueError
        if language_of(path) == "notebook":
            return extractors.extract(*read_notebook(path, data))
        return extractors.extract(SourceFile.from_bytes(path, data))
    except (UndecodableError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return FileFacts(FileIndex(path, language_of(path) or "schema", ""))
