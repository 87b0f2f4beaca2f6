"""Fixes applied to the files of a project: checked by reading the result again, written whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cloudact_lint.facts import extract
from cloudact_lint.findings import Finding
from cloudact_lint.fix.edits import Chosen, apply, wanted
from cloudact_lint.source.text import SourceFile, UndecodableError
from cloudact_lint.source.writing import encoded, replace_file


class Fixed(NamedTuple):
    """One file before and after: ``data`` is what is to be written."""

    source: SourceFile
    text: str
    data: bytes
    fixes: tuple[Chosen, ...]


class Outcome(NamedTuple):
    """What fixes do to a project, and a sentence for each that could not be applied."""

    files: tuple[Fixed, ...]
    skipped: tuple[str, ...]


def plan(root: str, findings: Iterable[Finding], unsafe: bool) -> Outcome:
    """What the fixes of ``findings`` make of their files; nothing is written."""
    by_path: dict[str, list[Chosen]] = {}
    for chosen in wanted(findings, unsafe):
        paths = {edit.path for edit in chosen.fix.edits}
        if len(paths) == 1 and not any(path.endswith(".ipynb") for path in paths):
            by_path.setdefault(paths.pop(), []).append(chosen)
    files: list[Fixed] = []
    skipped: list[str] = []
    for path, fixes in sorted(by_path.items()):
        try:
            made = _fixed(SourceFile.read(root, path), fixes)
        except (OSError, UndecodableError, ValueError) as error:
            skipped.append(f"{path}: not changed: {error}")
            continue
        if isinstance(made, str):
            skipped.append(f"{path}: not changed: {made}")
        elif made.fixes:
            files.append(made)
    return Outcome(tuple(files), tuple(skipped))


def write(root: str, outcome: Outcome) -> tuple[tuple[Fixed, ...], tuple[str, ...]]:
    """Write the files; returns those that were written, and a sentence for each that could not be."""
    done: list[Fixed] = []
    failed: list[str] = []
    for fixed in outcome.files:
        path = Path(root, fixed.source.path)
        try:
            if path.read_bytes() != fixed.source.data:
                failed.append(f"{fixed.source.path}: not changed: somebody else is writing it")
                continue
            replace_file(path, fixed.data)
        except OSError as error:
            failed.append(f"{fixed.source.path}: not changed: {error.strerror or error}")
            continue
        done.append(fixed)
    return tuple(done), tuple(failed)


def _fixed(source: SourceFile, fixes: list[Chosen]) -> Fixed | str:
    text, done = apply(source, fixes)
    data = encoded(source, text)
    if done and _broken(data, source):
        # One of them breaks the file: keep those that do not, one after the other.
        kept: list[Chosen] = []
        for chosen in done:
            text, _ = apply(source, [*kept, chosen])
            if not _broken(encoded(source, text), source):
                kept.append(chosen)
        if not kept:
            return f"with the fix of {done[0].finding.code} it could not be read any more"
        text, done = apply(source, kept)
        data = encoded(source, text)
    return Fixed(source, text, data, tuple(done))


def _broken(data: bytes, before: SourceFile) -> bool:
    """Whether more of a file is unreadable than was before."""
    after = SourceFile.from_bytes(before.path, data, before.language)
    return len(extract(after).problems) > len(extract(before).problems)
