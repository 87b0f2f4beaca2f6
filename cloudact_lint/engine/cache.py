"""What earlier runs found out, kept in the user's cache folder, never in the scanned tree.

Each project root has a folder with, for each state of the tool and the settings,

* an index: for every file its times and content hash, then all records, read in one go;
* segments: the pickled facts of files one after another, read only for files asked for;
* results: the answers of whole runs, named by everything that they depend on.

Files are replaced whole, so runs side by side do no harm; what cannot be read is as if it
had never been written, and a folder that cannot be written only costs time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.engine.codec import dumps, loads
from cloudact_lint.engine.record import FileRecord
from cloudact_lint.facts.records import FileFacts, SqlCounts
from cloudact_lint.findings import Finding

FORMAT = 1
_MOST_SEGMENTS = 8
_SUM = 16
_KEPT = {"index": 4, "result": 8, "memo": 8}
"""How many files of each sort stay in a project's folder, the newest."""


class Entry(NamedTuple):
    """A file when its content was last read, at ``seen_ns``, and where its facts are."""

    mtime_ns: int
    size: int
    content_hash: str
    seen_ns: int
    segment: str
    offset: int
    length: int


Answer = tuple[tuple[Finding, ...], tuple[str, ...], "SqlCounts | None"]
"""Findings, notes, and counts of SQL where they were asked for."""


