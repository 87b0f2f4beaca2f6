"""Functions that the repository has already for what a request lacks, by what they are called."""

from __future__ import annotations

import re
from collections import defaultdict

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.focus import imported_by
from cloudact_lint.project.project import Project

BOUNDED = lazy_pattern(r"(?i)^_?(?:fetch|request|call|get|http)\w*time_?out|^_?time_?out_?(?:fetch|request)")
RETRIED = lazy_pattern(
    r"(?i)^_?(?:make_)?(?:fetch|request|call|get|http)\w*_?(?:with_?)?retr(?:y|ies)$|^_?retry_?(?:fetch|request)$"
)


def known_function(project: Project, path: str, pattern: re.Pattern[str]) -> str:
    """The nearest function with such a name that code at ``path`` can call: its own, or one that others import.

    Told by indexes alone, so that a run over one file says the same as one over all.
    """
    index = project.records[path]
    own = sorted(name for name in index.defines if pattern.search(name))
    if own:
        return own[0]
    top, language = path.partition("/")[0], index.language
    found = [
        (-_shared(path, where), where, name)
        for name, places in _imported(project, pattern).items()
        for where in places
        if where.partition("/")[0] == top and project.records[where].language == language
    ]
    return "{2}` of `{1}".format(*min(found)) if found else ""


def _imported(project: Project, pattern: re.Pattern[str]) -> dict[str, set[str]]:
    """Names that match and that some file imports, with the files that they are imported from."""
    key = f"hints:{pattern.pattern}"
    known = project.shared.get(key)
    if isinstance(known, dict):
        return known
    found: dict[str, set[str]] = defaultdict(set)
    for path, index in project.records.items():
        for item in index.imports:
            if item.name and pattern.search(item.name) and not project.is_test(path):
                targets = imported_by(project, path, item)
                found[item.name].update(one for one in targets if item.name in project.records[one].defines)
    project.shared[key] = found
    return found


def _shared(one: str, other: str) -> int:
    """How many folders two paths share."""
    count = 0
    for a, b in zip(one.split("/"), other.split("/")):
        if a != b:
            break
        count += 1
    return count
