"""``bq query`` as the words of a command, and the notebook cell magic that works like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.query._statement import Statement, classify

SUBCOMMANDS = {
    "add-iam-policy-binding", "cancel", "cp", "extract", "get-iam-policy", "head", "help", "info", "init", "insert",
    "load", "ls", "mk", "mkdef", "partition", "query", "rm", "set-iam-policy", "shell", "show", "truncate", "undelete",
    "update", "version", "wait",
}  # fmt: skip
_CAP = lazy_pattern(r"--?maximum_bytes_billed(?:=(.*))?$", re.S)
_DRY = lazy_pattern(r"--?dry_run(?:=(.*))?$")
_UNSEEN = lazy_pattern(r"\$\{?\w*(?:flag|arg|opt|limit|param|common|bq|max|cap)", re.I)
_ARRAY = lazy_pattern(r"\"?\$\{\w+\[[@*]\]")
_VARIABLE = lazy_pattern(r"\$\{?(\w+)[^}]*\}?$")


@dataclass(frozen=True, slots=True)
class QueryCommand:
    """A command that starts a query job: how it is limited and what it runs."""

    capped: bool
    statement: Statement


def bq_query(words: Sequence[str], stdin: str = "") -> QueryCommand | None:
    """What the words of a command start, None if it is no ``bq query`` or only an estimate."""
    if not words or words[0].rpartition("/")[2] not in ("bq", "bq.cmd"):
        return None
    at = next((i for i, word in enumerate(words) if i and word in SUBCOMMANDS), 0)
    if not at or words[at] != "query":
        return None
    return _judged(words[1:at], words[at + 1 :], stdin)


def magic_query(words: Sequence[str], body: str) -> QueryCommand | None:
    """What a ``%%bigquery`` cell starts."""
    if not words or words[0] != "%%bigquery":
        return None
    return _judged((), words[1:], body)


def _judged(before: Sequence[str], after: Sequence[str], stdin: str) -> QueryCommand | None:
    words = [*before, *after]
    if "--help" in words or any(_is_dry(word) for word in words):
        return None
    text = stdin if stdin.strip() else _sql(after)
    return QueryCommand(_is_capped(words), classify(text))


def _is_dry(word: str) -> bool:
    match = _DRY.match(word)
    return match is not None and (match.group(1) or "true").lower() not in ("false", "0", "no")


def _is_capped(words: Sequence[str]) -> bool:
    for index, word in enumerate(words):
        match = _CAP.match(word)
        if match:
            following = words[index + 1] if index + 1 < len(words) else ""
            value = match.group(1) if match.group(1) is not None else following
            return value.strip("'\"") not in ("", "0")
        if "maximum_bytes_billed" in word and word.startswith("$"):
            return True  # ${LIMIT:+--maximum_bytes_billed=$LIMIT}
        # Flags in a variable that is not known: the limit may be among them.
        unseen = _VARIABLE.match(word) and _UNSEEN.match(word) and not words[index - 1].startswith("--")
        if index + 1 < len(words) and (unseen or _ARRAY.match(word)):
            return True
    return False


def _sql(words: Sequence[str]) -> str:
    """The argument that is the SQL: the last word that is no flag."""
    last = words[-1] if words else ""
    if last.startswith("-") and " " not in last:
        return ""
    return last
