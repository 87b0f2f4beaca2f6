"""Files of rows that a user names: JSON, newline JSON and CSV, as BigQuery's tools export them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cloudact_lint.errors import UserError


def read_text(path: str) -> str:
    """The text of a file that a user named. Raises UserError."""
    from cloudact_lint.source.text import UndecodableError, decode

    try:
        return decode(Path(path).read_bytes(), "schema")[0]
    except (OSError, ValueError) as error:
        if isinstance(error, UndecodableError):
            raise UserError(f"'{path}' is no text: {error}") from None
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UserError(f"'{path}' cannot be read: {reason}") from None


def read_rows(path: str, text: str, help: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON, newline JSON or CSV file, keys in lower case, each with the row it begins on.

    Of JSON that is one list, the row counts its entries. Raises UserError.
    """
    first = text.lstrip()[:1]
    if first not in ("{", "["):
        yield from _csv(path, text, help)
        return
    try:
        whole = json.loads(text)
    except RecursionError:
        raise UserError(f"'{path}' is nested too deeply", help) from None
    except ValueError as error:
        yield from _lines(path, text, str(error), help)
        return
    if isinstance(whole, list) and all(isinstance(item, dict) and "name" in item for item in whole) and whole:
        whole = {"fields": whole}
    for number, item in enumerate(whole if isinstance(whole, list) else [whole], 1):
        if not isinstance(item, dict):
            raise UserError(f"'{path}': entry {number} is no object", help)
        yield number, _lowered(item)


def _lines(path: str, text: str, problem: str, help: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Newline JSON; what is neither that nor JSON is told by the first bad row."""
    rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(rows) < 2:
        raise UserError(f"'{path}' is no JSON: {problem}", help)
    for number, line in rows:
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = problem if number == rows[0][0] else str(error)
            raise UserError(f"'{path}', row {number}: no JSON: {reason}", help) from None
        if not isinstance(item, dict):
            raise UserError(f"'{path}', row {number}: no object", help)
        yield number, _lowered(item)


def _csv(path: str, text: str, help: str) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(1 << 28)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        for row in reader:
            if not row:
                continue
            if not header:
                header = [name.strip().lower() for name in row]
                if len(header) < 2:
                    raise UserError(f"'{path}' is neither JSON nor CSV with a row of column names", help)
            elif len(row) != len(header):
                raise UserError(
                    f"'{path}', row {reader.line_num}: {len(row)} values, but {len(header)} column names", help
                )
            else:
                yield reader.line_num, dict(zip(header, row))
    except csv.Error as error:
        raise UserError(f"'{path}', row {reader.line_num}: {error}", help) from None


def _lowered(item: dict[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in item.items()}