def cache_root(given: str | None = None) -> Path:
    """The folder of all caches: as given, else CLOUDACT_LINT_CACHE_DIR, else the user's cache folder."""
    chosen = given or os.environ.get("CLOUDACT_LINT_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "cloudact-lint"


def clean(given: str | None = None) -> int:
    """Remove every cached file; returns how many bytes that freed."""
    freed = 0
    for path in sorted(cache_root(given).glob("v*/*/*")):
        if path.name.startswith(("index-", "facts-", "result-", "memo-", "new-")):
            with contextlib.suppress(OSError):
                size = path.stat().st_size
                path.unlink()
                freed += size
    for folder in sorted(cache_root(given).glob("v*/*"), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    return freed


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUM).digest()


class Store:
    """The cache of one project root for one state of tool and settings."""

    def __init__(self, folder: Path | None, key: str) -> None:
        """``folder`` None: nothing is read or written."""
        self._folder = folder
        self._index = f"index-{key}.bin"
        self._packed = b""
        self._records: dict[str, FileRecord] | None = None
        self._segments: dict[str, bytes] = {}
        self._fresh: dict[str, bytes] = {}
        self.entries: dict[str, Entry] = {}
        self.dirty = False
        self._load()

    @classmethod
    def open(cls, root: str, key: str, given: str | None, use: bool) -> Store:
        """The store of a project root."""
        if not use:
            return cls(None, key)
        name = hashlib.blake2b(os.path.realpath(root).encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()
        try:
            folder = cache_root(given) / f"v{FORMAT}" / name
        except RuntimeError:  # no home folder
            return cls(None, key)
        return cls(folder, key)

    @property
    def records(self) -> dict[str, FileRecord]:
        """The record of every file in ``entries``."""
        if self._records is None:
            self._records = {}
            if self._packed:
                with contextlib.suppress(Exception):  # whatever damaged bytes make pickle say
                    self._records = dict(loads(self._packed))
        return self._records

    def intact(self) -> bool:
        """Whether there is a record for every entry; if not, nothing is known."""
        if self.records.keys() == self.entries.keys():
            return True
        self.entries, self._records = {}, {}
        return False

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file, or None if they cannot be read back."""
        try:
            data = self._fresh.get(path) or self._read(self.entries[path])
            found = loads(data)
        except Exception:  # cloudact: ignore[CA707] absent or damaged in whatever way: the same as not kept
            return None
        return found if isinstance(found, FileFacts) else None

    def put(self, path: str, entry: Entry, record: FileRecord, facts: bytes) -> None:
        """Keep what was found out about a file."""
        self.records[path] = record
        self.entries[path] = entry
        self._fresh[path] = facts
        self.dirty = True

    def overlay(self, path: str, facts: bytes) -> None:
        """Facts that stand in for a file's own during this run only."""
        self._fresh[path] = facts

    def touch(self, path: str, entry: Entry) -> None:
        """The content of a file is as it was; only its times are new."""
        self.entries[path] = entry
        self.dirty = True

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        wanted = set(paths)
        for path in [path for path in self.entries if path not in wanted]:
            del self.entries[path]
            self.records.pop(path, None)
            self.dirty = True

    def save(self, unstable: Iterable[str] = ()) -> None:
        """Write what changed; ``unstable`` files are left out."""
        if self._folder is None or not self.dirty or not self.intact():
            return
        left_out = set(unstable)
        entries = {path: entry for path, entry in self.entries.items() if path not in left_out}
        records = {path: self.records[path] for path in entries}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            entries = self._write_segment(entries)
            head = dumps({path: tuple(entry) for path, entry in entries.items()})
            body = len(head).to_bytes(8, "little") + head + dumps(records)
            self._write(self._index, _checksum(body) + body)
        except (OSError, RecursionError):
            return
        self.dirty = False
        self._prune("index")
        self._drop_segments({entry.segment for entry in entries.values()})

    def result(self, key: str) -> Answer | None:
        """The answer of an equal run, or None."""
        if self._folder is None:
            return None
        try:
            findings, notes, sql = loads((self._folder / f"result-{key}.bin").read_bytes())
            known = {*map(type, findings)} <= {Finding} and {*map(type, notes)} <= {str}
            if known and (sql is None or type(sql) is SqlCounts):
                return tuple(findings), tuple(notes), sql
        except Exception:  # cloudact: ignore[CA707] absent or damaged in whatever way: the same as not kept
            return None
        return None

    def put_result(self, key: str, value: Answer) -> None:
        """Keep the answer of a run."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(f"result-{key}.bin", dumps(value))
        except (OSError, RecursionError):
            return
        self._prune("result")

    def memo(self, name: str) -> dict[str, Any]:
        """What was worked out from texts alone, by the names of the texts; empty if nothing is kept."""
        if self._folder is None:
            return {}
        try:
            return dict(loads((self._folder / f"memo-{name}-{self._index}").read_bytes()))
        except Exception:  # cloudact: ignore[CA707] absent or damaged in whatever way: the same as not kept
            return {}

    def put_memo(self, name: str, known: Mapping[str, Any]) -> None:
        """Keep what was worked out from texts, in place of what was kept before."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError, RecursionError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(f"memo-{name}-{self._index}", dumps(dict(known)))
            self._prune("memo")

    def _load(self) -> None:
        if self._folder is None:
            return
        try:
            data = (self._folder / self._index).read_bytes()
            if _checksum(data[_SUM:]) != data[:_SUM]:
                return
            start = _SUM + 8
            end = start + int.from_bytes(data[_SUM:start], "little")
            self.entries = {path: Entry(*values) for path, values in loads(data[start:end]).items()}
            self._packed = data[end:]
        except Exception:  # cloudact: ignore[CA707] absent or damaged in whatever way: the same as not kept
            self.entries = {}

    def _read(self, entry: Entry) -> bytes:
        if entry.segment not in self._segments:
            assert self._folder is not None
            self._segments[entry.segment] = (self._folder / Path(entry.segment).name).read_bytes()
        return self._segments[entry.segment][entry.offset : entry.offset + entry.length]

    def _write_segment(self, entries: dict[str, Entry]) -> dict[str, Entry]:
        fresh = {path: self._fresh[path] for path in entries if path in self._fresh}
        segments = {entry.segment for path, entry in entries.items() if path not in fresh}
        if len(segments) >= _MOST_SEGMENTS:
            for path in entries:
                if path not in fresh:
                    with contextlib.suppress(OSError):
                        fresh[path] = self._read(entries[path])
        if not fresh:
            return entries
        name = f"facts-{os.urandom(8).hex()}.bin"
        moved, offset = dict(entries), 0
        for path, data in fresh.items():
            moved[path] = entries[path]._replace(segment=name, offset=offset, length=len(data))
            offset += len(data)
        self._write(name, b"".join(fresh.values()))
        return moved

    def _write(self, name: str, data: bytes) -> None:
        assert self._folder is not None
        handle, temporary = tempfile.mkstemp(prefix="new-", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise

    def _prune(self, sort: str) -> None:
        assert self._folder is not None
        with contextlib.suppress(OSError):
            dated = [(path.stat().st_mtime_ns, path) for path in self._folder.glob(f"{sort}-*.bin")]
            for _, path in sorted(dated, reverse=True)[_KEPT[sort] :]:
                path.unlink()

    def _drop_segments(self, mine: set[str]) -> None:
        """Segments that no index names. One just written by a run at this side may not be named yet."""
        assert self._folder is not None
        with contextlib.suppress(OSError):
            used = set(mine)
            newest = max(path.stat().st_mtime for path in self._folder.glob("index-*.bin"))
            for index in self._folder.glob("index-*.bin"):
                if index.name != self._index:
                    used |= Store(self._folder, index.name[6:-4])._names()
            for path in self._folder.glob("facts-*.bin"):
                if path.name not in used and path.stat().st_mtime < newest - 60:
                    path.unlink()

    def _names(self) -> set[str]:
        return {entry.segment for entry in self.entries.values()}
