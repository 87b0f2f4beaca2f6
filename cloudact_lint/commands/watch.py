"""``check --watch``: check again whenever a file changes, for people without an editor plugin."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.errors import UserError
from cloudact_lint.findings import Finding

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.engine.runner import RunResult

PAUSE = 0.4
"""Seconds between two looks at the file system."""
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
Show = Callable[["RunResult"], int]


def run(settings: Settings, paths: list[str], show: Show, options: Mapping[str, Any]) -> int:
    """Check, and again after each change, until interrupted. Returns the exit status of the last check."""
    import sys

    from cloudact_lint.engine.live import Live

    live = Live(settings, options["cache_dir"] or None, console.progress_bar(options["quiet"]))
    seen = _state(settings, paths)
    known: frozenset[str] | None = None
    status = 0
    try:
        while True:
            result = _look(live, settings, paths, options)
            if console.is_terminal(sys.stdout) and not options["output_file"]:
                console.write(_CLEAR, color=True)
            status = show(result)
            known = _tell(result.findings, known)
            while (now := _state(settings, paths)) == seen:
                time.sleep(PAUSE)
            seen = now
            live.rescan()
    except KeyboardInterrupt:
        console.warn("\n")
        return status


def _look(live: Any, settings: Settings, paths: list[str], options: Mapping[str, Any]) -> RunResult:
    from cloudact_lint.engine.baseline import set_aside
    from cloudact_lint.engine.runner import RunResult
    from cloudact_lint.source.discovery import discover

    began = time.perf_counter()
    scope = discover(settings, paths)
    named = None if "" in scope.named else [path for path in live.paths if scope.covers(path)]
    found = live.findings(named)
    result = RunResult(found, scope.reported(), time.perf_counter() - began, crashed=_crashed(found))
    if options["no_baseline"]:
        return result
    return replace(result, findings=set_aside(settings, found, options["baseline"]))


def _crashed(found: tuple[Finding, ...]) -> bool:
    return any(finding.code == "CA904" for finding in found)


def _state(settings: Settings, paths: list[str]) -> object:
    """Changes with the files there are, their times and sizes."""
    from cloudact_lint.source.discovery import discover

    try:
        scope = discover(settings, paths)
    except UserError:
        return None  # a path that was named is gone for a moment
    return scope.files, scope.context


def _tell(found: tuple[Finding, ...], before: frozenset[str] | None) -> frozenset[str]:
    """What changed since the last check."""
    now = frozenset(finding.fingerprint for finding in found if finding.suppression is None)
    changed = "" if before is None or now == before else f"{len(now - before)} new, {len(before - now)} gone. "
    console.warn(f"{changed}Watching for changes; Ctrl-C ends.\n")
    return now
