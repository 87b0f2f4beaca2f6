"""A migration as text: a SQL script, or a bash script around ``bq``. Equal plans give equal texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.migration.model import Plan, TablePlan
from cloudact_lint.migration.names import DATASET, quoted, shell, string, template
from cloudact_lint.migration.sql import Step, Where, steps
from cloudact_lint.output.summary import plural
from cloudact_lint.output.terminal import one_line

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Target:
    """Where tables are: a dataset, or all datasets whose names are LIKE ``like``."""

    project: str = ""
    dataset: str = ""
    like: str = ""
    region: str = ""

    def of(self, plan: TablePlan) -> Where:
        """What a table's name is written with; what was said beats what the table's description knows."""
        if self.like:
            return Where(self.project, loop=True)
        dataset = self.dataset or (plan.parts[-2] if len(plan.parts) > 1 else "")
        known = plan.parts[-3] if len(plan.parts) > 2 and not self.dataset else ""
        return Where(self.project or known, dataset) if dataset else Where()


def head(plan: Plan) -> list[str]:
    """What a reader should know first, one sentence a line."""
    lines = [f"Written by cloudact-lint migrate: {plan.source}."]
    person, notes = plan.person(), plan.to_know()
    if person:
        lines += ["", "Left for a person, because no statement does it or none should:"]
        lines += [f"  {names}: {said}" for names, said in person]
    if notes:
        lines += ["", "To know:", *(f"  {said}" for said in notes)]
    return lines


def nothing(plan: Plan) -> str:
    """The sentence for a plan without a statement."""
    return f"Nothing to change in {plural(plan.compared, 'table')}."


def summary(plan: Plan) -> str:
    """What the script does, in one line."""
    changed = [table for table in plan.tables if table.changes]
    if not changed:
        return nothing(plan)
    counts = (
        ("new column", "new columns", sum(len(table.added) for table in changed)),
        ("wider type", "wider types", sum(len(table.retyped) for table in changed)),
        ("column no longer REQUIRED", "columns no longer REQUIRED", sum(len(table.relaxed) for table in changed)),
        ("default", "defaults", sum(len(table.defaults) for table in changed)),
        ("description", "descriptions", sum(len(table.described) + bool(table.description) for table in changed)),
        ("column to fill", "columns to fill", sum(len(table.fills) for table in changed)),
    )
    what = ", ".join(f"{count:,} {one if count == 1 else many}" for one, many, count in counts if count)
    return f"{len(changed):,} of {plural(plan.compared, 'table')} would change: {what}."


# SQL -------------------------------------------------------------------------------------


def sql(plan: Plan, target: Target) -> str:
    """The SQL script."""
    lines = [*_comments(head(plan), "--"), ""]
    changed = [table for table in plan.tables if table.changes]
    if not changed:
        return "\n".join([*lines, f"-- {nothing(plan)}"]) + "\n"
    if any(not target.of(table).dataset for table in changed) and not target.like:
        lines[-1:] = ["--", "-- Names without a dataset are those of the default dataset of the job:",
                      "-- bq --dataset_id=PROJECT:DATASET query --use_legacy_sql=false < FILE", ""]
    lines += _loop(changed, target, string(target.like)) if target.like else _plain(changed, target)
    return "\n".join(lines) + "\n"


def _plain(tables: Sequence[TablePlan], target: Target) -> list[str]:
    blocks = []
    for table in tables:
        lines = _comments([table.name], "--")
        for step in steps(table, target.of(table)):
            if step.only_if:
                lines += [f"IF EXISTS (\n  {step.only_if}\n) THEN", *_indented(f"{step.statement};"), "END IF;"]
            else:
                lines.append(f"{step.statement};")
        blocks.append("\n".join(lines))
    return ["\n\n".join(blocks)]


def _loop(tables: Sequence[TablePlan], target: Target, like: str) -> list[str]:
    """A loop over datasets: names are put into the statements while the script runs."""
    body: list[str] = []
    for table in tables:
        body += ["", *_comments([table.name], "--")]
        for step in steps(table, target.of(table)):
            body += _dynamic(step)
    region = f"`region-{target.region.lower().removeprefix('region-')}`." if target.region else ""
    project = f"{quoted(target.project)}." if target.project else ""
    lines = ["DECLARE needed BOOL;", ""] if any("INTO needed" in line for line in body) else []
    return [
        *lines,
        "FOR dataset IN (",
        "  SELECT schema_name",
        f"  FROM {project}{region}INFORMATION_SCHEMA.SCHEMATA",
        f"  WHERE schema_name LIKE {like}",
        "  ORDER BY schema_name",
        ") DO",
        *(line for part in body[1:] for line in _indented(part)),
        "END FOR;",
    ]


def _dynamic(step: Step) -> Iterator[str]:
    if step.only_if:
        # FALSE where the dataset lacks the table or the column.
        yield f"EXECUTE IMMEDIATE {_formatted(f'SELECT EXISTS ({step.only_if})')} INTO needed;"
        yield "IF needed THEN"
        yield from (_INDENT + line for line in [f"EXECUTE IMMEDIATE {_formatted(step.statement)};"])
        yield "END IF;"
    else:
        yield f"EXECUTE IMMEDIATE {_formatted(step.statement)};"


def _formatted(statement: str) -> str:
    arguments = ", dataset.schema_name" * statement.count(DATASET)
    return f"FORMAT({template(statement)}{arguments})"


def _comments(lines: Iterable[str], mark: str) -> list[str]:
    return [f"{mark} {'  ' if line.startswith('  ') else ''}{one_line(line)}".rstrip() for line in lines]


def _indented(text: str) -> list[str]:
    return [f"{_INDENT}{line}" if line else line for line in text.split("\n")]


# bash ------------------------------------------------------------------------------------

_SETTINGS = """\
set -euo pipefail

