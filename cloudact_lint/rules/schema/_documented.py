"""The closed set of values that a column's description lists, if it clearly lists one.

"Clearly" is meant: an introduction ("One of: …", "Valid values: …"), a label that names the column's own subject
("Delivery status: queued, sent, failed"), a list in brackets after such a word ("Status (active/inactive)"), or a
description that is nothing but the list. Anything that leaves the list open ("e.g.", "such as", "etc.") is no set.
"""

from __future__ import annotations

from functools import lru_cache

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._described import words

_SUBJECTS = frozenset(
    {
        "status", "state", "type", "kind", "mode", "level", "tier", "priority", "frequency", "cycle", "class",
        "classification", "category", "role", "severity", "stage", "flag", "outcome", "phase", "method", "action",
        "grade", "scheme", "scope", "interval", "result", "reason", "direction", "platform", "environment",
    }
)  # fmt: skip
"""What a column holds when it holds one of a few words."""
_NO_SUBJECTS = frozenset(
    {
        "columns", "column", "fields", "field", "source", "sources", "from", "by", "note", "see", "format", "example",
        "examples", "default", "links", "references", "used", "derived", "calculated", "formula", "composite",
        "grouped", "sorted", "join", "joined", "joins", "table", "tables", "maps", "equals", "includes", "excludes",
        "contains", "requires", "extracted", "parsed", "prefix", "suffix", "pattern",
    }
)  # fmt: skip
"""Labels that introduce something else than values."""
_OPEN_WORLD = frozenset(
    {
        "currency", "currencies", "country", "countries", "region", "locale", "language", "timezone", "browser",
        "city", "model", "url", "path", "email", "version",
    }
)  # fmt: skip
"""Vocabularies so large that a list in brackets is a list of examples."""
_NO_SETS = frozenset({"at", "date", "description", "email", "guid", "id", "note", "notes", "url", "uuid"})
"""A column whose name ends so holds no word of a set."""
_OPEN = lazy_pattern(
    r"(?i)\be\.\s?g\b|\beg\b|\bi\.\s?e\b|\bsuch as\b|\bfor (?:example|instance)\b|\bexamples?\b|\betc\b"
    r"|\.\.\.|…|\band more\b|\bincl(?:uding|\.)"
    r"|\blike\b|\btypically\b|\busually\b|\bcommonly\b|\bmostly\b"
    r"|\bor (?:any )?others?\b|\bothers?\s*$|\bamong\b|\band so on\b"
    r"|\bmain(?:ly)?\b|\bsample\b"
)
_GROWING = lazy_pattern(
    r"(?i)\bnot (?:exhaustive|limited)\b|\bmay be added\b|\bother values\b|\bcustom values\b|\bnew values\b"
    r"|\bdepends on\b"
    r"|\bany (?:other )?(?:string|text|value)\b|\bfree[- ]?(?:form|text)\b|\buser[- ]defined\b"
)
_CONDITION = lazy_pattern(r"(?i)\b(?:for|if|when|unless|in case)\b")
"""What follows holds for some rows only."""
_TAGS = lazy_pattern(r"^(?:\s*\[[^\]]*\])+\s*")
_INTRO = lazy_pattern(
    r"(?i)\b(?:(?:must |can |may |will |should )?(?:be )?(?:exactly )?one of(?: the following)?(?: values)?"
    r"|(?:the )?(?:(?:valid|possible|allowed|permitted|accepted|supported|legal) )?values?(?: are| is)?(?: one of)?"
    r"|(?:allowed|valid|possible|permitted|supported|accepted) (?:values|options|types|states|statuses)|options|choices"
    r"|enum(?: values)?(?: of)?)\s*:\s*(?:one of\s*:?\s*)?"
    r"|\b(?:is |be |are |exactly )?(?:either )?one of\s+(?=[\"'`‘“])"
    r"|\b(?:possible|valid|allowed|permitted) values (?:are|include only)\s+(?=[\"'`‘“A-Z])"
    r"|\beither\s+(?=[\"'`‘“])"
)
_LABEL = lazy_pattern(r"^([A-Za-z][A-Za-z /_-]{0,60}?)(?::| -| –| —)\s+(?=\S)")
_BRACKETS = lazy_pattern(r"([A-Za-z][\w /-]*?)\s*\(([^()]*)\)")
_ASIDE = lazy_pattern(r"\([^()]*\)")
_SENTENCE = lazy_pattern(r"\.(?=\s|$)|\n\s*\n|;\s")
_SEPARATOR = lazy_pattern(r"\s*(?:,\s*(?:or|and)\s+|,|\|\|?|;|\s(?:or|and)\s)\s*", 2)
_SLASHES = lazy_pattern(r"\s*/\s*")
_QUOTED = lazy_pattern(r"(?s)\s*([\"'`‘“])([^\"'`’”]+)[\"'`’”]\s*(?:[=–—-]\s.*|:\s.*)?")
_QUOTE = lazy_pattern(r"[\"'`‘“]([^\"'`’”]+)[\"'`’”]")
_CODE = lazy_pattern(r"[A-Za-z][\w.+-]*|[A-Za-z]?\d[\w.+-]*")
_NULLS = frozenset({"null", "none", "nil", "empty", "blank", "unset"})
_MOST = 60


