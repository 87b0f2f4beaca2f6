"""Words that names and sentences of failure are made of."""

from __future__ import annotations

from functools import lru_cache

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.walking import last_name

_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
FAILURE = frozenset((
    "bad", "broken", "critical", "degraded", "denied", "err", "error", "errored", "errors", "errs", "exc", "exception",
    "exceptions", "fail", "failed", "failing", "fails", "failure", "failures", "fatal", "invalid", "issue", "issues",
    "dropped", "problem", "problems", "reject", "rejected", "unable", "unprocessed", "skipped", "unavailable",
    "unhealthy", "warning", "warnings",
))  # fmt: skip
"""Words of names that hold a failure, count failures or say that there was one."""
SUCCESS = frozenset((
    "available", "complete", "connected", "healthy", "ok", "passed", "ready", "succeeded", "success", "successful",
    "valid",
))  # fmt: skip
"""Words of names that say, by being false, that something failed."""
_SENTENCE = lazy_pattern(
    r"(?i)\b(?:errors?|errored|exceptions?|fail(?:ed|ure|ures|s|ing)?|invalid|unable|could ?n[o']t|could not|cannot"
    r"|can't|unavailable|warning|went wrong|unhealthy|unreachable|denied|timed? ?out|problem|degraded|expired)\b"
    r"|(?:^|[_-])(?:error|fail(?:ed|ure)?)(?:$|[_-])"
)


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """``("set", "last", "error")`` for ``setLastError`` and ``set_last_error``."""
    return tuple(word.lower() for word in _WORD.findall(name)) if name else ()


def has_word(name: str, among: frozenset[str]) -> bool:
    """Whether one of the words that a name is made of is ``among`` these."""
    return not among.isdisjoint(words_of(name))


def path_words(expr: m.Expr) -> tuple[str, ...]:
    """The words of the last part of a path: of ``errors`` for ``result["errors"]`` and ``self.errors``."""
    if isinstance(expr, m.Sub):
        key = literal_key(expr.index)
        return words_of(key) if isinstance(key, str) else path_words(expr.base)
    return words_of(last_name(expr))


def speaks_of_failure(text: str) -> bool:
    """Whether a sentence or a code tells of a failure."""
    return _SENTENCE.search(text) is not None
