"""A unified diff, and what files were like before it: the way back from the files as they are.

Understood is what ``git diff`` and ``diff -u`` write. Every removed, added and surrounding line must stand where the
diff says, or a few lines off as with ``git apply``; otherwise the diff does not belong to these files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cloudact_lint.errors import UserError

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_FAR = 200
"""Lines that a hunk may have moved."""
Reader = Callable[[str], "bytes | None"]
"""From a path to what is on disk, None where there is nothing."""


class Hunk(NamedTuple):
    """Lines with their ends: ``old`` before the change, ``new`` after it, from row ``start`` (1-based) of the new."""

    start: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


@dataclass(slots=True)
class FilePatch:
    """What a diff does to one file; a path is empty where the file is not there on that side."""

    old: str
    new: str
    hunks: list[Hunk] = field(default_factory=list)
    row: int = 0
    """Where in the diff it begins."""
    binary: bool = False


class Before(NamedTuple):
    """Files before a change; see :class:`cloudact_lint.source.git.Changes`."""

    contents: dict[str, bytes]
    added: frozenset[str]
    renamed: dict[str, str]


def before(text: bytes, name: str, read: Reader) -> Before:
    """What the files of a diff were like. ``name`` is what the diff is called in errors.

    Raises UserError for what is no diff, or one that does not fit the files.
    """
    contents: dict[str, bytes] = {}
    added: set[str] = set()
    renamed: dict[str, str] = {}
    for patch in parse(text, name):
        if patch.new and patch.old and patch.new != patch.old:
            renamed[patch.old] = patch.new
        if patch.new and patch.new != patch.old:
            added.add(patch.new)
        if not patch.old or patch.binary:
            continue
        now = read(patch.new) if patch.new else b""
        if now is None:
            raise UserError(
                f"{name}:{patch.row}: the patch changes '{patch.new}', which is not there",
                "the files must be as they are after the patch",
            )
        contents[patch.old] = _undone(now, patch, name)
    return Before(contents, frozenset(added), renamed)


def parse(text: bytes, name: str) -> list[FilePatch]:
    """The files of a diff. Raises UserError if there are none, or a hunk is cut short."""
    patches: list[FilePatch] = []
    lines = _Lines(text)
    for line in lines:
        if line.startswith(b"diff --git "):
            patches.append(FilePatch("", "", row=lines.row))
            _header(lines, patches[-1])
        elif line.startswith(b"--- ") and lines.peek().startswith(b"+++ "):
            patches.append(FilePatch(_path(line[4:], b"a/"), _path(next(lines)[4:], b"b/"), row=lines.row - 1))
        elif (match := _HUNK.match(line)) and patches:
            patches[-1].hunks.append(_hunk(lines, match, name))
    if not patches and text.strip():
        raise UserError(f"{name}: this is no unified diff", "'git diff REV' writes one")
    return [patch for patch in patches if patch.old or patch.new]


class _Lines:
    """The lines of a text with their ends, and the row of the last one given."""

    def __init__(self, text: bytes) -> None:
        self._lines = text.splitlines(keepends=True) if b"\r" not in text else _split(text)
        self.row = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self.row >= len(self._lines):
            raise StopIteration
        self.row += 1
        return self._lines[self.row - 1]

    def peek(self) -> bytes:
        return self._lines[self.row] if self.row < len(self._lines) else b""


def _split(data: bytes) -> list[bytes]:
    """Lines by line feeds alone: a lone carriage return is a character to git."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _header(lines: _Lines, patch: FilePatch) -> None:
    """The lines between ``diff --git`` and the first hunk."""
    first = lines._lines[lines.row - 1][11:].rstrip(b"\r\n")
    half = len(first) // 2
    if first[:half] == b"a/" + first[half + 3 :] and first[half : half + 3] == b" b/":
        patch.old = patch.new = _path(first[:half], b"a/")
    while (line := lines.peek()) and not line.startswith((b"diff --git ", b"@@ ")):
        next(lines)
        word, _, rest = line.rstrip(b"\r\n").partition(b" ")
        if line.startswith(b"new file"):
            patch.old = ""
        elif line.startswith(b"deleted file"):
            patch.new = ""
        elif line.startswith((b"rename from ", b"copy from ")):
            patch.old = _path(line[len(word) + 6 :], b"") if word == b"rename" else ""
        elif line.startswith((b"rename to ", b"copy to ")):
            patch.new = _path(line[len(word) + 4 :], b"")
        elif word == b"---":
            patch.old = _path(rest, b"a/")
        elif word == b"+++":
            patch.new = _path(rest, b"b/")
        elif word in (b"Binary", b"GIT"):
            patch.binary = True


