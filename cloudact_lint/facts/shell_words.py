"""Words of a shell script: quotes, substitutions, here-documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cloudact_lint.lazy import lazy_pattern

BREAK = frozenset(" \t\r\n;&|<>()")
_PLAIN = lazy_pattern(r"[^\s;&|<>()'\"\\$`]+")
_QUOTED = lazy_pattern(r"[^\"\\$`]+")
_NAME = lazy_pattern(r"\$(\w+|[@*#?!$-])")
_REFERENCE = lazy_pattern(r"\$(?:\{(\w+)\}|(\w+))")
_ARRAY = lazy_pattern(r"\$\{(\w+)\[[@*]\]\}\Z")
_MAX_VALUE = 20_000


class Word(NamedTuple):
    """A word without its quotes; ``bare`` tells that nothing in it was quoted."""

    text: str
    bare: bool
    start: int
    end: int


class WordReader:
    """Reads words at a place of a text; ``nested`` is called with where ``$(`` and backtick bodies begin.

    It returns the offset after the substitution and the text it is known to produce, or None.
    """

    def __init__(self, text: str, nested: Callable[[int, str], tuple[int, str | None]]) -> None:
        self.text = text
        self.in_backticks = False
        """Whether a backtick ends what is read, and does not begin a substitution."""
        self._nested = nested

    def read(self, at: int) -> Word:
        """The word that begins at ``at``; empty if none does."""
        text, start, bare = self.text, at, True
        parts: list[str] = []
        while at < len(text):
            char = text[at]
            if char in BREAK or (char == "`" and self.in_backticks):
                break
            if match := _PLAIN.match(text, at):
                parts.append(match.group())
                at = match.end()
            elif char == "\\":
                if text[at + 1 : at + 2] != "\n":
                    parts.append(text[at + 1 : at + 2])
                at += 2
            elif char == "'":
                end = text.find("'", at + 1)
                end = len(text) if end < 0 else end
                parts.append(text[at + 1 : end])
                at, bare = end + 1, False
            elif char == '"':
                at, bare = self._double(at + 1, parts), False
            else:
                at = self._expansion(at, parts, quoted=False)
        return Word("".join(parts), bare, start, min(at, len(text)))

    def _double(self, at: int, parts: list[str]) -> int:
        text = self.text
        while at < len(text):
            char = text[at]
            if char == '"' or (char == "`" and self.in_backticks):
                return at + (char == '"')
            if match := _QUOTED.match(text, at):
                parts.append(match.group())
                at = match.end()
            elif char == "\\":
                following = text[at + 1 : at + 2]
                parts.append("" if following == "\n" else following if following in '"\\$`' else "\\" + following)
                at += 2
            else:
                at = self._expansion(at, parts, quoted=True)
        return at

    def _expansion(self, at: int, parts: list[str], *, quoted: bool) -> int:
        """``$name``, ``${…}``, ``$(…)``, ``$((…))``, ``$'…'`` and backticks; kept as text."""
        text = self.text
        following = text[at + 1 : at + 2]
        if text[at] == "`" or (following == "(" and text[at + 2 : at + 3] != "("):
            begin = at + (1 if text[at] == "`" else 2)
            end, made = self._nested(begin, "`" if text[at] == "`" else ")")
            parts.append(text[at:end] if made is None else made)
            return end
        if following == "(":
            end = text.find("))", at)
            end = len(text) if end < 0 else end + 2
        elif following == "{":
            end = self._braces(at + 2)
        elif following == "'" and not quoted:
            end = text.find("'", at + 2)
            end = len(text) if end < 0 else end + 1
            parts.append(text[at + 2 : end - 1])
            return end
        else:
            match = _NAME.match(text, at)
            end = match.end() if match else at + 1
        parts.append(text[at:end])
        return end

    def _braces(self, at: int) -> int:
        """The offset after the ``}`` that closes a ``${`` whose inside begins at ``at``."""
        text, depth = self.text, 1
        while at < len(text) and depth:
            char = text[at]
            if char == "\\":
                at += 1
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
            elif char == "\n" and depth == 1 and text[at + 1 : at + 2] == "\n":
                return at
            at += 1
        return at


class Variables:
    """What plain assignments say of the variables of a script."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._arrays: dict[str, list[str]] = {}

    def assign(self, name: str, value: str, *, append: bool = False) -> None:
        """``name=value`` or ``name+=value``."""
        if append:
            value = self._values.get(name, "") + value
        value = _REFERENCE.sub(lambda match: self._values.get(match[1] or match[2], match[0]), value)
        if len(value) <= _MAX_VALUE:
            self._values[name] = value

    def assign_array(self, name: str, words: list[str], *, append: bool) -> None:
        """``name=(words)`` or ``name+=(words)``."""
        known = [*self._arrays.get(name, []), *words] if append else words
        self._arrays[name] = known[:500]

    def expand(self, word: Word, raw: str) -> list[str]:
        """The words that ``word`` stands for: itself, unless it is one known variable."""
        text = word.text
        if not text.startswith("$") or raw.startswith("'"):
            return [text]
        if match := _ARRAY.match(text):
            return list(self._arrays.get(match[1], [text]))
        match = _REFERENCE.fullmatch(text)
        value = self._values.get(match[1] or match[2]) if match else None
        if value is None:
            return [text]
        return value.split() if word.bare else [value]
