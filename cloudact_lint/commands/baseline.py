"""``cloudact-lint baseline``: set findings aside, and forget those that are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError

if TYPE_CHECKING:
    from cloudact_lint.engine.baseline import Baseline
    from cloudact_lint.findings import Finding


def write(options: Mapping[str, Any]) -> int:
    """Set everything aside that is found now. Returns the exit status."""
    from cloudact_lint.engine import baseline

    path, found = _found(options)
    if path.exists() and not options["force"]:
        raise UserError(f"there is a baseline already: '{path}'", "'baseline update' brings it up to date")
    made = baseline.entries(found)
    console.write_file(str(path), baseline.render(made))
    _say(f"{_count(made)} set aside in {path}")
    return 0


def update(options: Mapping[str, Any]) -> int:
    """Bring the baseline up to what is found now. Returns the exit status."""
    from cloudact_lint.engine import baseline

    path, found = _found(options)
    old, new = baseline.read(path), baseline.entries(found)
    console.write_file(str(path), baseline.render(new))
    added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    _say(f"{path}: {added:,} added, {removed:,} removed, {_count(new)} set aside")
    return 0


def prune(options: Mapping[str, Any]) -> int:
    """Forget entries that are found no longer. Returns the exit status: 1 with ``--check`` if there are any."""
    from cloudact_lint.engine import baseline

    path, found = _found(options)
    old = baseline.read(path)
    idle = baseline.gone(found, old)
    kept = {name: entry for name, entry in old.items() if entry not in idle}
    if options["check"]:
        for entry in idle:
            _say(f"no longer found: {entry.path}: {entry.code} {entry.message}")
        return 1 if idle else 0
    console.write_file(str(path), baseline.render(kept))
    _say(f"{path}: {len(idle):,} removed, {_count(kept)} set aside")
    return 0


def _found(options: Mapping[str, Any]) -> tuple[Path, tuple[Finding, ...]]:
    """The file, and what is found in the whole project, suppressed by nothing but comments."""
    from cloudact_lint.engine.baseline import path_of
    from cloudact_lint.engine.runner import check

    folder = options["path"]
    settings = settings_for([folder], catalogue(), options["config"], options["isolated"], options)
    bar = console.progress_bar(False)
    try:
        result = check(
            settings, [settings.root], cache_dir=options["cache_dir"] or None, use_cache=not options["no_cache"],
            progress=bar,
        )
    finally:
        if bar:
            bar.close()
    if result.crashed:
        raise UserError("a rule crashed, so what is found is not complete", "'cloudact-lint check' says which")
    return path_of(settings.root, options["file"], settings.baseline), result.findings


def _count(made: Baseline | Sequence[object]) -> str:
    from cloudact_lint.output.summary import plural

    return plural(len(made), "finding")


def _say(text: str) -> None:
    from cloudact_lint.output.terminal import one_line

    console.write(f"{one_line(text)}\n")
