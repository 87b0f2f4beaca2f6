"""JSON with the place of every value, for schema files.

Python's own reader says whether a text is JSON; the tree with places is made beside it, and is
as forgiving as it can be, so that one comma too many does not hide a whole table.
"""

from __future__ import annotations

import json
from contextlib import suppress

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.schema_model import SchemaProblem
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.source.text import SourceFile

_VALUE = r'(?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*")|(?P<open>[\[{])|(?P<close>[\]}])'
_REST = (
    r"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*)|(?P<unclosed>\"[^\n]*)|(?P<word>[^\s\[\]{},:\"/#]+|[/#])"
)
_PART = lazy_pattern(_VALUE + _REST, 16)
_TOKEN = lazy_pattern(_VALUE + "|(?P<comma>,)|(?P<colon>:)" + _REST, 16)
_NUMBER = lazy_pattern(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")
_WORDS = {"true": "bool", "false": "bool", "null": "null"}
_MAX_DEPTH = 200


def read_json(source: SourceFile) -> tuple[YamlNode | None, tuple[SchemaProblem, ...]]:
    """The value a JSON text holds, as far as it can be made out, and what is wrong with the text."""
    try:
        json.loads(source.text)
        problems: tuple[SchemaProblem, ...] = ()
    except (ValueError, RecursionError):
        problems = _Check(source).problems()
    return _Tree(source).read(), problems


class _Open:
    """An object or array whose end has not been read."""

    __slots__ = ("column", "items", "key", "keyed", "row")

    def __init__(self, row: int, column: int, keyed: bool) -> None:
        self.row, self.column, self.keyed = row, column, keyed
        self.items: list[tuple[YamlNode | None, YamlNode]] = []
        self.key: YamlNode | None = None


class _Tree:
    """Commas and colons say nothing that the brackets and the order do not: they are passed over."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._stack: list[_Open] = []
        self._result: YamlNode | None = None

    def read(self) -> YamlNode | None:
        """The tree of the first value; what is open at the end is closed there."""
        starts = [*self._source.line_starts, len(self._source.text) + 1]
        row = 1  # tokens come in order: their rows are counted, not looked up
        for match in _PART.finditer(self._source.text):
            start, end = match.span()
            while start >= starts[row]:
                row += 1
            column = start - starts[row - 1] + 1
            kind = match.lastgroup
            if kind == "string":
                at = Span(row, column, row, column + end - start)
                self._add(YamlNode(_unquoted(match.group()), "str", (), at))
            elif kind == "open":
                if len(self._stack) >= _MAX_DEPTH:
                    break
                self._stack.append(_Open(row, column, match.group() == "{"))
            elif kind == "close":
                self._close(row, column + 1)
            elif kind != "comment":
                self._add(_scalar(match.group(), Span(row, column, row, column + end - start)))
            if self._result is not None and not self._stack:
                break
        while self._stack:
            self._close(*self._source.place(len(self._source.text)))
        return self._result

    def _close(self, row: int, column: int) -> None:
        if not self._stack:
            return
        opened = self._stack.pop()
        at = Span(opened.row, opened.column, row, column)
        self._add(YamlNode(None, "map" if opened.keyed else "seq", tuple(opened.items), at))

    def _add(self, node: YamlNode) -> None:
        if not self._stack:
            if self._result is None:
                self._result = node
            return
        parent = self._stack[-1]
        if not parent.keyed:
            parent.items.append((None, node))
        elif parent.key is not None:
            parent.items.append((parent.key, node))
            parent.key = None
        elif node.value is not None:
            parent.key = node


def _unquoted(written: str) -> str:
    if "\\" in written:
        with suppress(ValueError):
            return str(json.loads(written, strict=False))
    return written[1:-1]


def _scalar(written: str, at: Span) -> YamlNode:
    if written[0] == '"':  # its closing quote is missing
        return YamlNode(written[1:], "str", (), at)
    return YamlNode(written, _WORDS.get(written, "int" if _NUMBER.match(written) else "word"), (), at)


class _Check:
    """Finds where a text stops being JSON. Run only when it is not."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._found: dict[str, SchemaProblem] = {}

    def problems(self) -> tuple[SchemaProblem, ...]:
        """The first of each kind of mistake that can be stepped over, up to the first that cannot."""
        if not self._source.text.strip():
            return (SchemaProblem("the file is empty", Span(1, 1, 1, 1)),)
        stack: list[str] = []
        before = ""  # what stood before: value, comma, colon, open or nothing
        comma = 0
        done = False
        for match in _TOKEN.finditer(self._source.text):
            kind, text = match.lastgroup or "", match.group()
            if kind == "comment":
                self._say("comment", "JSON has no comments", match.start(), match.end())
                continue
            if done:
                return self._end("text after the end of the value", match.start(), match.end())
            wrong = self._wrong(kind, text, before, stack)
            if wrong == "comma":
                self._say("trailing", "a comma before the closing bracket", comma, comma + 1)
            elif wrong:
                return self._end(wrong, match.start(), match.end())
            if kind == "open":
                if len(stack) >= _MAX_DEPTH:
                    return self._end("nested too deeply", match.start(), match.end())
                stack.append(text)
                before = "open"
            elif kind == "close":
                stack.pop()
                before = "value"
            elif kind in ("comma", "colon"):
                before, comma = kind, match.start()
            else:
                before = "key" if stack and stack[-1] == "{" and before != "colon" else "value"
            done = not stack
        if stack:
            end = len(self._source.text.rstrip())
            return self._end(f"the text ends before '{stack[-1]}' is closed", max(end - 1, 0), end)
        return tuple(self._found.values()) or self._end("not valid JSON", 0, 1)

    def _wrong(self, kind: str, text: str, before: str, stack: list[str]) -> str:
        """What is wrong with a token at this place; empty if nothing, ``comma`` for one too many."""
        inside = stack[-1] if stack else ""
        if kind == "unclosed":
            return "a string without its closing quote"
        if kind == "close":
            if not stack or (inside == "{") != (text == "}"):
                return f"'{text}' closes nothing that is open" if not stack else f"'{text}' where '{inside}' is open"
            if before in ("colon", "key"):
                return "a key without a value"
            return "comma" if before == "comma" else ""
        if kind == "comma":
            return "" if before == "value" and stack else "a comma with no value before it"
        if kind == "colon":
            return "" if before == "key" else "a colon with no key before it"
        return self._wrong_value(kind, text, before, inside)

    def _wrong_value(self, kind: str, text: str, before: str, inside: str) -> str:
        if before == "value":
            return "a comma is missing before this"
        if before == "key":
            return "a colon is missing before this"
        if inside == "{" and before != "colon" and kind != "string":
            return "a key must be a string in double quotes"
        if kind == "word" and text not in _WORDS and not _NUMBER.match(text):
            return f"`{text[:20]}` is no JSON value" + (": strings take double quotes" if text[0] == "'" else "")
        if kind == "string":
            try:
                json.loads(text)
            except ValueError:
                return "a string with a character or an escape that JSON does not allow"
        return ""

    def _say(self, kind: str, message: str, start: int, end: int) -> None:
        self._found.setdefault(kind, SchemaProblem(message, self._source.span(start, end)))

    def _end(self, message: str, start: int, end: int) -> tuple[SchemaProblem, ...]:
        self._say("end", message, start, min(end, len(self._source.text)))
        return tuple(self._found.values())
