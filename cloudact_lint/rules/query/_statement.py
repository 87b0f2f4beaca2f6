"""What kind of SQL a query runs, cheaply: enough to tell what a limit on bytes would bound."""

from __future__ import annotations

import re
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern

_COMMENT = lazy_pattern(r"--[^\n]*|#[^\n]*|/\*.*?\*/", re.S)
_QUOTED = lazy_pattern(r"\"\"\".*?\"\"\"|'''.*?'''|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.S)
_META = lazy_pattern(r"INFORMATION_SCHEMA|__TABLES__|__TABLES_SUMMARY__|__PARTITIONS_SUMMARY__", re.I)
_NAME = r"(?:`[^`]+`|[\w{}$@:*-]+)(?:\s*\.\s*(?:`[^`]+`|[\w{}$@*-]+))*"
_READ = lazy_pattern(rf"\b(?:FROM|JOIN)\s+(?!UNNEST\b|\()({_NAME})", re.I)
_CTE = lazy_pattern(r"(?:\bWITH(?:\s+RECURSIVE)?|,)\s*(\w+)\s+AS\s*\(", re.I)
_TARGET = lazy_pattern(rf"\b(?:INTO|UPDATE|MERGE|FROM|TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?({_NAME})", re.I)
_WORD = lazy_pattern(r"[\s(]*([A-Za-z_]+)")
_ROUTINE = lazy_pattern(
    r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:PROCEDURE|(?:TABLE\s+)?FUNCTION)\b", re.I
)
_VERB = lazy_pattern(r"(?:^|;|\b(?:BEGIN|THEN|DO|ELSE|LOOP|REPEAT))\s*(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE)\b", re.I)
_HOLE = lazy_pattern(r"__h\d+__|\$\{[^}]*\}|\{[^}]*\}|\$\w+")
_DML = {"INSERT", "UPDATE", "DELETE", "MERGE"}
_LIGHT = {
    "CREATE", "DROP", "ALTER", "UNDROP", "GRANT", "REVOKE", "TRUNCATE", "DECLARE", "SET", "BEGIN", "COMMIT",
    "ROLLBACK", "END", "RETURN", "RAISE", "ASSERT", "IF", "ELSE", "ELSEIF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE",
    "CALL", "EXECUTE",
}  # fmt: skip


class Statement(NamedTuple):
    """The word that names what a SQL text does, the table it does it to, and whether a limit bounds it.

    Not bounded usefully: DDL, CALL, and queries that read no table or only metadata. A text
    that begins with no known word is taken to scan.
    """

    word: str = ""
    table: str = ""
    scans: bool = True


UNKNOWN = Statement()


def classify(text: str) -> Statement:
    """What a SQL text does: of a script, the first statement that a limit bounds, else the first."""
    if not text.strip():
        return UNKNOWN
    plain = _QUOTED.sub("''", _COMMENT.sub(" ", text))
    if _ROUTINE.match(plain):
        return Statement("CREATE", "", False)  # what stands in the body runs another time
    found = [_one(part) for part in plain.split(";") if part.strip()]
    return next((item for item in found if item.scans), found[0] if found else UNKNOWN)


def _one(part: str) -> Statement:
    match = _WORD.match(part)
    word = match.group(1).upper() if match else ""
    if word in ("SELECT", "WITH"):
        return Statement("SELECT", *_read(part))
    if word in _DML:
        return Statement(word, _named(part, _TARGET), True)
    if word in ("BEGIN", "IF", "ELSE", "ELSEIF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE"):
        inner = _VERB.search(part)
        if inner is not None:
            return _one(part[inner.start(1) :])
    return Statement(word, _named(part, _TARGET) if word in _LIGHT else "", word not in _LIGHT)


def _read(part: str) -> tuple[str, bool]:
    """The first table a query reads, and whether it reads one that is not metadata."""
    own = {name.lower() for name in _CTE.findall(part)}
    tables = [name for name in _READ.findall(part) if name.strip("`").lower() not in own]
    if not tables:
        # A hole may stand for a whole FROM clause, or for the query itself.
        return "", re.search(r"__h\d+__\s*$|\bFROM\s*\(\s*__h\d", part) is not None
    real = [name for name in tables if not _META.search(name)]
    return (table_name(real[0]) if real else ""), bool(real)


def _named(part: str, pattern: re.Pattern[str]) -> str:
    match = pattern.search(part)
    return table_name(match.group(1)) if match else ""


def table_name(path: str) -> str:
    """The last part of a table's name, empty where only the running program knows it."""
    last = path.replace("`", "").rpartition(".")[2].strip()
    return "" if _HOLE.search(last) or not re.search(r"[A-Za-z]", last) else last
