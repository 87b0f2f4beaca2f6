"""``cloudact-lint report``: the state of a repository as a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.reporting.model import BugReport

PRESET = "bug-hunt"
_FORMATS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}


def run(paths: list[str], options: Mapping[str, Any]) -> int:
    """Write the report. Returns the exit status: 0, whatever was found."""
    paths = paths or ["."]
    outputs = options["output"] or ("",)
    kinds = [_kind(output, options["format"]) for output in outputs]
    earlier = _earlier(options["since"])
    settings = settings_for(paths, catalogue(), options["config"], options["isolated"], options)
    if not settings.report and not options["no_preset"]:
        settings = _with_rows(settings)
    report = _built(settings, paths, options)
    if earlier is not None:
        from cloudact_lint.reporting.build import trend

        report = replace(report, trend=trend(report, earlier))
    for output, kind in zip(outputs, kinds, strict=True):
        text = _rendered(report, kind)
        if output:
            console.write_file(output, text)
            console.warn(f"Wrote {output}.\n")
        else:
            console.write_exact(text)
    return 0


def _kind(output: str, chosen: str) -> str:
    if chosen:
        return chosen
    if not output:
        return "markdown"
    found = _FORMATS.get(Path(output).suffix.lower())
    if found is None:
        raise UserError(
            f"--output: '{output}' does not tell the format", "end it in .md, .html or .json, or give --format"
        )
    return found


def _earlier(path: str) -> dict[str, Any] | None:
    if not path:
        return None
    try:
        data = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise UserError(f"--since: '{path}' cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"--since: '{path}' is not JSON: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise UserError(f"--since: '{path}' is no report", "'cloudact-lint report --format json' writes one")
    return data


def _with_rows(settings: Settings) -> Settings:
    """The settings with the rows, the choice of rules and the severities of the bug hunt, under the project's own."""
    from cloudact_lint.config.loader import load_preset

    preset = load_preset(PRESET, catalogue(), settings.root)
    severities = tuple(sorted({**dict(preset.severities), **dict(settings.severities)}.items()))
    chosen = settings.select if settings.select != type(settings)().select else preset.select
    return replace(settings, report=preset.report, select=chosen, severities=severities, advice=True)


def _built(settings: Settings, paths: list[str], options: Mapping[str, Any]) -> BugReport:
    from cloudact_lint.engine.baseline import set_aside
    from cloudact_lint.engine.opening import opened
    from cloudact_lint.engine.runner import check
    from cloudact_lint.reporting.build import build

    cache_dir, use_cache = options["cache_dir"] or None, not options["no_cache"]
    bar = console.progress_bar(options["quiet"])
    try:
        result = check(
            settings, paths, jobs=options["jobs"], progress=bar, cache_dir=cache_dir, use_cache=use_cache
        )
        result = replace(result, findings=set_aside(settings, result.findings))
        with opened(settings, paths, cache_dir=cache_dir, use_cache=use_cache) as (project, _):
            return build(settings, result, project, title=options["title"], revision=_revision(settings.root))
    finally:
        if bar:
            bar.close()


def _revision(root: str) -> str:
    from cloudact_lint.source.git import git

    try:
        done = git(root, "rev-parse", "HEAD")
    except UserError:
        return ""
    return done.stdout.decode("ascii", "replace").strip() if done.returncode == 0 else ""


def _rendered(report: BugReport, kind: str) -> str:
    if kind == "html":
        from cloudact_lint.reporting.html import render
    elif kind == "json":
        from cloudact_lint.reporting.data import render
    else:
        from cloudact_lint.reporting.markdown import render
    return render(report)
