"""The shape of pipelines written in YAML, from what a configuration says of it."""

from __future__ import annotations

from typing import Any

from cloudact_lint.config.place import Place, table, texts
from cloudact_lint.errors import nearest

WORDS: dict[str, str] = {
    "files": "Globs of the only files that hold pipelines; found by their looks when empty.",
    "exclude": "Globs of files that hold none, whatever they look like.",
    "steps": "Keys that hold the steps of a pipeline.",
    "ids": "Keys that name a step.",
    "types": "Keys that say what runs a step.",
    "depends-on": "Keys that name the steps that come before.",
    "schedule": "Keys that say when a pipeline runs.",
    "manual": "Keys that say who or what starts a pipeline that has no schedule.",
    "version": "Keys that hold the version of a pipeline.",
    "on-failure": "Keys that say who is told of a failure.",
    "tables": "Keys that name tables.",
    "procedures": "Keys that name stored procedures.",
    "schema-files": "Keys that name schema files, with or without their folder and ending.",
    "sql-files": "Keys that name SQL files.",
    "processors": "Where code of steps lives, {} being a type: src/steps/{}.py. Learnt from the code when empty.",
    "entry-points": "What the module of a step must define. Learnt from the code when empty.",
    "notifiers": "Globs of functions that tell somebody of a failure.",
}
"""What can be said under ``pipelines``. All are lists; keys and globs of functions are taken beside the usual ones."""


def pipelines(value: Any, place: Place) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lists of ``pipelines``, sorted by name."""
    found = {}
    for name, items in table(value, place).items():
        here = place.below(name)
        if name not in WORDS:
            here.fail("unknown key", nearest(str(name), WORDS))
        found[str(name)] = tuple(dict.fromkeys(item.strip() for item in texts(items, here)))
        if name == "processors":
            wrong = next((item for item in found[name] if item.count("{}") != 1), None)
            if wrong is not None:
                here.fail(f"'{wrong}' must hold {{}} once, for the type of a step")
    return tuple(sorted(found.items()))