@lru_cache(maxsize=4096)
def documented(name: str, description: str) -> tuple[str, ...]:
    """The values that ``description`` allows a column called ``name``; empty if it does not clearly list them."""
    text = _TAGS.sub("", " ".join(description.split()))
    if not 3 <= len(text) <= 4_000 or _GROWING.search(text) or _NO_SETS.intersection(words(name)[-1:]):
        return ()
    return _introduced(text) or _labelled(name, text) or _alone(name, text) or _bracketed(name, text)


def _introduced(text: str) -> tuple[str, ...]:
    found = _INTRO.search(text)
    if found is None or _CONDITION.search(text[: found.start()].rpartition(". ")[2]):
        return ()
    return _items(text[found.end() :], quoted_least=True)


def _labelled(name: str, text: str) -> tuple[str, ...]:
    found = _LABEL.match(text)
    if not found:
        return ()
    said = frozenset(words(found.group(1)))
    about = said & _SUBJECTS or any(_related(word, own) for word in said for own in words(name) if len(own) > 3)
    if not about or said & _NO_SUBJECTS or (said & _OPEN_WORLD and not said & _SUBJECTS):
        return ()
    return _items(text[found.end() :])


def _alone(name: str, text: str) -> tuple[str, ...]:
    values = _items(text, whole=True)
    telling = "|" in text or any(value.isupper() or "_" in value for value in values)
    if not telling and len(values) > 2:
        telling = words(name)[-1:] != () and words(name)[-1] in _SUBJECTS
    return values if telling else ()


def _bracketed(name: str, text: str) -> tuple[str, ...]:
    for found in _BRACKETS.finditer(text):
        before = words(found.group(1))
        subject = bool(before) and before[-1] in _SUBJECTS
        own = words(name)
        if not subject and (not own or own[-1] not in _SUBJECTS or _OPEN_WORLD.intersection(own)):
            continue
        if _OPEN_WORLD.intersection(before[-2:]):
            continue
        values = _items(found.group(2), whole=True)
        if len(values) > 1:
            return values
    return ()


def _items(text: str, *, whole: bool = False, quoted_least: bool = False) -> tuple[str, ...]:
    """The values of a list at the start of ``text``, up to the end of its sentence.

    A single value counts only in quotes (``quoted_least``). Nothing if the list is open or holds anything that is
    no value. ``whole``: the list must be all of the text.
    """
    plain = _ASIDE.sub("", text)
    end = _SENTENCE.search(plain)
    part = plain[: end.start()] if end else plain
    if whole and end and plain[end.end() :].strip():
        return ()
    asides = " ".join(_ASIDE.findall(text[: len(part) + 200]))
    if _OPEN.search(plain[: end.end()] if end else plain) or "etc" in asides.lower():
        return ()
    pieces = [piece for piece in _SEPARATOR.split(part.strip(" .")) if piece.strip()]
    if len(pieces) == 1 and "/" in part and not _QUOTE.search(part):
        pieces = _SLASHES.split(part.strip(" ."))
    values, quotes = [], 0
    for piece in pieces[: _MOST + 1]:
        quoted = _QUOTED.fullmatch(piece)
        value = quoted.group(2) if quoted else piece.strip(" .")
        if value.lower() in _NULLS and not quoted:
            continue
        if not quoted and not _CODE.fullmatch(value):
            return ()
        quotes += quoted is not None
        values.append(value)
    if len(values) > _MOST or 0 < quotes < len(values):
        return ()
    enough = 1 if quoted_least and quotes and len(pieces) > 1 else 2
    return tuple(dict.fromkeys(values)) if len(values) >= enough else ()


def _related(one: str, other: str) -> bool:
    """Whether two words share their stem: ``triggered`` and ``trigger``."""
    return one == other or (len(one) > 4 and len(other) > 4 and one[:5] == other[:5])
