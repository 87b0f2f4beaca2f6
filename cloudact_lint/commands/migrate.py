"""``cloudact-lint migrate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.migration.model import Plan, Shape
    from cloudact_lint.migration.script import Target


def run(paths: list[str], options: Mapping[str, Any]) -> int:
    """Write the script that brings tables to what is wanted. Returns the exit status."""
    from cloudact_lint.migration import script

    target = _target(options)
    settings = settings_for(paths or ["."], catalogue(), options["config"], options["isolated"], {})
    plan = _plan(settings, paths or ["."], options)
    _agrees(plan, target)
    _tell(plan, options["quiet"])
    if options["check"]:
        for table in plan.tables:
            if table.changes or table.person:
                console.write(f"Would change: {table.name}\n" if table.changes else f"Needs a person: {table.name}\n")
        return 1 if plan.changes or plan.person() else 0
    text = script.bash(plan, target) if options["output_format"] == "bash" else script.sql(plan, target)
    if options["output"]:
        console.write_file(options["output"], text)
    else:
        console.write_exact(text)
    return 0


def _target(options: Mapping[str, Any]) -> Target:
    from cloudact_lint.migration import names
    from cloudact_lint.migration.script import Target

    project, dataset, like, region = (options[name] for name in ("project", "dataset", "dataset_like", "region"))
    if dataset and like:
        raise UserError("--dataset and --dataset-like exclude each other", "leave one of them out")
    if not project and "." in dataset:
        project, _, dataset = dataset.rpartition(".")
    for option, value, test in (
        ("--project", project, names.is_project),
        ("--dataset", dataset, names.is_dataset),
        ("--region", region, names.is_region),
    ):
        if value and not test(value):
            raise UserError(f"{option}: '{value}' is no name that BigQuery takes there")
    if options["from_revision"] and options["live"]:
        raise UserError("--from and --live exclude each other", "they are two things to compare with: run it twice")
    return Target(project, dataset, like, region)


def _plan(settings: Settings, paths: Sequence[str], options: Mapping[str, Any]) -> Plan:
    from cloudact_lint.engine.opening import opened
    from cloudact_lint.migration import planning
    from cloudact_lint.migration.live import read_dump
    from cloudact_lint.migration.shapes import shapes

    live: list[Shape] = [shape for path in options["live"] for shape in read_dump(path)]
    settings = _without(settings, options["live"])
    bar = console.progress_bar(options["quiet"])
    try:
        with opened(
            settings, paths, jobs=options["jobs"], cache_dir=options["cache_dir"] or None,
            use_cache=not options["no_cache"], progress=bar,
        ) as (project, scope):
            tables = shapes(project)
            chosen = planning.chooser(options["table"], scope.covers, tables)
            backfill = options["backfill"]
            if options["from_revision"]:
                return planning.from_revision(project, tables, chosen, options["from_revision"], backfill)
            if live:
                live = planning.of_dataset(live, options["project"], options["dataset"])
                return planning.from_live(settings, tables, chosen, live, ", ".join(options["live"]), backfill)
            return planning.from_configuration(settings, tables, chosen, backfill)
    finally:
        if bar:
            bar.close()


def _without(settings: Settings, dumps: Sequence[str]) -> Settings:
    """A dump may lie in the project, but it says what is, not what is wanted."""
    from cloudact_lint.source.discovery import relative

    globs = ["/" + "".join(f"[{char}]" if char in "*?[" else char for char in relative(settings.root, path))
             for path in dumps]
    return replace(settings, extend_exclude=(*settings.extend_exclude, *globs))


def _agrees(plan: Plan, target: Target) -> None:
    """One table of several datasets is several plans: they cannot all be written for one place."""
    if not (target.like or target.dataset):
        return
    names = [table.name.lower() for table in plan.tables if table.changes]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        option = "--dataset-like" if target.like else "--dataset"
        raise UserError(
            f"the dump has '{twice}' in several datasets, which {option} cannot tell apart",
            "export the columns of one dataset, or leave the option out",
        )


def _tell(plan: Plan, quiet: bool) -> None:
    """What a person has to do or to know, and what the script does."""
    from cloudact_lint.migration.script import summary
    from cloudact_lint.output.terminal import one_line

    for names, said in plan.person():
        console.warn(f"{one_line(f'left for a person: {names}: {said}')}\n")
    if quiet:
        return
    for said in plan.to_know():
        console.warn(f"{one_line(f'note: {said}')}\n")
    console.warn(f"{summary(plan)}\n")
