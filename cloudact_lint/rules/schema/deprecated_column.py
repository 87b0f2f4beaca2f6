"""CA402: a schema that still has a deprecated column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_deprecated

if TYPE_CHECKING:
    from cloudact_lint.config.settings import DeprecatedColumn
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project

_COLUMN = lazy_pattern(r"[^\W\d][\w{},.]*[\w}]")


class DeprecatedColumnRule(Rule):
    """Looks for the columns of ``deprecated-columns`` in every description of a table."""

    meta = RuleMeta(
        code="CA402",
        slug="deprecated-column",
        summary="a schema still has a column that the configuration calls deprecated",
        severity=Severity.MEDIUM,
        default="on",
        languages=("schema",),
        why=(
            "As long as the schema has the old column, new tables are made with it, code keeps filling it, and readers "
            "cannot tell which of the two is right. Rows written by new code leave the old column NULL, and queries "
            "that filter by it lose them silently."
        ),
        instead=(
            "Add the successor, fill it from the old column with one UPDATE, move readers and writers, and then take "
            "the old column out of the schema file and drop it."
        ),
        silent=(
            "Without `deprecated-columns` in the configuration; tables that an entry leaves out; "
            "views."
        ),
        references=("https://cloud.google.com/bigquery/docs/managing-table-schemas#delete_a_column",),
        needs=("deprecated-columns",),
        bug_hunt=(3,),
    )

    valid = _examples_deprecated.VALID
    invalid = _examples_deprecated.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every description of every table: each must be mended."""
        from cloudact_lint.project.catalog.catalog import Catalog

        columns = project.settings.deprecated_columns
        if not columns:
            return
        for table in Catalog.of(project).tables.values():
            here = [column for column in columns if _meant(column, table.name.lower())]
            for definition in table.definitions:
                if here and table.kind == "table" and project.asked(definition.path):
                    yield from self._checked(table, definition, here)

    def _checked(self, table: Table, definition: Definition, columns: Sequence[DeprecatedColumn]) -> Iterator[Finding]:
        from cloudact_lint.project.catalog.table import flat

        fields = dict(flat(definition.schema.fields))
        found = [(fields[column.name.lower()], column) for column in columns if column.name.lower() in fields]
        if not found:
            return
        found.sort(key=lambda pair: pair[0].at)
        one = len(found) == 1
        first = found[0][0].at
        message = (
            f"`{table.name}` still has the deprecated column{'' if one else 's'} {_uses(found)}"
            f"{_absent([column.use for _, column in found], fields)}"
        )
        yield self.finding(
            definition.path,
            first,
            message,
            related=[*_others(table, definition, found)],
            evidence=[Evidence(table.name, field.name, field.at.row) for field, _ in found],
            anchor=f"{table.name}:{','.join(field.name for field, _ in found)}",
        )


def _meant(column: DeprecatedColumn, table: str) -> bool:
    from cloudact_lint.config.globs import matches

    return (not column.tables or matches(table, column.tables)) and not matches(table, column.except_)


def _uses(found: Sequence[tuple[Field, DeprecatedColumn]]) -> str:
    """``a`` (use `b`), ``c`` (use `d`); numbered columns together."""
    from cloudact_lint.rules.schema._compact import compact

    olds, news = compact(field.name for field, _ in found), compact(column.use for _, column in found)
    alike = len(olds) == len(news) and all(one.count("{") == other.count("{") for one, other in zip(olds, news))
    if alike and len(olds) < len(found):
        pairs = list(zip(olds, news))
    else:
        pairs = [(field.name, column.use) for field, column in found]
    return ", ".join(f"`{old}` (use {_quoted(new)})" for old, new in pairs)


def _quoted(use: str) -> str:
    """A successor, in backticks if it is a name."""
    return f"`{use}`" if _COLUMN.fullmatch(use) else use


def _absent(uses: Sequence[str], fields: dict[str, Field]) -> str:
    """Says that successors, where they are names, are not in the schema."""
    from cloudact_lint.rules.schema._compact import compact
    from cloudact_lint.rules.schema._described import named

    names = list(dict.fromkeys(name for use in uses for name in _names(use)))
    absent = [name for name in names if name.lower() not in fields]
    if not absent:
        return ": writers fill the one or the other, readers cannot know which" if names else ""
    if len(absent) == len(names):
        return f", and not yet {named(compact(absent))}"
    return f", and lacks {named(compact(absent))} still"


def _names(use: str) -> tuple[str, ...]:
    """The columns that a successor names: the first word with an underscore or braces, spelled out."""
    from cloudact_lint.config.braces import TooMany, expand

    word = next((word for word in _COLUMN.findall(use) if "_" in word), use if _COLUMN.fullmatch(use) else "")
    try:
        return tuple(name for name in expand(word) if name and "{" not in name)
    except TooMany:
        return ()


def _others(table: Table, definition: Definition, found: Sequence[tuple[Field, DeprecatedColumn]]) -> Iterator[Related]:
    for field, column in found[1:]:
        yield Related(definition.place(field.at), f"`{field.name}`: use {_quoted(column.use)}")
    for other in table.definitions:
        if other.path != definition.path:
            yield Related(other.place(), f"`{table.name}` is described here too")
