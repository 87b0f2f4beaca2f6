"""Pipelines whose names all mean something, or cannot be told."""

from __future__ import annotations

from cloudact_lint.rule import Example
from cloudact_lint.rules.operations._examples_engines import (
    PROCEDURES,
    REGISTRY,
    RUNNER,
    STEPS,
)

VALID = (
    Example(
        title="Everything that is named exists",
        files=(
            RUNNER, *STEPS, *PROCEDURES, ("sql/report.sql", "SELECT 1\n"),
            (
                "pipelines/daily.yaml",
                """\
pipeline_id: "{org}-daily"
schedule: 0 2 * * *
steps:
  - id: fetch
    type: web.extract
  - id: load
    type: load
    depends_on: [fetch]
    rows: "${steps.fetch.rows}"
  - id: close
    type: load
    procedure: costs.close_month
    sql_file: ../sql/report.sql
""",
            ),
        ),
    ),
    Example(
        title="Placeholders, and steps that are switched off",
        files=(
            RUNNER, *STEPS, *PROCEDURES,
            (
                "pipelines/daily.yaml",
                """\
pipeline_id: daily
schedule: 0 2 * * *
steps:
  - id: load
    type: load
  - id: fetch
    type: "{{ source }}.extract"
    depends_on: ["{first}"]
    procedure: "close_${PERIOD}"
    sql_file: "sql/{org}/report_${PERIOD}.sql"
  - id: old
    type: sweep
    enabled: false
""",
            ),
        ),
    ),
    Example(
        title="A table with a default knows every type",
        files=(
            (REGISTRY[0], REGISTRY[1].replace('STEPS[step["type"]](step)', 'STEPS.get(step["type"], report)(step)')),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load, table: costs}\n"
                "  - {id: tell, type: anything, title: Costs}\n",
            ),
        ),
    ),
    Example(
        title="Workflows that build software are left to others",
        files=(
            (
                ".github/workflows/test.yaml",
                "on: push\njobs:\n  test:\n    needs: [lint]\n    steps:\n      - uses: actions/checkout@v4\n"
                "      - id: test\n        run: make test\n",
            ),
            (
                "cloudbuild.yaml",
                "steps:\n  - id: build\n    name: gcr.io/cloud-builders/docker\n    args: [build, .]\n    waitFor: [lint]\n",
            ),
            (
                "deploy/job.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n    - dag:\n        tasks:\n"
                "          - {name: a, template: x, dependencies: [b]}\n",
            ),
        ),
    ),
    Example(
        title="A list of steps that moves no data",
        path="tour.yaml",
        text="name: tour\nsteps:\n  - id: hello\n    type: card\n  - id: hello\n    type: card\n",
    ),
    Example(
        title="A pipeline that waits for another pipeline",
        files=(
            ("pipelines/daily.yaml", "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load}\n"),
            (
                "pipelines/weekly.yaml",
                "pipeline_id: weekly\nschedule: 0 3 * * 1\nsteps:\n  - {id: sum, type: query, depends_on: [daily]}\n",
            ),
        ),
    ),
    Example(
        title="Packages that a step needs are no steps",
        path="flow.yaml",
        text="id: flow\nnamespace: acme\ntriggers: [{id: nightly, type: core.Schedule, cron: 0 2 * * *}]\ntasks:\n"
        "  - id: python\n    type: plugin.scripts.python\n    dependencies: [requests, pandas]\n",
        docs=False,
    ),
    Example(
        title="Steps within a step",
        path="flow.yaml",
        text="""\
id: flow
schedule: 0 2 * * *
tasks:
  - id: both
    type: core.parallel
    tasks:
      - {id: one, type: core.query}
      - {id: two, type: core.query}
  - id: last
    type: core.query
    depends_on: [one, two]
    text: "{{ outputs.one.value }}"
""",
        docs=False,
    ),
    Example(
        title="Groups of steps, and names that an engine makes",
        path="flow.yaml",
        text="""\
id: flow
schedule: 0 2 * * *
task_groups:
  - group_name: raw
tasks:
  - {id: each, type: core.each, group_name: raw}
  - id: last
    type: core.query
    depends_on: [raw, each]
    text: "{{ outputs.each_merge.uri }}"
""",
        docs=False,
    ),
    Example(
        title="Steps from elsewhere",
        files=(
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nextends: base.yaml\nsteps:\n  - id: load\n    type: load\n"
                "    depends_on: [extract]\n    rows: ${steps.extract.rows}\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="A module that decides by itself what it has",
        files=(
            (RUNNER[0], RUNNER[1].replace("module.build()", "getattr(module, step['class'])()")), *STEPS,
            ("app/steps/copy.py", "class Copier:\n    pass\n"),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load, class: Worker}\n"
                "  - {id: copy, type: copy, class: Copier}\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="Another table of types is another thing",
        files=(
            ("app/models.py", 'class Small:\n    pass\n\n\nMODELS = {"small": Small}\n\n\ndef model(config):\n    return MODELS[config["type"]]()\n'),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load}\n  - {id: sum, type: query}\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="Names for people may be alike",
        path="pipelines/daily.yaml",
        text="pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {name: Load, type: load, table: a}\n"
        "  - {name: Load, type: load, table: b}\n",
        docs=False,
    ),
    Example(
        title="A table that an earlier step writes, and one that a load makes",
        files=(
            ("sql/tables.sql", "CREATE TABLE costs.prices (sku STRING);\nCREATE TABLE costs.plans (plan STRING);\n"),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load, destination_table: costs.raw}\n"
                "  - {id: sum, type: query, source_table: costs.raw, destination_table: costs.sums}\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="Files that are kept elsewhere",
        path="pipelines/daily.yaml",
        text="pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: load\n    type: load\n"
        "    schema_file: gs://acme-schemas/costs.json\n    sql_file: warehouse/models/costs.sql\n",
        docs=False,
    ),
)  # fmt: skip
