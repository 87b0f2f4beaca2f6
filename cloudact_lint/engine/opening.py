"""The project for commands that ask it themselves, brought up to date as for a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import Progress
from cloudact_lint.project.project import Project
from cloudact_lint.source.discovery import Scope


class Opened(NamedTuple):
    """The whole project, and which of its files were asked about."""

    project: Project
    scope: Scope


@contextmanager
def opened(
    settings: Settings,
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    cache_dir: str | None = None,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> Iterator[Opened]:
    """The project around ``paths``; what is asked of it must be asked inside. Raises UserError."""
    from cloudact_lint.engine.linking import linked
    from cloudact_lint.engine.runner import updated

    scope, store = updated(settings, list(paths), jobs, cache_dir, use_cache, progress)
    with linked(settings, store.records, store) as project:
        yield Opened(project, scope)
