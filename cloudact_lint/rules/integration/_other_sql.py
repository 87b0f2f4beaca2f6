"""Tables that SQL of other databases makes (PostgreSQL, MySQL …), as far as their names and columns go.

Such files have no SQL facts: the trees are those of BigQuery. Names, types and comments are told alike everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.source.text import SourceFile

MAX_LENGTH = 50_000
"""So long a list of columns may be, in characters: what is never closed is no list."""
_HIDDEN = lazy_pattern(r"--[^\n]*|/\*[\s\S]*?\*/|'(?:[^']|'')*'")
_NAME = r"(?:[\w$]+|\"[^\"\n]+\"|`[^`\n]+`)"
_CREATE = lazy_pattern(
    rf"\bCREATE\s+(?:UNLOGGED\s+|FOREIGN\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\.)*(?P<name>{_NAME})\s*\(",
    re.IGNORECASE,
)
_ALTER = lazy_pattern(
    rf"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?:{_NAME}\.)*(?P<name>{_NAME})\s+(?P<rest>[^;]*)",
    re.IGNORECASE,
)
_ADD = lazy_pattern(
    rf"\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?!CONSTRAINT\b|PRIMARY\b|FOREIGN\b|UNIQUE\b|CHECK\b|INDEX\b|KEY\b)"
    rf"(?P<name>{_NAME})\s+(?P<type>[A-Za-z]\w*)",
    re.IGNORECASE,
)
_GONE = lazy_pattern(
    rf"\b(?:DROP\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?|RENAME\s+(?:COLUMN\s+)?)(?P<name>{_NAME})", re.IGNORECASE
)
_DROPPED = lazy_pattern(rf"\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:{_NAME}\.)*(?P<name>{_NAME})", re.IGNORECASE)
_COLUMN = lazy_pattern(rf"\s*(?P<name>{_NAME})\s+(?P<type>[A-Za-z]\w*(?:\s+VARYING)?)", re.IGNORECASE)
_NO_COLUMN = lazy_pattern(
    r"\s*(?:CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE|INDEX|KEY|FULLTEXT|PERIOD)\b", re.IGNORECASE
)
_TOLD = lazy_pattern(
    rf"\bCOMMENT\s+ON\s+COLUMN\s+(?:{_NAME}\.)*(?P<table>{_NAME})\.(?P<name>{_NAME})\s+IS\s+'(?P<text>(?:[^']|'')*)'",
    re.IGNORECASE,
)


@dataclass(slots=True)
class OtherColumn:
    """A column; its description is the comment beside it and what COMMENT ON says."""

    name: str
    type: str
    description: str
    at: Span
    path: str


@dataclass(slots=True)
class OtherTable:
    """A table of another database."""

    name: str
    path: str
    at: Span
    columns: dict[str, OtherColumn] = field(default_factory=dict)


def other_tables(project: Project) -> list[OtherTable]:
    """Every table that the .sql files of other databases make, as they leave it: files in the order of their names."""
    found: dict[str, OtherTable] = {}
    for path in project.paths("sql"):
        if "other-dialect" in project.records[path].tags and not project.is_test(path):
            _read(SourceFile(path, "sql", b"", project.facts(path).text), found)
    return list(found.values())


def _read(source: SourceFile, found: dict[str, OtherTable]) -> None:
    text = source.text
    code = _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for match in _DROPPED.finditer(code):
        found.pop(_plain(match["name"]), None)
    for match in _CREATE.finditer(code):
        name = _plain(match["name"])
        table = OtherTable(name, source.path, source.span(*match.span("name")))
        columns = _columns(source, code, match.end())
        if columns is None:
            break  # a list that is never closed: what follows is part of it, or no SQL
        for column in columns:
            table.columns.setdefault(_plain(column.name), column)
        found.setdefault(name, table)
    for match in _ALTER.finditer(code):
        if (altered := found.get(_plain(match["name"]))) is not None:
            _alter(source, altered, match)
    for match in _TOLD.finditer(text):
        told = found.get(_plain(match["table"]))
        if told is not None and (named := told.columns.get(_plain(match["name"]))) is not None:
            named.description += f" {match['text']}"


def _alter(source: SourceFile, table: OtherTable, match: re.Match[str]) -> None:
    start = match.start("rest")
    for gone in _GONE.finditer(match["rest"]):
        table.columns.pop(_plain(gone["name"]), None)
    for added in _ADD.finditer(match["rest"]):
        at = source.span(start + added.start("name"), start + added.end("name"))
        name = _plain(added["name"])
        table.columns.setdefault(name, OtherColumn(name, added["type"].upper(), "", at, source.path))


def _columns(source: SourceFile, code: str, start: int) -> list[OtherColumn] | None:
    """The columns of the list that begins at ``start``; None if it has no end."""
    found: list[OtherColumn] = []
    depth, at, begin = 1, start, start
    while at < min(len(code), start + MAX_LENGTH):
        char = code[at]
        depth += (char == "(") - (char == ")")
        if depth == 0 or (char == "," and depth == 1):
            match = _COLUMN.match(code, begin, at)
            if match is not None and not _NO_COLUMN.match(code, begin, at):
                span = source.span(*match.span("name"))
                line = source.line(span.row).partition("--")[2].strip()
                found.append(OtherColumn(match["name"].strip('"`'), match["type"].upper(), line, span, source.path))
            begin = at + 1
            if depth == 0:
                return found
        at += 1
    return None


def _plain(name: str) -> str:
    return name.strip('"`').lower()
