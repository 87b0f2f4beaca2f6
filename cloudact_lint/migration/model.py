"""Tables as one side knows them, and the steps from one side to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cloudact_lint.facts.schema_model import Field, Partition

DESCRIPTIONS = "descriptions"
DEFAULTS = "defaults"
PARTITION = "partition"
CLUSTERING = "clustering"
EVERYTHING = frozenset({DESCRIPTIONS, DEFAULTS, PARTITION, CLUSTERING})


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as a schema file, a git revision or a dump has it.

    ``known`` names what this side speaks of at all: a dump without descriptions says nothing of them.
    ``parts`` are the project, the dataset and the name, as far as they are known.
    """

    name: str
    fields: tuple[Field, ...]
    parts: tuple[str, ...] = ()
    partition: Partition | None = None
    cluster: tuple[str, ...] = ()
    description: str = ""
    known: frozenset[str] = EVERYTHING
    place: str = ""

    @property
    def key(self) -> str:
        """The name with its dataset, where that is known."""
        return ".".join(self.parts[-2:]).lower() or self.name.lower()

    def column(self, name: str) -> Field | None:
        """The column of this name; case does not matter."""
        return next((item for item in self.fields if item.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Retyped:
    """A column whose type becomes a wider one."""

    old: Field
    new: Field


@dataclass(frozen=True, slots=True)
class Fill:
    """Rows whose ``new`` is NULL take over what ``old`` has."""

    old: str
    new: str


@dataclass(slots=True)
class TablePlan:
    """The steps for one table, in the order in which they are to be done.

    ``person`` are sentences on what no statement should do; ``notes`` on what a statement does and
    a person may want to know.
    """

    name: str
    parts: tuple[str, ...] = ()
    added: list[Field] = field(default_factory=list)
    retyped: list[Retyped] = field(default_factory=list)
    relaxed: list[str] = field(default_factory=list)
    defaults: list[tuple[str, str]] = field(default_factory=list)
    described: list[tuple[str, str]] = field(default_factory=list)
    description: str = ""
    fills: list[Fill] = field(default_factory=list)
    filter_by: tuple[str, str] | None = None
    """Column and type of the partitioning, where queries must filter by it."""
    person: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether a statement is to be written."""
        return bool(
            self.added or self.retyped or self.relaxed or self.defaults or self.described or self.description
            or self.fills
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, table by table, and what was compared."""

    tables: tuple[TablePlan, ...]
    source: str
    """What the wanted state comes from, in words."""
    compared: int = 0
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether a statement is to be written for some table."""
        return any(table.changes for table in self.tables)

    def person(self) -> list[tuple[str, str]]:
        """What is left for a person: tables and a sentence; what is said of several tables is said once."""
        return _grouped((said, table.name) for table in self.tables for said in table.person)

    def to_know(self) -> list[str]:
        """Further sentences on what was planned."""
        found = _grouped((said, table.name) for table in self.tables for said in table.notes)
        return [*(f"{names}: {said}" for names, said in found), *self.notes]


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    tables: dict[str, dict[str, None]] = {}
    for said, name in pairs:
        tables.setdefault(said, {})[name] = None
    return [(", ".join(names), said) for said, names in tables.items()]
