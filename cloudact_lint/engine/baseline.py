"""A baseline: findings that a team knows of and has set aside, so that a check speaks of what comes after.

The file is JSON with an entry on each line, sorted, so that changes of it can be read and merged. Entries are told by
fingerprint; the rest of an entry is for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Finding, Suppression

DEFAULT = ".cloudact-lint-baseline.json"
"""The file in a project's root that is used without being named."""
VERSION = 1
REASON = "in the baseline"
_MESSAGE = 160


class Entry(NamedTuple):
    """A finding that is set aside."""

    fingerprint: str
    code: str
    path: str
    message: str


Baseline = Mapping[str, Entry]
"""Entries by fingerprint."""


def path_of(root: str, given: str, configured: str) -> Path:
    """The file of a baseline: as given, else as configured, else the default one."""
    return Path(given) if given else Path(root, configured or DEFAULT)


def read(path: Path) -> Baseline:
    """The entries of a file. Raises UserError where it cannot be read or is none."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"the baseline '{path}' cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"the baseline '{path}' is not JSON: {error}", _ANEW) from None
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("findings"), list):
        raise UserError(f"'{path}' is no baseline of version {VERSION}", _ANEW)
    found = {}
    for number, item in enumerate(data["findings"], 1):
        if not isinstance(item, dict) or not isinstance(item.get("fingerprint"), str):
            raise UserError(f"the baseline '{path}': entry {number} has no fingerprint", _ANEW)
        words = [item.get(name) for name in Entry._fields]
        entry = Entry(*(word if isinstance(word, str) else "" for word in words))
        found[entry.fingerprint] = entry
    return found


_ANEW = "'cloudact-lint baseline write --force' makes it anew"


def entries(findings: Iterable[Finding]) -> Baseline:
    """What a baseline of findings holds; those that a comment suppresses need no entry."""
    return {
        finding.fingerprint: Entry(finding.fingerprint, finding.code, finding.location.path, _short(finding.message))
        for finding in findings
        if finding.suppression is None or finding.suppression.reason == REASON
    }


def _short(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _MESSAGE else text[: _MESSAGE - 1] + "…"


def render(baseline: Baseline) -> str:
    """The text of the file."""
    ordered = sorted(baseline.values(), key=lambda entry: (entry.path, entry.code, entry.message, entry.fingerprint))
    lines = ",\n".join(f"  {json.dumps(entry._asdict())}" for entry in ordered)
    return f'{{\n "version": {VERSION},\n "findings": [{f"{chr(10)}{lines}{chr(10)} " if lines else ""}]\n}}\n'


def apply(findings: Iterable[Finding], baseline: Baseline) -> tuple[Finding, ...]:
    """The findings, those of the baseline marked as suppressed."""
    mark = Suppression("external", REASON)
    return tuple(
        finding.suppressed_by(mark) if finding.suppression is None and finding.fingerprint in baseline else finding
        for finding in findings
    )


def set_aside(settings: Settings, findings: tuple[Finding, ...], given: str = "") -> tuple[Finding, ...]:
    """The findings with the project's own baseline applied, or the one that is given. Raises UserError."""
    path = path_of(settings.root, given, settings.baseline)
    if not (given or settings.baseline or path.exists()):
        return findings
    return apply(findings, read(path))


def gone(findings: Iterable[Finding], baseline: Baseline) -> list[Entry]:
    """Entries of a baseline that are found no longer."""
    there = {finding.fingerprint for finding in findings}
    return [entry for name, entry in baseline.items() if name not in there]
