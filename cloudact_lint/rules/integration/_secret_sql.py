"""Secrets in SQL: values of columns and variables that are called like one, passwords of users, keysets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.integration._secret_names import is_shown, secret_sort
from cloudact_lint.rules.integration._secret_values import is_password, is_random, stands_for

MAX_LENGTH = 100_000
"""So far after VALUES rows are read, in characters."""
_COMMENT = lazy_pattern(r"--[^\n]*|/\*[\s\S]*?\*/|('(?:[^'\\\n]|\\.|'')*'|\"(?:[^\"\\\n]|\\.)*\")")
_ASSIGNED = lazy_pattern(
    r"\b(?P<name>[A-Za-z_]\w*)`?\"?\s*(?:(?::=|=)|(?:STRING|TEXT|VARCHAR)?(?:\(\d+\))?\s+DEFAULT)\s*\(?\s*[rb]?(?P<q>['\"])"
    r"(?P<value>[^'\"\n]{6,})(?P=q)",
    re.IGNORECASE,
)
_ALIASED = lazy_pattern(r"(?P<q>['\"])(?P<value>[^'\"\n]{6,})(?P=q)\s+AS\s+`?(?P<name>[A-Za-z_]\w*)", re.IGNORECASE)
_USER = lazy_pattern(
    r"\b(?:IDENTIFIED\s+(?:WITH\s+\w+\s+)?BY|(?:WITH|ENCRYPTED)\s+PASSWORD|\bPASSWORD)\s+(?P<q>['\"])(?P<value>[^'\"\n]{3,})(?P=q)",
    re.IGNORECASE,
)
_KEYSET = lazy_pattern(
    r"\b(?:AEAD\.(?:EN|DE)CRYPT\w*|DETERMINISTIC_(?:EN|DE)CRYPT\w*|KEYS\.KEYSET_FROM_JSON|KEYS\.ADD_KEY_FROM_RAW_BYTES)\s*\(\s*"
    r"(?:FROM_BASE64|FROM_HEX|KEYS\.KEYSET_FROM_JSON)?\s*\(?\s*[rb]*(?P<q>'''|\"\"\"|['\"])(?P<value>.{16,}?)(?P=q)",
    re.IGNORECASE | re.DOTALL,
)
_INSERT = lazy_pattern(r"\bINSERT\s+(?:INTO\s+)?[`\"]?[\w.$`\"{}-]+\s*\(([^()]*)\)\s*VALUES\s*(?=\()", re.IGNORECASE)
_STATEMENT = lazy_pattern(
    r"(?i)\b(?:insert\s+into|update\s+\S+\s+set|declare\s+\w+|create\s+(?:user|role)|alter\s+(?:user|role)|merge\s+|aead\.|keys\.)"
)


class InSql(NamedTuple):
    """A secret in a SQL text: what it is called and where it stands."""

    name: str
    start: int
    end: int


def speaks_sql(text: str) -> bool:
    """Whether a string of code may be SQL that holds a secret."""
    return len(text) > 24 and ("'" in text or '"' in text) and _STATEMENT.search(text) is not None


def in_sql(text: str) -> Iterator[InSql]:
    """Named secrets of a SQL text; comments do not count."""
    code = _COMMENT.sub(lambda match: match[0] if match[1] else re.sub(r"[^\n]", " ", match[0]), text)
    for pattern in (_ASSIGNED, _ALIASED):
        for match in pattern.finditer(code):
            if _is_secret(match["name"], match["value"]):
                yield InSql(match["name"], *match.span("value"))
    for match in _USER.finditer(code):
        if is_password(match["value"]):
            yield InSql("PASSWORD", *match.span("value"))
    for match in _KEYSET.finditer(code):
        if not stands_for(match["value"]):
            yield InSql("an AEAD keyset", *match.span("value"))
    read = 0
    for match in _INSERT.finditer(code):
        if match.start() < read:
            continue  # within rows that were read already
        names = [name.strip(' `"\n\t') for name in match[1].split(",")]
        if any(secret_sort(name) for name in names):
            found, read = _inserted(code, match.end(), names)
            yield from found


def _inserted(code: str, at: int, names: list[str]) -> tuple[list[InSql], int]:
    """Literals of the rows that begin at ``at``, under the names of their columns, and how far was read."""
    found: list[InSql] = []
    depth = index = 0
    end_of_rows = min(len(code), at + MAX_LENGTH)
    while at < end_of_rows:
        char = code[at]
        if char in "'\"":
            end = at + 1
            while end < end_of_rows and code[end] != char:
                end += 2 if code[end] == "\\" else 1
            if depth == 1 and index < len(names) and _is_secret(names[index], code[at + 1 : end]):
                found.append(InSql(names[index], at + 1, end))
            at = end
        elif char == "(":
            depth += 1
            index = 0 if depth == 1 else index
        elif char == ")":
            depth -= 1
        elif char == "," and depth == 1:
            index += 1
        elif char == ";" or (depth == 0 and char not in ", \t\r\n"):
            break
        at += 1
    return found, at


def _is_secret(name: str, value: str) -> bool:
    sort = secret_sort(name)
    if not sort or is_shown((name,)):
        return False
    return is_password(value) if sort == "password" else is_random(value, 16)
