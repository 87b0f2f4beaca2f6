"""What kind of SQL a query runs, cheaply: enough to tell what is billed by bytes."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"--[^\n]*|#[^\n]*|/\*.*?\*/", re.S)
_QUOTED = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.S)
_FROM = re.compile(r"\b(?:FROM|JOIN)\s+(`[^`]+`|[\w{}$@.-]+|\()", re.I)
_META = re.compile(r"INFORMATION_SCHEMA|__TABLES__|__TABLES_SUMMARY__|__PARTITIONS_SUMMARY__", re.I)
_WORD = re.compile(r"[A-Za-z_]+")
_DDL = {"CREATE", "DROP", "ALTER", "UNDROP", "GRANT", "REVOKE"}
_STEPS = {"DECLARE", "SET", "BEGIN", "COMMIT", "ROLLBACK", "END", "RETURN", "RAISE", "ASSERT", "IF", "ELSE", "LOOP",
          "WHILE", "FOR", "REPEAT", "CASE", "CALL", "EXECUTE"}  # fmt: skip
_READS = re.compile(r"\bAS\s*\(?\s*(?:SELECT|WITH)\b", re.I)
_ROUTINE = re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:PROCEDURE|TABLE\s+FUNCTION|FUNCTION|VIEW|MATERIALIZED)",
    re.I)
_INNER = re.compile(r"(?:;|\bBEGIN\b|\bTHEN\b|\bDO\b|\bELSE\b|\bLOOP\b)\s*(?=(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE)\b)", re.I)
_NAMES = {
    "SELECT": "SELECT", "INSERT": "INSERT", "UPDATE": "UPDATE", "DELETE": "DELETE", "MERGE": "MERGE", "WITH": "SELECT",
}  # fmt: skip


def classify(text: str) -> tuple[str, bool]:
    """The word that names what a SQL text does, and whether it scans what a limit would bound.

    Not bounded usefully: DDL, CALL, and queries that read no table or only metadata. A text
    that begins with no known word is taken to scan.
    """
    if not text.strip():
        return "", True
    plain = _QUOTED.sub("''", _COMMENT.sub(" ", text)).strip().lstrip("(").strip()
    found: list[tuple[str, bool]] = []
    if _ROUTINE.match(plain):
        return "CREATE", False  # what stands in the body runs another time
    for part in plain.split(";"):
        if part.strip():
            found.append(_one(part.strip().lstrip("(").strip()))
    for name, scans in found:
        if scans:
            return name, True
    return found[0] if found else ("", True)


def _one(part: str) -> tuple[str, bool]:
    match = _WORD.match(part)
    word = match.group().upper() if match else ""
    if word in _DDL:
        # CREATE TABLE … AS SELECT reads tables, but is written once as DDL.
        return word, word == "CREATE" and bool(_READS.search(part)) and _scans(part)
    if word == "TRUNCATE":
        return word, False
    if word in _STEPS:
        inner = _INNER.search(" ; " + part if word not in ("CALL", "EXECUTE") else part)
        return word, bool(inner) and _scans(part)
    if word in ("SELECT", "WITH"):
        return "SELECT", _scans(part)
    return _NAMES.get(word, ""), True


def _scans(part: str) -> bool:
    """Whether a query reads a table that is not metadata."""
    tables = [name for name in _FROM.findall(part) if name != "("]
    if not tables:
        return bool(re.search(r"\bUPDATE\b|\bMERGE\b|\bDELETE\b|__h\d", part))
    named = {name.lower() for name in re.findall(r"(?:\bWITH|,)\s*(\w+)\s+AS\s*\(", part, re.I)}
    real = [t for t in tables if t.strip("`").lower() not in named and not re.match(r"unnest\b", t, re.I)]
    return any(not _META.search(name) for name in real) and not _only_metadata(part, real)


def _only_metadata(part: str, tables: list[str]) -> bool:
    # FROM `project.dataset`.INFORMATION_SCHEMA.TABLES
    followed = re.findall(r"\b(?:FROM|JOIN)\s+(?:`[^`]+`|[\w{}$@.-]+)(?:\s*\.\s*`?[\w]+`?)*", part, re.I)
    return bool(followed) and len(followed) >= len(tables) and all(_META.search(item) for item in followed)