# Each of these may be set from outside: PROJECT=... {names} bash this-file
"""
_CHECKS = """\
if [[ ! "$PROJECT" =~ ^[A-Za-z0-9][A-Za-z0-9.:-]*$ ]]; then
  echo "PROJECT must be the id of a Google Cloud project, not '$PROJECT'" >&2
  exit 2
fi
{more}if [[ ! "$MAXIMUM_BYTES_BILLED" =~ ^[0-9]+$ ]]; then
  echo "MAXIMUM_BYTES_BILLED must be a number, not '$MAXIMUM_BYTES_BILLED'" >&2
  exit 2
fi
if ! command -v bq >/dev/null; then
  echo "bq is not installed: https://cloud.google.com/sdk/docs/install" >&2
  exit 2
fi
"""
_CHECK_DATASET = """\
if [[ ! "$DATASET" =~ ^[A-Za-z0-9_-]+$ ]]; then
  echo "DATASET must be the name of a dataset, not '$DATASET'" >&2
  exit 2
fi
"""
_CHECK_LIKE = """\
if [[ -z "$DATASET_LIKE" ]]; then
  echo "DATASET_LIKE must be a pattern of LIKE, such as %_prod" >&2
  exit 2
fi
"""
_RUN = """\
# Runs the script that it reads from standard input.
run() {{
  local place=()
  if [[ -n "$LOCATION" ]]; then
    place=(--location="$LOCATION")
  fi
  bq --project_id="$PROJECT"{dataset} ${{place[@]+"${{place[@]}}"}} query \\
    --use_legacy_sql=false --maximum_bytes_billed="$MAXIMUM_BYTES_BILLED"{parameter}
}}
"""
_LIMIT = 1 << 40
"""Bytes that a backfill may cost unless someone says otherwise: 1 TiB."""


def bash(plan: Plan, target: Target) -> str:
    """The bash script. SQL stands in quoted here-documents, so bash reads nothing in it."""
    lines = ["#!/usr/bin/env bash", *_comments(head(plan), "#")]
    changed = [table for table in plan.tables if table.changes]
    if not changed:
        return "\n".join([*lines, "", "set -euo pipefail", f"echo {shell(nothing(plan))}"]) + "\n"
    inner = _by_job(target)
    names = [("PROJECT", target.project or _only_project(changed, target))]
    if target.like:
        names.append(("DATASET_LIKE", target.like))
    elif any(not inner.of(table).dataset for table in changed):
        names.append(("DATASET", target.dataset))
    default_dataset = names[-1][0] == "DATASET"
    region = target.region.lower().removeprefix("region-")
    names += [("LOCATION", region), ("MAXIMUM_BYTES_BILLED", str(_LIMIT))]
    text = "\n".join(lines) + "\n" + _SETTINGS.format(names=" ".join(f"{name}=..." for name, _ in names[1:2]))
    text += "".join(f"{name}=${{{name}:-{shell(value) if value else ''}}}\n" for name, value in names) + "\n"
    more = _CHECK_LIKE if target.like else _CHECK_DATASET if default_dataset else ""
    text += _CHECKS.format(more=more) + "\n"
    text += _RUN.format(
        dataset=' --dataset_id="$PROJECT:$DATASET"' if default_dataset else "",
        parameter=' \\\n    --parameter="dataset_like:STRING:$DATASET_LIKE"' if target.like else "",
    )
    return text + "".join(_jobs(changed, target, inner)) + f"\necho {shell('Done.')} >&2\n"


def _only_project(tables: Sequence[TablePlan], target: Target) -> str:
    """The project of all tables, if there is one and nothing else was said."""
    projects = {target.of(table).project for table in tables}
    return projects.pop() if len(projects) == 1 else ""


def _by_job(target: Target) -> Target:
    """What is left to the job: the project always, the dataset where one was said."""
    return Target(like=target.like, region=target.region)


def _jobs(tables: Sequence[TablePlan], target: Target, inner: Target) -> Iterator[str]:
    if target.like:
        yield _job(f"{plural(len(tables), 'table')} in each dataset", _loop(tables, inner, "@dataset_like"))
        return
    for table in tables:
        bare = TablePlan(**{name: getattr(table, name) for name in table.__slots__})
        if target.dataset:
            bare.parts = ()
        yield _job(table.name, _plain([bare], inner))


def _job(title: str, lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    mark = "SQL"
    while mark in text.split("\n"):
        mark += "_"
    return f"\necho {shell(one_line(title))} >&2\nrun <<'{mark}'\n{text}\n{mark}\n"
