"""Which tables need which steps: the three sources of a migration."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError, nearest
from cloudact_lint.migration import differ, wanted
from cloudact_lint.migration.model import Plan, Shape, TablePlan
from cloudact_lint.migration.names import is_table
from cloudact_lint.project.project import Project

Chosen = Callable[[Shape], bool]


def from_configuration(settings: Settings, tables: Sequence[Shape], chosen: Chosen, backfill: bool) -> Plan:
    """What the configuration wants of tables and their schema files lack."""
    plans = []
    asked = [table for table in tables if chosen(table)]
    for table in asked:
        plan = wanted.missing_columns(settings, table, tables)
        if backfill:
            wanted.fills(settings, table, plan)
        plans.append(plan)
    notes = []
    if not any(family.required for family in settings.column_families) and not settings.deprecated_columns:
        notes.append("the configuration names no column-families and no deprecated-columns; see also --from and --live")
    return _plan(plans, "column families and deprecated columns of the configuration", len(asked), notes)


def from_revision(
    project: Project, tables: Sequence[Shape], chosen: Chosen, revision: str, backfill: bool
) -> Plan:
    """What changed in the descriptions of tables since a git revision."""
    from cloudact_lint.migration.revisions import project_at
    from cloudact_lint.migration.shapes import shapes

    before = {shape.key: shape for shape in shapes(project_at(project, revision)) if chosen(shape)}
    after = {shape.key: shape for shape in tables if chosen(shape)}
    plans = []
    for name in sorted(before.keys() & after.keys()):
        plan = differ.compare(before[name], after[name])
        if backfill:
            wanted.fills(project.settings, before[name], plan)
        plans.append(plan)
    for name in sorted(before.keys() - after.keys()):
        plan = TablePlan(before[name].name, before[name].parts)
        plan.person.append(f"is no longer described ({before[name].place} was): nothing is dropped")
        plans.append(plan)
    new = [f"`{after[name].name}`" for name in sorted(after.keys() - before.keys())]
    notes = [f"new since then, to be created by what creates tables: {', '.join(new)}"] if new else []
    return _plan(plans, f"descriptions of tables since {revision}", len(before.keys() & after.keys()), notes)


def from_live(
    settings: Settings, tables: Sequence[Shape], chosen: Chosen, live: Sequence[Shape], dump: str, backfill: bool
) -> Plan:
    """What tables lack of their descriptions."""
    described = {shape.key: shape for shape in tables}
    by_name = {shape.name.lower(): shape for shape in reversed(tables)}
    plans, unknown, seen = [], [], set()
    for table in live:
        new = described.get(table.key) or by_name.get(table.name.lower())
        if new is None:
            unknown.append(f"`{table.name}`")
            continue
        if not chosen(new):
            continue
        seen.add(new.key)
        plan = differ.compare(table, new)
        plan.parts = table.parts
        if backfill:
            wanted.fills(settings, table, plan)
        plans.append(plan)
    absent = [f"`{shape.name}`" for name, shape in sorted(described.items()) if name not in seen and chosen(shape)]
    notes = []
    if unknown:
        notes.append(f"in the dump and described nowhere: {_some(sorted(set(unknown)))}")
    if absent and seen:
        notes.append(f"described and not in the dump: {_some(absent)}")
    if not seen:
        notes.append("no table of the dump is described here: a table goes by the name of its schema file")
    return _plan(plans, f"descriptions of tables against {dump}", len(plans), notes)


def of_dataset(live: Sequence[Shape], project: str, dataset: str) -> list[Shape]:
    """The tables of the dataset that was asked for, where the dump tells datasets apart and has it."""
    project, dataset = (project, dataset) if project or "." not in dataset else dataset.rsplit(".", 1)
    here = [shape for shape in live if dataset and len(shape.parts) > 1 and shape.parts[-2] == dataset]
    kept = here or list(live)
    there = [shape for shape in kept if project and len(shape.parts) > 2 and shape.parts[-3] == project]
    return there or kept


def chooser(globs: Sequence[str], covers: Callable[[str], bool], tables: Sequence[Shape]) -> Chosen:
    """Whether a table is asked for: by name, and by where it is described. Raises UserError for a glob of nothing."""
    patterns = tuple(glob.lower() for glob in globs)
    for glob in patterns:
        if not any(matches(table.name.lower(), (glob,)) for table in tables):
            hint = nearest(glob, [table.name for table in tables]) if tables else "no table is described in the project"
            raise UserError(f"--table: no table is named '{glob}'", hint)
    return lambda table: (not patterns or matches(table.name.lower(), patterns)) and covers(table.place)


def _plan(plans: list[TablePlan], source: str, compared: int, notes: list[str]) -> Plan:
    for plan in plans:
        if plan.changes and not is_table(plan.name):
            plan.person.append("has a name that BigQuery does not take; nothing is written for it")
            plan.added, plan.retyped, plan.relaxed, plan.defaults, plan.described = [], [], [], [], []
            plan.fills, plan.description = [], ""
    told = [plan for plan in plans if plan.changes or plan.person or plan.notes]
    told.sort(key=lambda plan: (plan.name.lower(), plan.parts))
    return Plan(tuple(told), source, compared, tuple(notes))


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
