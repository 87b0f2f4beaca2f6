"""``cloudact-lint schema``: the tables a project speaks of, one of them, and how two differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError, nearest

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.catalog import Catalog
    from cloudact_lint.project.catalog.compare import Described, Difference
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.source.discovery import Scope

_Side = tuple[str, "Described"]


def ls(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """List tables: kind, number of columns, layout and where they are described."""

    def listed(catalog: Catalog, scope: Scope) -> int:
        tables = [
            (name, table) for name, table in catalog.tables.items() if any(map(scope.covers, _places(table)))
        ]
        if options["output_format"] == "json":
            console.write_exact(json.dumps([_summary(catalog, *each) for each in tables], indent=2) + "\n")
            return 0
        from cloudact_lint.output.terminal import one_line
        from cloudact_lint.output.terminal import table as lined

        rows: list[tuple[str, ...]] = [("table", "kind", "columns", "partition", "cluster", "from")]
        for each in tables:
            said = _summary(catalog, *each)
            count = "?" if said["columns"] is None else str(said["columns"]) + ("+" if said["open"] else "")
            where = said["from"][0] if said["from"] else ""
            more = f" and {len(said['from']) - 1} more" if len(said["from"]) > 1 else ""
            cells = (said["name"], said["kind"], count, said["partition"], ", ".join(said["cluster"]), where + more)
            rows.append(tuple(map(one_line, cells)))
        console.write(lined(rows, right=(2,)))
        return 0

    return _with_catalog(list(paths) or ["."], options, listed)


def show(name: str, options: Mapping[str, Any]) -> int:
    """Show the columns of a table, nested ones too."""

    def shown(catalog: Catalog, scope: Scope) -> int:
        table = _table(catalog, name)
        fields = _fields(catalog, table)
        if options["output_format"] == "json":
            facts = {**_summary(catalog, table.name, table), "fields": [_field_facts(one) for one in fields]}
            console.write_exact(json.dumps(facts, indent=2) + "\n")
        else:
            console.write(_page(catalog, table, fields))
        return 0

    return _with_catalog([options["path"]], options, shown)


def diff(left: str, right: str, options: Mapping[str, Any]) -> int:
    """Compare two tables, two files, or the descriptions of one table. Exit status 1 if they differ."""

    def compared(catalog: Catalog, scope: Scope) -> int:
        from cloudact_lint.project.catalog.compare import differences

        pairs = _pairs(catalog, left, right)
        found = [(one[0], other[0], differences(one[1], other[1])) for one, other in pairs]
        if options["output_format"] == "json":
            facts = [
                {"left": one, "right": other, "differences": [each._asdict() for each in differing]}
                for one, other, differing in found
            ]
            console.write_exact(json.dumps(facts, indent=2) + "\n")
        else:
            console.write("\n".join(_comparison(*each) for each in found))
        return 1 if any(differing for _, _, differing in found) else 0

    paths = [path for path in (left, right) if path and Path(path).exists()] or [options["path"]]
    return _with_catalog(paths, options, compared)


def _with_catalog(
    paths: list[str], options: Mapping[str, Any], ask: Callable[[Catalog, Scope], int]
) -> int:
    from cloudact_lint.engine.opening import opened
    from cloudact_lint.project.catalog.catalog import Catalog

    for path in paths:
        if not Path(path).exists():
            raise UserError(f"there is no file or folder '{path}'")
    settings = settings_for(paths, catalogue(), options["config"], options["isolated"], {})
    with opened(settings, paths, cache_dir=options["cache_dir"] or None, use_cache=not options["no_cache"]) as (
        project, scope,
    ):
        return ask(Catalog.of(project), scope)


# What is said of a table ---------------------------------------------------------------------


def _places(table: Table) -> list[str]:
    """The files that describe a table, the one that counts first."""
    paths = [item.path for item in table.definitions]
    paths += [str(table.extra["view_path"])] if "view_path" in table.extra else []
    paths += [item.path for item in table.layouts]
    paths += [item.path for item in table.added]
    return list(dict.fromkeys(paths))


def _fields(catalog: Catalog, table: Table) -> tuple[Field, ...]:
    """The columns of a table; of a view those that its query is known to give."""
    if table.fields or table.view is None:
        return table.fields
    from cloudact_lint.facts.model import NOWHERE
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.sql.binder import Binder

    columns = Binder.of(catalog.project).relation(table).columns.values()
    return tuple(
        one.field._replace(name=one.name) if one.field is not None
        else Field(one.name, one.type or "?", "NULLABLE", "", "", (), one.type, NOWHERE, NOWHERE)
        for one in columns
    )


def _summary(catalog: Catalog, name: str, table: Table) -> dict[str, Any]:
    from cloudact_lint.project.catalog.compare import partition_text

    clusterings = [[one.name for one in columns] for _, columns, _ in table.clusterings() if columns]
    fields = _fields(catalog, table)
    places = _places(table)
    return {
        "name": table.name if "." not in name else name, "kind": table.kind,
        "columns": len(fields) if fields or not table.open else None, "open": table.open,
        "partition": partition_text(table.partition), "cluster": clusterings[0] if clusterings else [], "from": places,
    }


def _field_facts(field: Field) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": field.name, "type": field.type + field.parameters, "mode": field.mode}
    facts |= {"description": field.description, "default": field.default}
    return facts | ({"fields": [_field_facts(one) for one in field.fields]} if field.fields else {})


def _page(catalog: Catalog, table: Table, fields: Sequence[Field]) -> str:
    from cloudact_lint.output.terminal import table as lined

    said = _summary(catalog, table.name, table)
    lines = [f"{'.'.join(table.parts) or table.name} ({table.kind})"]
    if table.canonical is not None and table.canonical.schema.description:
        lines.append(table.canonical.schema.description)
    lines += [f"{word}: {said[key]}" for word, key in (("Partition", "partition"),) if said[key]]
    lines += [f"Cluster: {', '.join(said['cluster'])}"] if said["cluster"] else []
    lines += [f"From: {said['from'][0]}"] if said["from"] else []
    lines += [f"Also: {path}" for path in said["from"][1:]]
    lines += ["There may be more columns than are known here."] if table.open else []
    rows: list[tuple[str, ...]] = [("column", "type", "mode", "description")]
    _rows(rows, fields, "")
    added = [f"Added by {one.path}: {one.field.name} {one.field.type}" for one in table.added]
    return "\n".join(lines) + "\n\n" + (lined(rows) if fields else "No columns are known.\n") + "".join(
        f"{line}\n" for line in added
    )


def _rows(rows: list[tuple[str, ...]], fields: Sequence[Field], indent: str) -> None:
    from cloudact_lint.output.terminal import one_line

    for field in fields:
        mode = "" if field.mode == "NULLABLE" else field.mode
        cells = (field.type + field.parameters, mode, field.description.strip())
        rows.append((indent + one_line(field.name), *map(one_line, cells)))
        _rows(rows, field.fields, indent + "  ")


# Comparing -----------------------------------------------------------------------------------


def _table(catalog: Catalog, name: str) -> Table:
    found = catalog.table(tuple(name.split(".")))
    if found is None:
        names = list(dict.fromkeys(table.name for table in catalog.tables.values()))
        close = nearest(name.rpartition(".")[2], names)
        raise UserError(f"no table '{name}' is known here", close or "'cloudact-lint schema ls' lists them")
    return found


def _pairs(catalog: Catalog, left: str, right: str) -> list[tuple[_Side, _Side]]:
    if not right:
        table = _table(catalog, left)
        if len(table.definitions) < 2:
            raise UserError(f"'{left}' is described in one place only", "name a second table or file")
        first, *others = table.definitions
        return [(_side(first), _side(other)) for other in others]
    return [(_chosen(catalog, left, right), _chosen(catalog, right, left))]


def _chosen(catalog: Catalog, name: str, other: str) -> _Side:
    """The table or file of this name; of a file with several tables, the one that ``other`` is called after."""
    if not Path(name).is_file():
        from cloudact_lint.project.catalog.compare import Described

        table = _table(catalog, name)
        cluster = next((columns for _, columns, _ in table.clusterings() if columns), ())
        return table.name, Described(_fields(catalog, table), table.partition, cluster)
    from cloudact_lint.source.discovery import relative

    path = relative(catalog.project.settings.root, name)
    found = {item.schema.name: item for table in catalog.tables.values() for item in table.definitions
             if item.path == path}
    if not found:
        raise UserError(f"'{name}' describes no table")
    wanted = Path(other).name.partition(".")[0].lower()
    chosen = next((item for key, item in found.items() if key.lower() == wanted), None)
    if chosen is None and len(found) > 1:
        raise UserError(f"'{name}' describes several tables", f"compare by name: {', '.join(sorted(found)[:5])}")
    return _side(chosen or next(iter(found.values())))


def _side(item: Definition) -> _Side:
    from cloudact_lint.project.catalog.compare import Described

    schema = item.schema
    return f"{item.path} ({schema.name})", Described(schema.fields, schema.partition, schema.cluster)


def _comparison(left: str, right: str, found: Sequence[Difference]) -> str:
    from cloudact_lint.output.terminal import one_line
    from cloudact_lint.output.terminal import table as lined

    head = f"{left} and {right}: "
    if not found:
        return head + "no difference\n"
    rows: list[tuple[str, ...]] = [("column", "what", "left", "right")]
    rows += [
        tuple(map(one_line, (each.column, each.what, each.left or "-", each.right or "-")))
        for each in found if each.what != "description"
    ]
    text = head + f"{len(found)} difference{'s' * (len(found) > 1)}\n" + (lined(rows) if len(rows) > 1 else "")
    described = [each.column for each in found if each.what == "description"]
    return text + (f"Descriptions differ: {', '.join(described)}\n" if described else "")
