"""The statements of one script together: what is created, used and dropped in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudact_lint.project.sql.outline import Statement, statements

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


@dataclass(slots=True, eq=False)
class Made:
    """A table that a script creates, with its DROP statements and how often it is used in between."""

    create: Statement
    name: str
    temporary: bool
    drops: list[Statement] = field(default_factory=list)
    uses: int = 0


def scripts(project: Project) -> Iterator[list[Statement]]:
    """The statements of each text, in order."""
    current: list[Statement] = []
    for statement in statements(project):
        if current and current[0].bound.text is not statement.bound.text:
            yield current
            current = []
        current.append(statement)
    if current:
        yield current


def made_in(script: list[Statement]) -> list[Made]:
    """The tables a script creates; ``uses`` counts statements between the CREATE and the first DROP."""
    found: dict[str, Made] = {}
    for statement in script:
        tree = statement.tree
        kind, flags = tree.statement.kind, tree.statement.flags
        target = tree.target
        name = ".".join(target.parts).lower() if target is not None else ""
        if kind == "CREATE" and "table" in flags and name and not _unknown(target.parts if target else ()):
            temporary = "temp" in flags or (target is not None and target.parts[0].upper() == "_SESSION")
            key = name.removeprefix("_session.")
            if key not in found:
                found[key] = Made(statement, name, temporary)
                continue
        if kind == "DROP":
            made = found.get(name.removeprefix("_session."))
            if made is not None:
                made.drops.append(statement)
            continue
        for use in statement.bound.tables:
            made = found.get(".".join(use.source.parts).lower().removeprefix("_session."))
            if made is not None and not made.drops:
                made.uses += 1
    return list(found.values())


def _unknown(parts: tuple[str, ...]) -> bool:
    return not parts or parts[-1] == "{}"
