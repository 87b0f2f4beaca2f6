"""A file as text: its encoding, its lines, and the three ways to count columns.

Reports count code points from 1. tree-sitter and Python's ``ast`` count UTF-8 bytes, editors
may count UTF-16 units. All conversion happens here.
"""

from __future__ import annotations

import codecs
import io
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cloudact_lint.findings import Span, content_hash
from cloudact_lint.rule import Language

LANGUAGES: dict[str, Language] = {
    ".py": "python", ".pyi": "python", ".ipynb": "notebook",
    ".ts": "typescript", ".tsx": "typescript", ".js": "typescript", ".jsx": "typescript",
    ".mjs": "typescript", ".cjs": "typescript", ".mts": "typescript", ".cts": "typescript",
    ".sql": "sql", ".bqsql": "sql", ".yaml": "yaml", ".yml": "yaml", ".json": "schema",
    ".sh": "shell", ".bash": "shell",
}


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UndecodableError(ValueError):
    """A file is no text in the encoding it declares or is supposed to have."""


def language_of(path: str) -> Language | None:
    """The language of a file by its ending, or None for files that are not analysed."""
    dot = path.rfind(".")
    return LANGUAGES.get(path[dot:].lower()) if dot > path.rfind("/") else None


def decode(data: bytes, language: str) -> tuple[str, str]:
    """The text of ``data`` without a byte order mark, and the encoding it was in.

    Python files may declare an encoding (PEP 263). Line endings are kept.
    Raises UndecodableError with a sentence for the user.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark):].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UndecodableError(f"not valid {encoding} at byte {error.start}") from None
    encoding = "utf-8"
    if language == "python" and b"coding" in data[:400]:
        try:
            encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        except SyntaxError as error:
            raise UndecodableError(str(error)) from None
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise UndecodableError(f"not valid {encoding} at byte {error.start} (line {row})") from None


@dataclass(slots=False)
class SourceFile:
    """One file, read once. ``path`` is relative to the project root, with forward slashes.

    For a notebook ``text`` is the joined code cells and ``cell_rows`` the row at which each begins.
    """

    path: str
    language: Language
    data: bytes
    text: str
    encoding: str = "utf-8"
    cell_rows: tuple[int, ...] = ()
    root: str = field(default="", repr=False)

    @classmethod
    def from_bytes(cls, path: str, data: bytes, language: Language | None = None) -> SourceFile:
        """Decode ``data``. Raises UndecodableError."""
        found = language or language_of(path) or "python"
        text, encoding = decode(data, found)
        return cls(path, found, data, text, encoding)

    @classmethod
    def read(cls, root: str, path: str) -> SourceFile:
        """Read a file. Raises OSError and UndecodableError."""
        source = cls.from_bytes(path, (Path(root) / path).read_bytes())
        source.root = root
        return source

    @cached_property
    def content_hash(self) -> str:
        """Names the content."""
        return content_hash(self.data)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their endings; only \\n, \\r\\n and \\r end a line, as in Python and JavaScript."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset in ``text`` (code points) at which each row begins."""
        starts, text, at = [0], self.text, 0
        if "\r" not in text:
            find = text.find
            while (at := find("\n", at) + 1) > 0:
                starts.append(at)
            return starts
        for index, char in enumerate(text):
            if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
                starts.append(index + 1)
        return starts

    @cached_property
    def is_ascii(self) -> bool:
        """All columns are the same in any unit."""
        return self.text.isascii()

    def line(self, row: int) -> str:
        """The text of a row (from 1), empty past the end."""
        return self.lines[row - 1] if 0 < row <= len(self.lines) else ""

    def place(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset in ``text``."""
        row = bisect_right(self.line_starts, offset)
        return row, offset - self.line_starts[row - 1] + 1

    def offset(self, row: int, column: int) -> int:
        """Offset in ``text`` of a row and column."""
        return self.line_starts[row - 1] + column - 1

    def column_from_bytes(self, row: int, byte_column: int) -> int:
        """Column (from 1) of a 0-based UTF-8 byte column."""
        if self.is_ascii:
            return byte_column + 1
        line = self.line(row)
        if line.isascii():
            return byte_column + 1
        return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore")) + 1

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets in ``text``."""
        return Span(*self.place(start), *self.place(end))

    def span_from_bytes(self, row: int, column: int, end_row: int, end_column: int) -> Span:
        """The span of 1-based rows and 0-based UTF-8 byte columns, as ``ast`` gives them."""
        return Span(row, self.column_from_bytes(row, column), end_row, self.column_from_bytes(end_row, end_column))
