"""The tables that rules about schemas look at, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matcher
from cloudact_lint.findings import Location, Related
from cloudact_lint.lazy import lazy_pattern

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project

_ONE_FOR_EACH = frozenset({"schema", "table", "fields", "columns", "metadata"})
"""Names of files that a folder has one of: the folder is the table then, and its parent the family."""
_WORDS = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
SHOWN = 6
"""How many places or names a message lists before it only counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """A table with the description that counts. ``family`` is the folder that its relatives share."""

    table: Table
    definition: Definition
    family: str

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def path(self) -> str:
        """The file of the description."""
        return self.definition.path

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its columns."""
        return self.definition.schema.fields


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table, at its top level."""

    of: Described
    field: Field

    @property
    def place(self) -> Location:
        """Where its name stands."""
        return self.of.definition.place(self.field.at)

    @property
    def order(self) -> tuple[str, int, int]:
        """For sorting: by file and place."""
        return (self.of.path, self.field.at.row, self.field.at.column)

    def related(self, message: str) -> Related:
        """It, as a place that explains a finding."""
        return Related(self.place, message)


def described(project: Project) -> tuple[Described, ...]:
    """The tables of the project whose columns are known; not views, not those of test code."""
    known = project.shared.get("described")
    if not isinstance(known, tuple):
        known = project.shared["described"] = tuple(_described(project))
    return known


def own(project: Project) -> tuple[Described, ...]:
    """The same without the tables whose columns an outside standard names."""
    standard = matcher(project.settings.standard_tables)
    return tuple(item for item in described(project) if not standard(item.name) and not standard(item.path))


def _described(project: Project) -> Iterator[Described]:
    from cloudact_lint.project.catalog.catalog import Catalog

    for table in Catalog.of(project).tables.values():
        definition = table.canonical
        if table.kind != "table" or definition is None or project.is_test(definition.path):
            continue
        if definition.schema.fields:
            yield Described(table, definition, family(definition.path))


def family(path: str) -> str:
    """The folder whose schemas belong together with the one of this file."""
    folder, _, file = path.rpartition("/")
    return folder.rpartition("/")[0] if file.partition(".")[0].lower() in _ONE_FOR_EACH else folder


def words(name: str) -> tuple[str, ...]:
    """The words of a name in snake_case or camelCase, in lower case."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def named(names: Sequence[str]) -> str:
    """``a``, ``b`` and 3 more, for messages."""
    shown = [f"`{name}`" for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else ""
