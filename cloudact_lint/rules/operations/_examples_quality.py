"""Pipelines that load, and what looks at the rows."""

from __future__ import annotations

from cloudact_lint.rule import Example

_LOAD = (
    "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: load\n    type: load\n    destination_table: costs.raw\n"
)
_MARKED = _LOAD.replace("id: load\n", "id: load  # <- CA704\n")
_ENGINE = 'from app import steps\n\n\ndef run(pipeline):\n    for step in pipeline["steps"]:\n        getattr(steps, step["type"])(step)\n'
_STEPS = """\
from google.cloud import bigquery


def load(step):
    rows = read(step)
    bigquery.Client().load_table_from_json(rows, step["destination_table"]).result()
"""
_CHECKED = _STEPS.replace("    bigquery", "    check_row_count(rows)\n    bigquery")

INVALID = (
    Example(_MARKED, "pipelines/daily.yaml"),
    Example(
        title="Nor does the code behind the step",
        files=(
            ("app/engine.py", _ENGINE), ("app/steps.py", _STEPS),
            ("pipelines/daily.yaml", "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: costs  # <- CA704\n    type: load\n"),
        ),
    ),
)  # fmt: skip

VALID = (
    Example(f"{_LOAD}  - id: check\n    type: row_count\n    minimum: 1\n", "pipelines/daily.yaml", "A step that checks"),
    Example(f"{_LOAD}    expectations: [day is not null]\n", "pipelines/daily.yaml", "Checks of the step itself"),
    Example(f"{_LOAD}tests: [unique_key]\n", "pipelines/daily.yaml", "Checks of the pipeline"),
    Example(
        title="The code behind the step looks at the rows",
        files=(("app/engine.py", _ENGINE), ("app/steps.py", _CHECKED), ("pipelines/daily.yaml", _LOAD)),
    ),
    Example(
        title="A procedure that asserts",
        files=(
            ("sql/close.sql", "CREATE PROCEDURE costs.close_day()\nBEGIN\n  ASSERT (SELECT COUNT(*) FROM costs.raw) > 0;\nEND;\n"),
            ("pipelines/daily.yaml", f"{_LOAD}  - id: close\n    type: call\n    procedure: close_day\n"),
        ),
    ),
    Example(
        title="Another step of the same module loads",
        files=(
            ("app/engine.py", _ENGINE), ("app/steps.py", _STEPS + '\n\ndef send(step):\n    mail(step["to"])\n'),
            ("pipelines/daily.yaml", "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: costs\n    type: send\n"),
        ),
        docs=False,
    ),
    Example(
        "pipeline_id: report\nschedule: 0 6 * * 1\nsteps:\n  - id: send\n    type: email\n    source_table: costs.sums\n",
        "pipelines/report.yaml", "Nothing is loaded",
    ),
)  # fmt: skip
