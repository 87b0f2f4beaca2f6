"""The optional engine: a team's own Semgrep rules, and ours on request, in the same run.

Whatever Semgrep finds becomes a :class:`Finding` and leaves through the same door as all
others: selected, suppressed and written like them. Needs the extra ``[semgrep]``.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Confidence, Edit, Finding, Fix, Kind, Location, Severity, Span, Suppression
from cloudact_lint.registry import metas
from cloudact_lint.semgrep_engine import core
from cloudact_lint.semgrep_engine.rules import RuleFile, analyzers_of, batches, pack_folder, read_rules
from cloudact_lint.semgrep_engine.rules import stamp as rules_stamp
from cloudact_lint.source.text import SourceFile, UndecodableError

_SEVERITY = {
    "ERROR": Severity.HIGH, "WARNING": Severity.MEDIUM, "INFO": Severity.LOW, "INVENTORY": Severity.LOW,
    "EXPERIMENT": Severity.LOW, "CRITICAL": Severity.CRITICAL, "HIGH": Severity.HIGH, "MEDIUM": Severity.MEDIUM,
    "LOW": Severity.LOW,
}
_METAVARIABLE = re.compile(r"\$(?:\.\.\.)?[A-Z_][A-Z0-9_]*")


class File(NamedTuple):
    """A file of the project, named by its content."""

    path: str
    language: str
    content_hash: str


class Outcome(NamedTuple):
    """What Semgrep said. ``known`` are the answers by content, to be kept for the next run."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    known: dict[str, tuple[Finding, ...]]
    replaced: frozenset[tuple[str, str]] = frozenset()
    """The (code, language) pairs that Semgrep answers in place of our own engine."""


def stamp(settings: Settings) -> str:
    """Names the rule files as they are, and Semgrep's version. Raises UserError if either is missing."""
    return f"{core.version()} {rules_stamp(settings)}"


@cache
def twins() -> frozenset[tuple[str, str]]:
    """The (code, language) pairs that our own pack can say."""
    codes = {meta.slug: meta.code for meta in metas()}
    return frozenset(
        (codes[path.stem], path.parent.name)
        for path in pack_folder().glob("*/*.yaml")
        if path.stem in codes and not path.name.endswith(".test.yaml")
    )