def _path(raw: bytes, prefix: bytes) -> str:
    raw = raw.rstrip(b"\r\n")
    if raw.startswith(b'"'):
        end = raw.rfind(b'"')
        raw = raw[1:end].decode("unicode_escape").encode("latin-1", "replace")
    else:
        raw = raw.partition(b"\t")[0]  # diff -u puts a time behind a tab
    if raw == b"/dev/null":
        return ""
    return raw.removeprefix(prefix).decode("utf-8", "surrogateescape")


def _hunk(lines: _Lines, match: re.Match[bytes], name: str) -> Hunk:
    old_left, new_left = (int(match[group] or 1) for group in (2, 4))
    row = lines.row
    last = b""
    old: list[bytes] = []
    new: list[bytes] = []
    while old_left > 0 or new_left > 0 or lines.peek().startswith(b"\\"):
        line = next(lines, b"")
        sign, rest = line[:1], line[1:]
        if sign == b"\\":  # no newline at end of file: it speaks of the line before
            for side, other in ((old, b"+"), (new, b"-")):
                if last != other:
                    _without_end(side)
            continue
        if sign not in (b" ", b"+", b"-", b"\n", b"\r"):
            raise UserError(f"{name}:{row}: this hunk ends too early", "the patch was cut off or edited by hand")
        if sign in (b"\n", b"\r"):  # an empty line whose blank was stripped
            sign, rest = b" ", line
        last = sign
        if sign != b"+":
            old.append(rest)
            old_left -= 1
        if sign != b"-":
            new.append(rest)
            new_left -= 1
    return Hunk(int(match[3]), tuple(old), tuple(new))


def _without_end(lines: list[bytes]) -> None:
    if lines:
        lines[-1] = lines[-1].removesuffix(b"\n").removesuffix(b"\r")


def _undone(now: bytes, patch: FilePatch, name: str) -> bytes:
    """A file's content with the hunks taken back, the last first so that rows stay true."""
    lines = _split(now) if now else []
    for hunk in sorted(patch.hunks, key=lambda each: -each.start):
        at = _find(lines, hunk)
        if at is None:
            raise UserError(
                f"{name}:{patch.row}: the patch does not fit '{patch.new or patch.old}' at line {hunk.start}",
                "the files must be as they are after the patch; make it anew with 'git diff'",
            )
        lines[at : at + len(hunk.new)] = hunk.old
    return b"".join(lines)


def _find(lines: list[bytes], hunk: Hunk) -> int | None:
    """Where the lines of a hunk stand, nearest to where it says."""
    said = max(hunk.start - 1, 0) if hunk.new else min(hunk.start, len(lines))
    for off in sorted(range(-_FAR, _FAR + 1), key=abs):
        at = said + off
        if 0 <= at <= len(lines) - len(hunk.new) and _same(lines[at : at + len(hunk.new)], hunk.new):
            return at
    return None


def _same(there: list[bytes], said: tuple[bytes, ...]) -> bool:
    # Mail and editors change line ends: those do not decide.
    return all(a == b or a.rstrip(b"\r\n") == b.rstrip(b"\r\n") for a, b in zip(there, said))
