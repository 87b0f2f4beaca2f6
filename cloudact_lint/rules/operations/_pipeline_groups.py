"""When what many pipelines lack is one cause, and so one finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cloudact_lint.findings import Location, Related
from cloudact_lint.project.pipelines.model import Pipeline

_MANY = 3
_MOST = 0.8
_SHOWN = 10
"""So many of them are pointed to."""


def are_one_cause(lacking: Sequence[object], among: Sequence[object]) -> bool:
    """Whether a repository simply does not have something: hardly any of its pipelines does."""
    return len(lacking) >= _MANY and len(lacking) > _MOST * len(among)


def pointed_to(pipelines: Iterable[Pipeline], words: str = "so does `{}`") -> list[Related]:
    """The places of further pipelines."""
    return [Related(Location(one.file, one.at), words.format(one.name)) for one in list(pipelines)[:_SHOWN]]