def findings(settings: Settings, files: Sequence[tuple[str, str]]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings in ``files``, given as pairs of path and language, and notes. Raises UserError."""
    outcome = run(settings, [File(path, language, "") for path, language in files])
    return outcome.findings, outcome.notes


def run(
    settings: Settings,
    files: Iterable[File],
    known: Mapping[str, tuple[Finding, ...]] | None = None,
    overlay: Mapping[str, bytes] | None = None,
) -> Outcome:
    """Run the rules that settings name over ``files``; what is ``known`` by content is not asked again.

    ``overlay`` holds texts that stand in for what is on disk. Raises UserError for a rule
    that is not valid, naming its file, and where Semgrep is missing.
    """
    core.package()
    rules = read_rules(settings)
    digest = hashlib.blake2b(repr([(core.version(), rule.name, rule.digest) for rule in rules]).encode()).digest()
    analyzers = frozenset[str]().union(*(rule.analyzers for rule in rules))
    kept: dict[str, tuple[Finding, ...]] = {}
    asked: list[tuple[File, str]] = []
    for file in files:
        if file.language == "notebook" or analyzers.isdisjoint(analyzers_of(file.path, file.language)):
            continue
        name = _name(digest, file)
        if known and file.content_hash and name in known:
            kept[name] = known[name]
        else:
            asked.append((file, name))
    every = [finding for name in kept for finding in kept[name]]
    found, notes, unsure = _ask(settings, rules, analyzers, [file for file, _ in asked], overlay or {})
    for file, name in asked:
        every.extend(found.get(file.path, ()))
        if file.content_hash and file.path not in unsure:
            kept[name] = tuple(found.get(file.path, ()))
    replaced = twins() if settings.engine == "semgrep" else frozenset()
    return Outcome(tuple(every), (*_notes(rules), *notes), kept, replaced)


def _name(digest: bytes, file: File) -> str:
    words = f"{file.path}\0{file.content_hash}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(digest + words, digest_size=16).hexdigest()


def _notes(rules: Iterable[RuleFile]) -> Iterator[str]:
    for rule in rules:
        if rule.unknown:
            names = ", ".join(sorted(rule.unknown))
            yield f"{rule.name}: rules for {names} find nothing here: cloudact-lint does not look at such files"


def _ask(
    settings: Settings, rules: list[RuleFile], analyzers: frozenset[str], files: list[File],
    overlay: Mapping[str, bytes],
) -> tuple[dict[str, list[Finding]], list[str], set[str]]:
    """Findings by path, notes, and the paths for which the answer is not complete."""
    if not rules or not files:
        return {}, [], set()
    with tempfile.TemporaryDirectory(prefix="cloudact-lint-") as folder:
        table = _Targets(settings.root, folder, overlay)
        for file in files:
            table.add(file, analyzers)
        if not table.targets:
            return {}, [], set()
        answer = _scan(settings.root, rules, table.targets)
        notes, unsure = _errors(answer.errors, rules, table)
        found: dict[str, list[Finding]] = {}
        for result in answer.results:
            source = table.sources.get(result["path"])
            if source is not None:
                finding = _finding(result, source)
                if not _is_of_tests(finding, settings):
                    found.setdefault(source.path, []).append(finding)
        return found, notes, unsure


def _scan(root: str, rules: list[RuleFile], targets: list[core.Target]) -> core.Answer:
    answer = core.Answer([], [])
    for lot in batches(rules):
        read = frozenset[str]().union(*(rule.analyzers for rule in lot))
        asked = [target for target in targets if target.analyzer in read]
        if asked:
            said = core.scan([rule.path for rule in lot], asked, root, joins=any(rule.joins for rule in lot))
            answer.results.extend(said.results)
            answer.errors.extend(said.errors)
    return answer


class _Targets:
    """The files that Semgrep is given, and our own reading of them."""

    def __init__(self, root: str, folder: str, overlay: Mapping[str, bytes]) -> None:
        self._root, self._folder, self._overlay = root, folder, overlay
        self.sources: dict[str, SourceFile] = {}
        self.targets: list[core.Target] = []

    def add(self, file: File, analyzers: frozenset[str]) -> None:
        """Have Semgrep look at a file; one that is no text is left to CA902."""
        try:
            data = self._overlay.get(file.path)
            data = Path(self._root, file.path).read_bytes() if data is None else data
            source = SourceFile.from_bytes(file.path, data)
        except (OSError, UndecodableError):
            return
        place = str(Path(self._root, file.path))
        plain = source.encoding == "utf-8" and not data.startswith(b"\xef\xbb\xbf")
        if file.path in self._overlay or not plain:
            copy = Path(self._folder, f"{len(self.sources)}{Path(file.path).suffix}")
            copy.write_bytes(source.text.encode("utf-8", "replace"))
            place = str(copy)
        self.sources[place] = source
        for analyzer in analyzers_of(file.path, file.language):
            if analyzer in analyzers:
                self.targets.append(core.Target(place, "/" + file.path.lstrip("./"), analyzer))


def _errors(errors: Iterable[Mapping[str, Any]], rules: list[RuleFile], table: _Targets) -> tuple[list[str], set[str]]:
    notes, unsure = [], set()
    names = {rule.path: rule.name for rule in rules}
    for error in errors:
        kind = str(error.get("error_type") or error.get("type"))
        where = error.get("location") or {}
        path = str(where.get("path") or error.get("path") or "")
        text = " ".join(str(error.get("message", "")).split())
        who = f"{error['rule_id']}: " if error.get("rule_id") else ""
        if path in names or "ule parse error" in kind or "attern parse error" in kind or "InvalidRule" in kind:
            row = f":{where['start']['line']}" if where.get("start") else ""
            raise UserError(f"{names.get(path, 'semgrep-rules')}{row}: {who}not a valid Semgrep rule: {text}")
        source = table.sources.get(path)
        if source is not None and re.search(r"time ?out|memory|too many", kind, re.IGNORECASE):
            unsure.add(source.path)
            notes.append(f"{source.path}: {who}Semgrep gave up: {kind.lower()}")
    return notes, unsure


def _is_of_tests(finding: Finding, settings: Settings) -> bool:
    """Our rules keep quiet in test code; their twins cannot know what that is."""
    return finding.code in _slugs() and matches(finding.location.path, settings.test_paths)


def _finding(result: Mapping[str, Any], source: SourceFile) -> Finding:
    extra = result["extra"]
    metadata = extra.get("metadata") or {}
    rule = str(result["check_id"])
    code, slug = _names(rule, metadata)
    span = _span(result, source)
    return Finding(
        code=code,
        slug=slug,
        message=" ".join(_filled(str(extra["message"]), extra.get("metavars") or {}).split()),
        severity=_severity(extra, metadata),
        location=Location(source.path, span),
        kind=_kind(metadata),
        confidence=_confidence(metadata),
        fixes=_fixes(extra, span, source),
        anchor=rule,
        secret=metadata.get("secret") is True,
        suppression=Suppression("inSource", "nosemgrep", span.row) if extra.get("is_ignored") else None,
    )


@cache
def _slugs() -> dict[str, str]:
    return {meta.code: meta.slug for meta in metas()}


def _names(rule: str, metadata: Mapping[str, Any]) -> tuple[str, str]:
    """One of our codes where the rule says so, else the rule's own id."""
    code = str(metadata.get("code", ""))
    return (code, _slugs()[code]) if code in _slugs() else (rule, rule.lower())


def _span(result: Mapping[str, Any], source: SourceFile) -> Span:
    start, end = result["start"], result["end"]
    return source.span_from_bytes(start["line"], start["col"] - 1, end["line"], end["col"] - 1)


def _filled(message: str, metavars: Mapping[str, Any]) -> str:
    """The message with metavariables replaced by what they stand for, where Semgrep left that to us."""
    if not metavars:
        return message

    def text(match: re.Match[str]) -> str:
        value = metavars.get(match[0])
        return str(value.get("abstract_content", match[0])) if isinstance(value, dict) else match[0]

    return _METAVARIABLE.sub(text, message)


def _severity(extra: Mapping[str, Any], metadata: Mapping[str, Any]) -> Severity:
    try:
        return Severity(str(metadata.get("severity")).lower())
    except ValueError:
        return _SEVERITY.get(str(extra.get("severity")).upper(), Severity.MEDIUM)


def _kind(metadata: Mapping[str, Any]) -> Kind:
    return "advice" if metadata.get("kind") == "advice" else "on"


def _confidence(metadata: Mapping[str, Any]) -> Confidence:
    try:
        return Confidence(str(metadata.get("confidence", "high")).lower())
    except ValueError:
        return Confidence.HIGH


def _fixes(extra: Mapping[str, Any], span: Span, source: SourceFile) -> tuple[Fix, ...]:
    """What the rule would write instead; nobody has shown that it keeps what the code does."""
    text = extra.get("fix")
    if not isinstance(text, str):
        return ()
    return (Fix("Apply the rule's fix", "unsafe", (Edit(source.path, span, text),), source.content_hash),)
