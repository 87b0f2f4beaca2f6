"""Which tables the code, the SQL and the pipelines of a project read and write."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from cloudact_lint.project.bigquery import METHOD_NAMES, BigQuery
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.overview.model import Access, MappedPipeline, MappedTable, Place
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.texts import SqlTexts
from cloudact_lint.project.tables import Tables

_SYSTEM = frozenset(("INFORMATION_SCHEMA", "__TABLES__", "__TABLES_SUMMARY__"))
_WRITING = frozenset(("insert-rows", "load", "copy"))
_MIN_GROUP = 3
"""So many tables of one beginning are shown as one group."""
OTHERS = "other tables"


def accesses(
    project: Project, service_of: Callable[[str], str], pipelines: Iterable[MappedPipeline]
) -> Iterator[Access]:
    """Every use of a table whose name is known."""
    yield from _in_sql(project, service_of)
    yield from _by_clients(project, service_of)
    for pipeline in pipelines:
        for step in pipeline.steps:
            place = Place(pipeline.place.path, step.row)
            for name in step.reads:
                yield Access(name, "read", place, pipeline.service, pipeline.name)
            for name in step.writes:
                yield Access(name, "write", place, pipeline.service, pipeline.name)


def _in_sql(project: Project, service_of: Callable[[str], str]) -> Iterator[Access]:
    binder = Binder.of(project)
    for text in SqlTexts.of(project).all():
        for bound in binder.bind(text):
            path, span = text.span(bound.tree.statement.offset, bound.tree.statement.offset + 1)
            place = Place(path or text.path, span.row)
            for use in bound.tables:
                if use.local or any(part.upper() in _SYSTEM for part in use.source.parts):
                    continue
                name = use.table.name if use.table is not None else (use.source.parts or ("{",))[-1].strip("`")
                if "{" not in name:
                    dataset = use.source.parts[-2].strip("`") if len(use.source.parts) > 1 else ""
                    mode: Literal["read", "write"] = "write" if use.role == "write" else "read"
                    yield Access(name, mode, place, service_of(place.path), "", "" if "{" in dataset else dataset)


def _by_clients(project: Project, service_of: Callable[[str], str]) -> Iterator[Access]:
    """Rows that are inserted or loaded without SQL."""
    bigquery = BigQuery.of(project)
    tables = Tables(bigquery)
    for path in project.files_calling(*METHOD_NAMES):
        if not project.asked(path):
            continue
        for site in project.calls_in(path):
            operation = bigquery.operation(site)
            if operation is None or operation.action not in _WRITING:
                continue
            name, scope = tables.of_operation(operation)
            if scope is None and name not in ("", "?") and "{" not in name:
                yield Access(name, "write", Place(path, site.call.at.row), service_of(path), "")


# Tables --------------------------------------------------------------------------------------


def mapped_tables(project: Project, found: Iterable[Access]) -> tuple[MappedTable, ...]:
    """All tables that are described or used, by name."""
    catalog = Catalog.of(project)
    by_name: dict[str, list[Access]] = defaultdict(list)
    for access in found:
        by_name[access.table.lower()].append(access)
    shown: dict[str, tuple[str, Table | None]] = {}
    for key, described in catalog.tables.items():
        if not _in_tests(project, described):
            shown[key] = (described.name if described.name.lower() == key else key, described)
    last = {key.rpartition(".")[2] for key in shown}
    for key, used in by_name.items():
        if key not in last and key.upper() not in _SYSTEM:
            known = catalog.table((key,))
            shown[key] = (known.name if known is not None else used[0].table, known)
    groups = _groups(shown, by_name)
    made = []
    for key, (name, table) in sorted(shown.items()):
        used = list(dict.fromkeys(by_name.get(key, ()) or by_name.get(key.rpartition(".")[2], ())))
        made.append(MappedTable(
            name, groups[name], table.kind if table is not None else "", _places(table),
            tuple(sorted(access for access in used if access.mode == "read")),
            tuple(sorted(access for access in used if access.mode == "write")),
        ))  # fmt: skip
    return tuple(made)


def _in_tests(project: Project, table: Table) -> bool:
    places = _places(table)
    return bool(places) and all(project.is_test(path) for path in places)


def _places(table: Table | None) -> tuple[str, ...]:
    if table is None:
        return ()
    paths = [item.path for item in table.definitions]
    paths += [str(table.extra["view_path"])] if "view_path" in table.extra else []
    return tuple(dict.fromkeys(paths))


def _groups(
    tables: dict[str, tuple[str, Table | None]], used: dict[str, list[Access]]
) -> dict[str, str]:
    """For each table the dataset that is written for it, else what its name begins with, where others begin alike."""
    found: dict[str, str] = {}
    begins: dict[str, list[str]] = defaultdict(list)
    for key, (name, table) in tables.items():
        said = table.parts[-2] if table is not None and len(table.parts) > 1 else ""
        named = Counter(access.dataset for access in used.get(name.rpartition(".")[2].lower(), ()) if access.dataset)
        usual = max(named, key=lambda word: (named[word], word), default="")
        dataset = key.rpartition(".")[0] or ("" if "{" in said else said) or usual
        if dataset:
            found[name] = dataset
        else:
            begins[name.partition("_")[0].lower()].append(name)
    for begin, names in begins.items():
        for name in names:
            found[name] = f"{begin}_*" if len(names) >= _MIN_GROUP else OTHERS
    return found
