"""What is done with one file, alone, in whatever process: read, extract, look, record.

Nothing here raises for what a file contains: it becomes a problem or a crash in the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cloudact_lint import facts as extractors
from cloudact_lint import suppress
from cloudact_lint.config.settings import Settings
from cloudact_lint.context import FileContext
from cloudact_lint.engine.codec import dumps
from cloudact_lint.engine.record import Analysed, Crash, FileRecord, reason
from cloudact_lint.errors import UserError
from cloudact_lint.facts.records import FileFacts, FileIndex, Problem
from cloudact_lint.findings import Finding, Span, content_hash
from cloudact_lint.registry import all_rules
from cloudact_lint.rule import Language, Rule
from cloudact_lint.source import gate
from cloudact_lint.source.notebook import MagicCell, read_notebook
from cloudact_lint.source.text import SourceFile, UndecodableError, language_of

LONGEST_LINE = 100_000
"""Characters; code with a longer line was made by a program, and columns in it cost too much."""
_START = Span(1, 1, 1, 1)


def analyse(settings: Settings, path: str, data: bytes | None = None) -> Analysed:
    """Everything that the file at ``path`` gives alone; ``data`` overlays what is on disk."""
    try:
        return _analyse(settings, path, data)
    except UserError:
        raise
    except (Exception, RecursionError) as error:
        index = FileIndex(path, language_of(path) or "python", "")
        return Analysed(FileRecord(index, crashes=(Crash("", reason(error)),)), dumps(FileFacts(index)), stable=False)


def _analyse(settings: Settings, path: str, data: bytes | None) -> Analysed:
    language = language_of(path) or "python"
    if data is None:
        try:
            data = (Path(settings.root) / path).read_bytes()
        except OSError as error:
            index = FileIndex(path, language, "")
            return _unread(index, f"cannot be read: {error.strerror or error}", stable=False)
    index = FileIndex(path, language, content_hash(data))
    if language == "schema" and not gate.wanted(language, gate.tags(data, language)):
        return Analysed(FileRecord(index), dumps(FileFacts(index)))  # JSON, but no schema: never mind what it holds
    if len(data) > settings.max_file_size and language != "notebook":
        return _too_big(index, data, f"larger than {settings.max_file_size:,} bytes, not analysed")
    try:
        source, magics = _source(path, language, data)
    except UndecodableError as error:
        return _unread(index, str(error))
    if len(source.text) > LONGEST_LINE and language != "schema" and max(map(len, source.lines)) > LONGEST_LINE:
        return _too_big(index, data, f"has a line of more than {LONGEST_LINE:,} characters, not analysed")
    return _look(source, magics, settings)


def _source(path: str, language: Language, data: bytes) -> tuple[SourceFile, tuple[MagicCell, ...]]:
    if language == "notebook":
        return read_notebook(path, data)
    return SourceFile.from_bytes(path, data, language), ()


def _too_big(index: FileIndex, data: bytes, message: str) -> Analysed:
    # Silent about bundles and data that no rule would have looked at.
    seen = gate.tags(data)
    if "bigquery" in seen or (index.language == "sql" and "sql" in seen):
        return _unread(index, message)
    return Analysed(FileRecord(index), dumps(FileFacts(index)))


def _unread(index: FileIndex, message: str, stable: bool = True) -> Analysed:
    problems = (Problem(message, _START),)
    return Analysed(FileRecord(index, problems=problems), dumps(FileFacts(index, problems)), stable)


def _look(source: SourceFile, magics: tuple[MagicCell, ...], settings: Settings) -> Analysed:
    crashes: list[Crash] = []
    try:
        facts = extractors.extract(source, magics)
        blob = dumps(facts)
    except RecursionError:
        facts = extractors.too_deep(source)
        blob = dumps(facts)
    except Exception as error:
        facts = extractors.nothing(source)
        blob = dumps(facts)
        crashes.append(Crash("", reason(error)))
    problems = list(facts.problems)
    findings = _run_rules(FileContext(source, facts, settings), problems, crashes)
    record = FileRecord(
        facts.index, tuple(findings), suppress.parse(source), tuple(dict.fromkeys(problems)), tuple(crashes),
        source.cell_rows,
    )
    return Analysed(record, blob, stable=not crashes)


def _run_rules(context: FileContext, problems: list[Problem], crashes: list[Crash]) -> list[Finding]:
    findings: list[Finding] = []
    libcst_rules: list[Rule] = []
    data = context.source.data
    if b"\0" in data[:64]:  # UTF-16: gates are written for the bytes of UTF-8
        data = context.source.text.encode("utf-8", "replace")
    for rule in _rules_for(context.source.language):
        pattern = _gate(rule.gate)
        if pattern is not None and not pattern.search(data):
            continue
        try:
            findings.extend(rule.check_file(context))
        except RecursionError:
            problems.append(Problem("nested too deeply to be analysed", _START))
        except Exception as error:
            crashes.append(Crash(rule.meta.code, reason(error)))
        if type(rule).visitor is not Rule.visitor:
            libcst_rules.append(rule)
    asked = asked_rows(context, libcst_rules, crashes) if context.facts.module is not None else []
    if asked:
        from cloudact_lint.engine.libcst_pass import run_visitors  # imports libcst: 0.1 s

        findings.extend(run_visitors(context, asked, problems, crashes))
    return findings


def asked_rows(
    context: FileContext, rules: Iterable[Rule], crashes: list[Crash]
) -> list[tuple[Rule, list[tuple[int, int]]]]:
    """The LibCST rules that want to see a part of the file, with the rows of it."""
    asked = []
    for rule in rules:
        try:
            rows = list(rule.definitions(context.facts))
        except Exception as error:
            crashes.append(Crash(rule.meta.code, reason(error)))
            continue
        if rows:
            asked.append((rule, rows))
    return asked


@lru_cache(maxsize=16)
def _rules_for(language: Language) -> tuple[Rule, ...]:
    """The rules that look at files of a language on their own. Notebooks hold Python."""
    asked = {language, "python"} if language == "notebook" else {language}
    return tuple(
        rule
        for rule in all_rules()
        if asked.intersection(rule.meta.languages)
        and (type(rule).check_file is not Rule.check_file or type(rule).visitor is not Rule.visitor)
    )


@lru_cache(maxsize=256)
def _gate(pattern: bytes) -> re.Pattern[bytes] | None:
    return re.compile(pattern) if pattern else None
