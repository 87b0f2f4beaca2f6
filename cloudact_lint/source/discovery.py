"""Which files there are: those of the project, and those that the user named.

In a git work tree git itself says what is ignored, in one call; without git, .gitignore
files are read here. Links are never followed, so no loop can arise; unreadable folders are
passed over.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cloudact_lint.config.globs import matcher
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError, nearest
from cloudact_lint.source.ignore import IgnoreFiles, split_names
from cloudact_lint.source.text import LANGUAGES

ANALYSED = frozenset(LANGUAGES)
"""Endings of the files that facts are made of."""

ENVIRONMENT_FILES = (
    ".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults", ".env.development", ".env.production",
    ".env.test",
)
"""Files of environment variables that are meant to be in a repository."""


def _is_context(path: str) -> bool:
    """Whether a file that is not analysed decides how others are understood."""
    name = path.rpartition("/")[2]
    return name in _CONTEXT or name == "Dockerfile" or name.startswith("Dockerfile.")


_CONTEXT = frozenset({
    "tsconfig.json", "jsconfig.json", "package.json", "pyproject.toml", "setup.cfg", "angular.json", "proxy.conf.json",
    *ENVIRONMENT_FILES,
})  # fmt: skip
"""Names of files that are not analysed themselves but decide how imports are resolved, or say where services run."""

# fsmonitor may name a program to run: nothing of a scanned repository is ever run.
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


class Found(NamedTuple):
    """A file relative to the root, with what the file system said of it at one moment."""

    path: str
    mtime_ns: int
    size: int


@lru_cache(maxsize=8)
def _cover(named: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Paths as they are, and as the beginnings of what is in them: hundreds may be named."""
    return frozenset(named), tuple(name + "/" for name in named)


