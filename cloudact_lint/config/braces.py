"""Brace expansion as in a shell: ``level_{1..3}_{id,name}`` is six words."""

from __future__ import annotations

import re
from itertools import product

LIMIT = 1000
"""Words that one template may stand for."""
_RANGE = re.compile(r"(-?\d{1,9}|[A-Za-z])\.\.(-?\d{1,9}|[A-Za-z])(?:\.\.(-?\d{1,9}))?")


class TooMany(ValueError):
    """A template that stands for more than ``LIMIT`` words."""


def expand(text: str) -> tuple[str, ...]:
    """The words that ``text`` stands for; braces that are no list and no range stay. Raises TooMany."""
    words = [""]
    for part in split(text):
        choices = _choices(part[1:-1]) if part.startswith("{") and part.endswith("}") else [part]
        if len(words) * len(choices) > LIMIT:
            raise TooMany
        words = [head + tail for head, tail in product(words, choices)]
    return tuple(words)


def groups(text: str) -> tuple[str, ...]:
    """The braces of ``text`` that stand for several words, as written but for blanks."""
    found = (part for part in split(text) if part.startswith("{") and len(_choices(part[1:-1])) > 1)
    return tuple("".join(part.split()) for part in found)


def split(text: str) -> list[str]:
    """``text`` cut into its outermost braces and what stands between them."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "{":
            if depth == 0 and at > start:
                parts.append(text[start:at])
                start = at
            depth += 1
        elif char == "}" and depth:
            depth -= 1
            if depth == 0:
                parts.append(text[start:at + 1])
                start = at + 1
    return [*parts, text[start:]] if start < len(text) else parts


def _choices(inner: str) -> list[str]:
    if found := _RANGE.fullmatch(inner.strip()):
        return _range(*found.groups())
    items = _items(inner)
    if len(items) < 2:
        return ["{" + inner + "}"]
    words: list[str] = []
    for item in items:
        words += expand(item.strip())
        if len(words) > LIMIT:
            raise TooMany
    return words


def _items(inner: str) -> list[str]:
    items, depth = [""], 0
    for char in inner:
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            items.append("")
        else:
            items[-1] += char
    return items


def _range(first: str, last: str, step: str | None) -> list[str]:
    if first.isalpha() != last.isalpha():
        return ["{" + f"{first}..{last}" + "}"]
    start, end = (ord(first), ord(last)) if first.isalpha() else (int(first), int(last))
    stride = abs(int(step or 1)) or 1
    if abs(end - start) // stride >= LIMIT:
        raise TooMany
    numbers = range(start, end + 1, stride) if start <= end else range(start, end - 1, -stride)
    if first.isalpha():
        return [chr(number) for number in numbers]
    padded = any(len(text.lstrip("-")) > 1 and text.lstrip("-").startswith("0") for text in (first, last))
    width = max(len(first), len(last)) if padded else 0
    return [f"{number:0{width}d}" if width else str(number) for number in numbers]
