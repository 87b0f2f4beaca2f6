"""What was found before a change: the same rules over the project as it was.

Files that did not change keep their facts; the others are analysed as they were, from git's objects or by the way
back through a patch. The work tree is not touched, and settings are those of today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.cache import Store
from cloudact_lint.engine.record import FileRecord
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Finding, content_hash
from cloudact_lint.registry import metas
from cloudact_lint.source import git, patch
from cloudact_lint.source.discovery import Scope, chooser

if TYPE_CHECKING:
    from cloudact_lint.engine.report import Reporter


@dataclass(frozen=True)
class Base:
    """The files before a change: ``contents`` of those that were others or are gone, ``added`` those not yet there."""

    title: str
    """What it is, for people: ``main (1a2b3c4)``."""
    contents: Mapping[str, bytes]
    added: frozenset[str]
    renamed: Mapping[str, str]


def base_of(settings: Settings, kind: str, word: str, data: bytes = b"") -> Base:
    """The base that an option names: ``kind`` is ``rev``, ``merge-base`` or ``patch`` (then with its text).

    Raises UserError where it cannot be had.
    """
    root = settings.root
    why = f"--new-from-{kind}"
    if kind == "patch":
        found = patch.before(data, word, lambda path: _read(root, path))
        return Base(f"the patch {word}", _wanted(settings, found.contents), found.added, found.renamed)
    commit = git.merge_base(root, word, why) if kind == "merge-base" else git.commit_of(root, word, why)
    changes = git.changes_since(root, commit)
    names = _wanted(settings, changes.before)
    contents = dict(git.contents(root, names, names))
    return Base(f"{word} ({commit[:10]})", contents, changes.added, changes.renamed)


def _read(root: str, path: str) -> bytes | None:
    try:
        return (Path(root) / path).read_bytes()
    except OSError:
        return None


def _wanted(settings: Settings, paths: Mapping[str, Any]) -> dict[str, Any]:
    wanted = chooser(settings)
    return {path: value for path, value in paths.items() if wanted(path)}


class _Overlaid(Store):
    """A store in which some files are what they were; nothing is written."""

    def __init__(self, store: Store, facts: Mapping[str, bytes]) -> None:
        self._store, self._own = store, facts

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file as it was."""
        if path not in self._own:
            return self._store.facts(path)
        from cloudact_lint.engine.codec import loads

        found = loads(self._own[path])
        return found if isinstance(found, FileFacts) else None

    def memo(self, name: str) -> dict[str, Any]:
        """What was worked out from texts: it holds for old texts as for new ones."""
        return self._store.memo(name)

    def put_memo(self, name: str, known: Mapping[str, Any]) -> None:
        """Keep both."""
        self._store.put_memo(name, {**self._store.memo(name), **known})


def found_before(settings: Settings, base: Base, scope: Scope, store: Store, head: str) -> tuple[Finding, ...]:
    """What is found in the files as they were, under the paths that they have now; an earlier run may know it.

    ``head`` names the run over the files as they are, and is empty where that is not to be kept.
    """
    name = _key(base, head) if head else ""
    known = store.result(name) if name else None
    if known is not None:
        return known[0]
    found = _look(settings, base, scope, store)
    if name:
        store.put_result(name, (found, (), None))
    return found


def _key(base: Base, head: str) -> str:
    digest = hashlib.blake2b(f"base\0{head}\0".encode(), digest_size=16)
    for path in sorted(base.contents):
        digest.update(f"{path}\0{content_hash(base.contents[path])}\n".encode("utf-8", "surrogateescape"))
    digest.update(repr((sorted(base.added), sorted(base.renamed.items()))).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _look(settings: Settings, base: Base, scope: Scope, store: Store) -> tuple[Finding, ...]:
    from cloudact_lint.engine.linking import project_findings
    from cloudact_lint.engine.local import analyse

    answers = {path: analyse(settings, path, data) for path, data in base.contents.items()}
    records: dict[str, FileRecord] = {
        path: record for path, record in store.records.items() if path not in base.added or path in answers
    }
    records |= {path: answer.record for path, answer in answers.items()}
    earlier = {now: then for then, now in base.renamed.items()}
    named = dict.fromkeys((*scope.named, *(earlier[path] for path in scope.named if path in earlier)))
    before = scope._replace(named=tuple(named))
    asked: frozenset[str] | None = frozenset(path for path in records if before.covers(path))
    if asked is not None and len(asked) * 3 > len(records):
        asked = None
    overlaid = _Overlaid(store, {path: answer.facts for path, answer in answers.items()})
    found, crashes = project_findings(settings, records, overlaid, {}, asked)
    return _reporter(settings, records, before, base).report(found, crashes)


def _reporter(settings: Settings, records: Mapping[str, FileRecord], scope: Scope, base: Base) -> Reporter:
    from cloudact_lint.engine.report import Reporter

    reporter = Reporter(settings, records, scope, None)
    reporter.lines.overlay(base.contents)
    reporter.renamed = base.renamed
    return reporter


def new_only(base: Base, found: tuple[Finding, ...], before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that were not there before; what a comment silenced then and does not now is new."""
    known = {finding.fingerprint for finding in before if finding.suppression is None}
    own = {meta.code for meta in metas()}
    changed = base.contents.keys() | base.added
    return tuple(
        finding for finding in found
        if finding.fingerprint not in known
        # Another engine is not run over the past: what it finds in files that did not change is not new.
        and (finding.code in own or finding.location.path in changed)
    )  # fmt: skip


def notes(base: Base, hidden: int) -> tuple[str, ...]:
    """A sentence on what is not shown, if there is any."""
    if not hidden:
        return ()
    what = "1 finding that {} has too is" if hidden == 1 else f"{hidden:,} findings that {{}} has too are"
    return (f"{what.format(base.title)} not shown",)
