"""Names and texts in BigQuery SQL and in bash, written so that none can end before it should."""

from __future__ import annotations

import unicodedata

from cloudact_lint.lazy import lazy_pattern

_PROJECT = lazy_pattern(r"(?:[a-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9-]*")
_DATASET = lazy_pattern(r"\w[\w-]*")
_REGION = lazy_pattern(r"[A-Za-z][A-Za-z0-9-]*")
_FORBIDDEN = frozenset('!"$()*,./;?@[\\]^`{}~')
"""Characters that no column name may have, not even a flexible one."""
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
DATASET = "\ue000"
"""Stands, in a statement, for the dataset that a loop is at."""
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def escaped(text: str, ends: str) -> str:
    """``text`` for a literal of BigQuery SQL that ends with one of the characters ``ends``."""
    parts = []
    for char in text:
        if char in _NAMED:
            parts.append(_NAMED[char])
        elif char in ends:
            parts.append("\\" + char)
        elif unicodedata.category(char) in _UNSEEN:
            code = 0xFFFD if 0xD800 <= ord(char) < 0xE000 else ord(char)
            parts.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
        else:
            parts.append(char)
    return "".join(parts)


def quoted(*parts: str) -> str:
    """A path of names, each between backticks."""
    return ".".join(f"`{escaped(part, '`')}`" for part in parts if part)


def string(text: str) -> str:
    """A string literal."""
    return f"'{escaped(text, chr(39))}'"


def template(text: str) -> str:
    """``text`` as a format of FORMAT: ``%`` stays a percent sign, only DATASET is filled in."""
    parts = text.replace("%", "%%").split(DATASET)
    lines = "%s".join("\n".join(escaped(line, '"') for line in part.split("\n")) for part in parts)
    return f'"""{lines}"""'


def shell(text: str) -> str:
    """One word of bash."""
    return "'" + text.replace("\x00", "").replace("'", "'\\''") + "'"


def is_project(text: str) -> bool:
    """Whether this can be a project's id."""
    return bool(_PROJECT.fullmatch(text))


def is_dataset(text: str) -> bool:
    """Whether this can be the name of a dataset."""
    return bool(_DATASET.fullmatch(text))


def is_region(text: str) -> bool:
    """Whether this can be the name of a region."""
    return bool(_REGION.fullmatch(text))


def is_table(text: str) -> bool:
    """Whether BigQuery takes this as the name of a table."""
    return 0 < len(text.encode("utf-8", "replace")) <= 1024 and all(
        unicodedata.category(char)[0] in "LMN" or unicodedata.category(char) in ("Pc", "Pd", "Zs") for char in text
    )


def is_column(text: str) -> bool:
    """Whether BigQuery takes this as the name of a column."""
    if not 0 < len(text.strip()) <= len(text) <= 300 or not _FORBIDDEN.isdisjoint(text):
        return False
    return not any(unicodedata.category(char) in (*_UNSEEN, "Cn") for char in text)