class Scope(NamedTuple):
    """The files of the project, and which of them the user asked about.

    ``context`` are files that decide how others are read. ``named`` are the paths given, relative
    to the root; a folder covers what is in it.
    """

    files: tuple[Found, ...]
    named: tuple[str, ...]
    context: tuple[Found, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether findings in ``path`` are to be reported."""
        exact, folders = _cover(self.named)
        return "" in exact or path in exact or path.startswith(folders)

    def reported(self) -> int:
        """How many files the user asked about."""
        return sum(1 for file in self.files if self.covers(file.path))


def discover(settings: Settings, paths: Iterable[str], overlay: str = "") -> Scope:
    """All files of the project and of ``paths``. Raises UserError for a path that does not exist.

    ``overlay`` is a path whose text comes from elsewhere: it need not exist on disk.
    """
    root = settings.root
    rules = _Rules(settings)
    listed = _stat_all(root, (path for path in _listed(root, rules) if rules.wanted(path)))
    files = {path: found for path, found in listed if rules.small(found)}
    context = [files.pop(path) for path in sorted(files) if _is_context(path)]
    named = []
    for given in paths:
        path = relative(root, given)
        found = _lstat(root, path, follow=True)
        if found is None:
            if given != overlay:
                raise _missing(given, path, files)
        elif stat.S_ISDIR(found.st_mode):
            if path and (path.startswith("../") or rules.excluded(path + "/")) and not settings.force_exclude:
                files.update(_stat_all(root, _inside(root, path, rules)))
        elif settings.force_exclude and rules.excluded(path):
            continue
        elif analysed(path):
            files[path] = Found(path, found.st_mtime_ns, found.st_size)
        named.append(path)
    return Scope(tuple(files[path] for path in sorted(files)), tuple(dict.fromkeys(named)), tuple(context))


def relative(root: str, path: str) -> str:
    """A path as findings name it: relative to the root, with forward slashes; '' for the root."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - unlike Path.resolve, keeps links as written
    try:
        found = os.path.relpath(absolute, root)
    except ValueError:  # another drive
        found = absolute
    found = found.replace(os.sep, "/")
    return "" if found == "." else found


def analysed(path: str) -> bool:
    """Whether files with this ending are analysed."""
    dot = path.rfind(".")
    return dot > path.rfind("/") and path[dot:].lower() in ANALYSED


def chooser(settings: Settings) -> Callable[[str], bool]:
    """A test whether the settings want a path analysed, or kept as context; whether it is there or not."""
    return _Rules(settings).wanted


class _Rules:
    """The settings' word on which paths belong to the project."""

    def __init__(self, settings: Settings) -> None:
        self.respect_gitignore = settings.respect_gitignore
        self._names, patterns = split_names(settings.exclude + settings.extend_exclude)
        self._test = matcher(patterns)
        self._included = matcher(settings.include) if settings.include else None
        self._schemas = matcher(settings.schema_files) if settings.schema_files else None
        self._no_schemas = matcher(settings.exclude_schema_files)
        self._max_size = settings.max_file_size
        self._folders: dict[str, bool] = {"": False}

    def excluded(self, path: str) -> bool:
        """Whether a file, or a folder with a slash at its end, is excluded."""
        folder, _, name = path.rpartition("/")
        return self._excluded_folder(folder) or (bool(name) and (name in self._names or self._test(path)))

    def _excluded_folder(self, folder: str) -> bool:
        known = self._folders.get(folder)
        if known is None:
            parent, _, name = folder.rpartition("/")
            here = name in self._names or name + "/" in self._names or self._test(folder + "/")
            known = self._folders[folder] = here or self._excluded_folder(parent)
        return known

    def wanted(self, path: str) -> bool:
        """Whether a file is to be analysed, or is context."""
        if _is_context(path):
            return not self.excluded(path)
        if path[-5:].lower() == ".json" and not self._schema(path):
            return False
        return analysed(path) and not self.excluded(path) and (self._included is None or self._included(path))

    def _schema(self, path: str) -> bool:
        """Whether a JSON file may be looked into: only schemas are of interest."""
        return (self._schemas is None or self._schemas(path)) and not self._no_schemas(path)

    def small(self, found: Found) -> bool:
        """Whether a file is worth reading: JSON beyond the limit is data, nobody wants to hear of it."""
        return found.size <= self._max_size or found.path[-5:].lower() != ".json"


def _inside(root: str, folder: str, rules: _Rules) -> Iterator[str]:
    """The files of a folder that was named though it is excluded or outside the root."""
    for path in _listed(_join(root, folder), rules):
        if analysed(path) and rules.wanted(path):
            yield f"{folder}/{path}"


def _listed(root: str, rules: _Rules) -> Iterator[str]:
    listed = _git_files(root) if rules.respect_gitignore else None
    if not listed:
        yield from _walk(root, rules)
        return
    for path in listed:
        if path.endswith("/"):  # a repository inside this one
            if not rules.excluded(path):
                for inner in _listed(_join(root, path), rules):
                    yield path + inner
        else:
            yield path


def _git_files(root: str) -> list[str] | None:
    # Inside a hook GIT_DIR and GIT_INDEX_FILE speak of the commit under way, not of this root.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(_GIT, cwd=root, env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError:
        return None
    if done.returncode:
        return None
    return list(dict.fromkeys(os.fsdecode(done.stdout).split("\0")))[:-1] if done.stdout else None


def _walk(root: str, rules: _Rules) -> Iterator[str]:
    ignore = IgnoreFiles(root)

    def ignored(path: str, is_folder: bool) -> bool:
        return rules.respect_gitignore and ignore.ignored(path, is_folder)

    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(_join(root, folder)) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if not rules.excluded(path + "/") and not ignored(path, True):
                            folders.append(path)
                    elif (analysed(path) or _is_context(entry.name)) and not ignored(path, False):
                        yield path
        except OSError:
            continue


def _join(root: str, path: str) -> str:
    return os.path.join(root, path)  # noqa: PTH118 - a Path for each of thousands of files is slow


def _stat_all(root: str, paths: Iterable[str]) -> Iterator[tuple[str, Found]]:
    for path in paths:
        found = _lstat(root, path)
        if found is not None and stat.S_ISREG(found.st_mode):
            yield path, Found(path, found.st_mtime_ns, found.st_size)


def _lstat(root: str, path: str, follow: bool = False) -> os.stat_result | None:
    look: Callable[[str], os.stat_result] = os.stat if follow else os.lstat
    try:
        return look(_join(root, path))
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None


def _missing(given: str, path: str, files: Iterable[str]) -> UserError:
    name = path.rpartition("/")[2]
    names = {file.rpartition("/")[2]: file for file in files}
    hint = nearest(path, list(files)[:20_000]) or nearest(name, names)
    return UserError(f"'{given}' does not exist", hint)
