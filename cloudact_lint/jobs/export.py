"""An export of INFORMATION_SCHEMA.JOBS as a file: JSON, newline JSON or CSV."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cloudact_lint.errors import UserError
from cloudact_lint.findings import Cost

_HELP = (
    "it must be an export of INFORMATION_SCHEMA.JOBS in JSON or CSV, with the columns query, total_bytes_billed "
    "and, if you like, total_slot_ms and job_count"
)
_QUERY = ("query", "query_text")
_BYTES = ("total_bytes_billed", "bytes_billed")
_SLOTS = ("total_slot_ms", "slot_ms")
_JOBS = ("job_count", "jobs", "count")


@dataclass(frozen=True)
class JobsExport:
    """What each query text cost, all its jobs together."""

    path: str
    digest: str
    """Names the content of the file."""
    costs: Mapping[str, Cost] = field(repr=False)

    @property
    def total(self) -> Cost:
        """All of it."""
        return added(self.costs.values())


def read_export(path: str) -> JobsExport:
    """The export in a file. Raises UserError with the file and the row."""
    from cloudact_lint.source.rows import read_rows, read_text

    text = read_text(path)
    if not text.strip():
        raise UserError(f"'{path}' is empty", _HELP)
    costs: dict[str, Cost] = {}
    rows = 0
    for number, row in read_rows(path, text, _HELP):
        rows += 1
        query = _value(row, _QUERY)
        if not any(name in row for name in _QUERY):
            raise UserError(f"'{path}', row {number}: no query", _HELP)
        if not any(name in row for name in _BYTES):
            raise UserError(f"'{path}', row {number}: no total_bytes_billed", _HELP)
        cost = Cost(
            _number(path, number, row, _BYTES, 0), _number(path, number, row, _SLOTS, 0),
            _number(path, number, row, _JOBS, 1),
        )
        if not query:
            continue  # a load or copy job
        if not isinstance(query, str):
            raise UserError(f"'{path}', row {number}: the query is no text", _HELP)
        costs[query] = added((costs.get(query, Cost()), cost))
    if not rows:
        raise UserError(f"'{path}' has no row", _HELP)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return JobsExport(path, digest, costs)


def added(costs: Any) -> Cost:
    """The sum of several costs."""
    bytes_billed = slot_ms = jobs = 0
    for cost in costs:
        bytes_billed += cost.bytes_billed
        slot_ms += cost.slot_ms
        jobs += cost.jobs
    return Cost(bytes_billed, slot_ms, jobs)


def _value(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _number(path: str, number: int, row: Mapping[str, Any], names: tuple[str, ...], default: int) -> int:
    value = _value(row, names)
    if value is None:
        return default
    try:
        found = int(value) if isinstance(value, (int, str)) else round(float(value))
    except (TypeError, ValueError, OverflowError):
        found = _rounded(value)
    if found < 0 or isinstance(value, bool):
        shown = str(value)[:40]
        raise UserError(f"'{path}', row {number}: {next(n for n in names if n in row)} is '{shown}', no number", _HELP)
    return found


def _rounded(value: Any) -> int:
    """``1.5E+12``, as spreadsheets write large numbers; -1 for what is no number."""
    try:
        return round(float(str(value)))
    except (ValueError, OverflowError):
        return -1
