"""Descriptions of one table in several schema files, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudact_lint.findings import Related

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.catalog import Catalog
    from cloudact_lint.project.catalog.collect import Feed
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project

FILE_FORMS = frozenset({"list", "fields", "schema", "schemas", "table", "yaml"})
"""Descriptions that are schema files; CREATE TABLE and lists in code are CA507's."""

_VARIANTS = 3
"""How many files in folders side by side are one for each of something, and no copies."""


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """What a copy says otherwise than the description that counts, by dotted names of columns."""

    lacks: tuple[str, ...]
    adds: tuple[str, ...]
    types: tuple[tuple[str, str, str], ...]
    """Name, type in the copy, type in the other."""
    modes: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.lacks or self.adds or self.types or self.modes)

    def names(self) -> list[str]:
        """Every column that differs."""
        return [*self.lacks, *self.adds, *(name for name, _, _ in (*self.types, *self.modes))]

    def in_words(self) -> str:
        """``lacks `a`, has `b` more, `c` is DATE, not TIMESTAMP``."""
        from cloudact_lint.rules.schema._compact import compact
        from cloudact_lint.rules.schema._described import named

        parts = []
        if self.lacks:
            parts.append(f"lacks {named(compact(self.lacks))}")
        if self.adds:
            parts.append(f"has {named(compact(self.adds))} more")
        for kinds in (self.types, self.modes):
            for pair in dict.fromkeys((one, other) for _, one, other in kinds):
                names = named(compact(name for name, one, other in kinds if (one, other) == pair))
                parts.append(f"has {names} as {pair[0]}, not {pair[1]}")
        return ", ".join(parts)


@dataclass(slots=True, eq=False)
class Copies:
    """One table described in several files: ``main`` counts, ``others`` are copies of it."""

    table: Table
    main: Definition
    others: list[tuple[Definition, Differences]] = field(default_factory=list)
    feed: Feed | None = None
    """The configuration that pairs them, where they go by different names."""

    def first(self) -> tuple[Definition, Differences]:
        """The first copy that differs, else the first."""
        return next((entry for entry in self.others if entry[1]), self.others[0])

    def related(self) -> Iterator[Related]:
        """The other places."""
        yield Related(self.main.place(), f"`{self.table.name}` is described here")
        if self.feed is not None:
            from cloudact_lint.findings import Location

            yield Related(Location(self.feed.path, self.feed.at), "here rows by the one go into the table of the other")
        shown = self.first()[0]
        for other, differences in self.others:
            if other is not shown:
                yield Related(other.place(), f"and here: {differences.in_words() or 'the same again'}")


def compared(copy: Definition, main: Definition) -> Differences:
    """How a copy differs from the description that counts; order and descriptions do not matter."""
    from cloudact_lint.project.catalog.table import flat

    ours, theirs = dict(flat(copy.schema.fields)), dict(flat(main.schema.fields))
    both = [(name, ours[name], theirs[name]) for name in ours if name in theirs]
    return Differences(
        _outermost(theirs, ours),
        _outermost(ours, theirs),
        tuple((a.name, _type(a), _type(b)) for _, a, b in both if _type(a) != _type(b)),
        tuple((a.name, a.mode, b.mode) for _, a, b in both if a.mode != b.mode and _type(a) == _type(b)),
    )


def _outermost(here: dict[str, Field], there: dict[str, Field]) -> tuple[str, ...]:
    """The fields of ``here`` that ``there`` lacks, as written; of a missing RECORD not each field."""
    missing = ((name, name.rpartition(".")[0]) for name in here if name not in there)
    return tuple(_written(name, here) for name, record in missing if not record or record in there)


def _written(name: str, fields: dict[str, Field]) -> str:
    parts = name.split(".")
    return ".".join(fields[".".join(parts[: size + 1])].name for size in range(len(parts)))


def _type(item: Field) -> str:
    return item.type + item.parameters


def all_copies(project: Project, catalog: Catalog) -> Iterator[Copies]:
    """Every table with copies: under its own name, then those that configuration pairs."""
    for table in catalog.tables.values():
        if table.kind == "table":
            yield from _same_name(project, table)
    yield from _paired(project, catalog)


def _same_name(project: Project, table: Table) -> Iterator[Copies]:
    files = [d for d in table.definitions if _is_file(project, d)]
    left = sorted(_without_variants(files), key=lambda d: not d.canonical)
    while len(left) > 1:
        main, *rest = left
        group = Copies(table, main)
        left = []
        seen = {main.path}
        for item in rest:
            if item.path in seen:
                continue
            if _one_table(item, main):
                seen.add(item.path)
                group.others.append((item, compared(item, main)))
            else:
                left.append(item)
        if group.others:
            yield group


def _without_variants(files: Sequence[Definition]) -> Iterator[Definition]:
    """Leaves out files that are one of several variants: ``v1/…``, ``v2/…``; ``north/…``, ``south/…``, ``east/…``."""
    for item in files:
        apart = [found for other in files if (found := _only_difference(item.path, other.path)) is not None]
        versions = any(_without_digits(here) == _without_digits(there) for _, here, there in apart)
        places = [at for at, _, _ in apart]
        if not versions and all(places.count(at) + 1 < _VARIANTS for at in places):
            yield item


def _only_difference(one: str, other: str) -> tuple[int, str, str] | None:
    """The one folder in which two paths differ, and its two names."""
    ours, theirs = one.split("/"), other.split("/")
    if len(ours) != len(theirs) or ours[-1] != theirs[-1]:
        return None
    found = [(at, here, there) for at, (here, there) in enumerate(zip(ours, theirs)) if here != there]
    return found[0] if len(found) == 1 else None


def _without_digits(name: str) -> str:
    return "".join(char for char in name if not char.isdigit())


def _is_file(project: Project, item: Definition) -> bool:
    schema = item.schema
    return schema.form in FILE_FORMS and bool(schema.fields) and not schema.open and not project.is_test(item.path)


def _one_table(one: Definition, other: Definition) -> bool:
    """Whether two descriptions of one name mean one table: no two datasets, half of the columns in common."""
    first, second = one.schema.parts, other.schema.parts
    if len(first) > 1 and len(second) > 1 and first[-2].lower() != second[-2].lower():
        return False
    return _alike(one, other)


def _alike(one: Definition, other: Definition) -> bool:
    ours, theirs = ({item.name.lower() for item in d.schema.fields} for d in (one, other))
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))


def _paired(project: Project, catalog: Catalog) -> Iterator[Copies]:
    """Schemas that configuration loads into a table of another name."""
    seen: set[tuple[str, str]] = set()
    for feed in catalog.feeds:
        template, table = catalog.tables.get(feed.schema.lower()), catalog.table([feed.table])
        main = table.canonical if table is not None else None
        if template is None or table is None or main is None or template is table or project.is_test(feed.path):
            continue
        found = _nearest(feed.path, [d for d in template.definitions if _is_file(project, d)])
        if found is None or not _is_file(project, main) or found.path == main.path or not _alike(found, main):
            continue
        if (found.path, main.path) not in seen:
            seen.add((found.path, main.path))
            yield Copies(table, main, [(found, compared(found, main))], feed)


def _nearest(path: str, definitions: Sequence[Definition]) -> Definition | None:
    """The description that lies nearest to a file."""
    def shared(item: Definition) -> int:
        return sum(1 for _ in _common(path.split("/"), item.path.split("/")))

    return max(definitions, key=shared, default=None)


def _common(one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    for a, b in zip(one, other):
        if a != b:
            return
        yield a
