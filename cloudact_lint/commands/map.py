"""``cloudact-lint map``: services, who calls what, pipelines, tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for, split
from cloudact_lint.errors import UserError, nearest


def run(paths: list[str], options: Mapping[str, Any]) -> int:
    """Write the map. Returns the exit status: 0, whatever it shows."""
    from cloudact_lint.engine.opening import opened
    from cloudact_lint.output.map import render
    from cloudact_lint.project.overview.collect import PARTS, overview

    wanted = frozenset(split(options["only"])) or frozenset(PARTS)
    for word in sorted(wanted - set(PARTS)):
        raise UserError(f"--only: there is no part '{word}'", nearest(word, PARTS) or f"parts: {', '.join(PARTS)}")
    paths = paths or ["."]
    for path in paths:
        if not Path(path).exists():
            raise UserError(f"there is no file or folder '{path}'")
    settings = settings_for(paths, catalogue(), options["config"], options["isolated"], {})
    bar = console.progress_bar(options["quiet"])
    try:
        with opened(
            settings, paths, jobs=options["jobs"], cache_dir=options["cache_dir"] or None,
            use_cache=not options["no_cache"], progress=bar,
        ) as (project, scope):
            text = render(options["format"], overview(project, scope.covers, wanted), wanted)
    finally:
        if bar:
            bar.close()
    _write(text, options)
    return 0


def _write(text: str, options: Mapping[str, Any]) -> None:
    if options["output"]:
        console.write_file(options["output"], text)
    elif options["format"] == "table":
        console.write(text)
    else:
        console.write_exact(text)
