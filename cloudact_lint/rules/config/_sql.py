"""Project ids in SQL text: table references and DECLARE … DEFAULT. No parser needed: a table name is a token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern

_SKIP = lazy_pattern(
    r"--[^\n]*|\#[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|'''[\s\S]*?(?:'''|\Z)|\"\"\"[\s\S]*?(?:\"\"\"|\Z)"
    r"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`[^`\n]*`"
)
_QUOTED = lazy_pattern(
    r"`(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])(?:`?\.`?[\w{}$@%*-]+){2,3}`?"
    r"|\b(?:SCHEMA|DATABASE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
    r"`(?P<schema>[a-z][a-z0-9-]{4,28}[a-z0-9])`?\.`?[\w{}$@%-]+`?"
    r"|`(?P<head>[a-z][a-z0-9-]{4,28}[a-z0-9])\.\s*\Z",
    re.IGNORECASE,
)
_BARE = lazy_pattern(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW|MERGE|USING|PROCEDURE|FUNCTION|CALL|EXISTS|SCHEMA|DELETE|REPLACE)\s+"
    r"(?P<id>[a-z][a-z0-9]*(?:-[a-z0-9]+)+)\.[\w{}$]+(?:\.[\w{}$*]+)*",
    re.IGNORECASE,
)
_FILE_NAME = lazy_pattern(
    r"\.(?:ya?ml|json|toml|ini|cfg|env|py|ts|js|sh|sql|md|txt|csv|html?|com|io|net|org)`?\Z", re.IGNORECASE
)
_DECLARE = lazy_pattern(
    r"\bDECLARE\s+(?P<names>\w+(?:\s*,\s*\w+)*)(?:\s+STRING(?:\s*\(\d+\))?)?\s+DEFAULT\s+"
    r"r?(['\"])(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])\2",
    re.IGNORECASE,
)
_SET = lazy_pattern(r"\bSET\s+(?P<names>\w+)\s*=\s*(['\"])(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])\2", re.IGNORECASE)

LOOKS_LIKE_SQL = lazy_pattern(
    r"\b(SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|TRUNCATE|CALL|DECLARE|EXPORT|WITH|FROM|JOIN|GRANT|REVOKE)\b",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A possible project id: its place in the text and, for a variable, the variable's name."""

    id: str
    start: int
    end: int
    what: str
    variable: str = ""


def without_comments(text: str) -> str:
    """``text`` with comments blanked out, every other character where it was."""
    return _SKIP.sub(lambda m: _blank(m) if m[0][:2] in ("--", "/*") or m[0][0] == "#" else m[0], text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def projects_in_sql(text: str) -> Iterator[Found]:
    """Everything that stands where SQL has a project id, in the order of kinds."""
    code = without_comments(text)
    names = _SKIP.sub(lambda m: m[0] if m[0][0] == "`" else _blank(m), code)
    dynamic = "EXECUTE IMMEDIATE" in code.upper()
    for pattern in (_QUOTED, _BARE):
        for match in pattern.finditer(code if dynamic else names):
            if _FILE_NAME.search(match[0]):
                continue  # `docker-compose.dev.yml`, in text that is no SQL
            group = match.lastgroup or "id"
            what = "a dataset name" if group == "schema" else "a table reference"
            yield Found(match[group], *match.span(group), what)
    for pattern in (_DECLARE, _SET):
        for match in pattern.finditer(code):
            yield Found(match["id"], *match.span("id"), what="the value of a SQL variable", variable=match["names"])
