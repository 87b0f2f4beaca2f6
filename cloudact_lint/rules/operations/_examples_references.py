"""Pipelines that name what is not there."""

from __future__ import annotations

from cloudact_lint.rule import Example
from cloudact_lint.rules.operations._examples_engines import (
    CALLER,
    CHAIN,
    DECORATED,
    METHODS,
    PROCEDURES,
    REGISTRY,
    RUNNER,
    SCHEMA,
    SCHEMAS,
    STEPS,
)


def _of_types(engine: tuple[str, str], title: str) -> Example:
    text = (
        "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: load\n    type: load\n    table: costs\n"
        "  - id: tell\n    type: reprot  # <- CA702\n    title: Costs\n"
    )
    return Example(title=title, files=(engine, ("pipelines/daily.yaml", text)))


INVALID = (
    Example(
        title="A type that no module answers to",
        files=(
            RUNNER, *STEPS,
            (
                "pipelines/daily.yaml",
                """\
pipeline_id: daily
schedule: 0 2 * * *
steps:
  - id: fetch
    type: extract  # <- CA702
  - id: load
    type: load
    depends_on: [fetch]
""",
            ),
        ),
    ),
    Example(
        title="A step of another name, one id twice, and a circle",
        path="pipelines/monthly.yaml",
        text="""\
pipeline_id: monthly
schedule: 0 3 1 * *
steps:
  - id: extract
    type: extract
  - id: load
    type: load
    depends_on: [extracts]  # <- CA702
  - id: sum
    type: query
    depends_on: [close]  # <- CA702
  - id: close
    type: query
    depends_on: [sum]
  - id: load  # <- CA702
    type: load
""",
    ),
    Example(
        title="A procedure and a SQL file that nobody wrote",
        files=(
            *PROCEDURES,
            (
                "pipelines/monthly.yaml",
                """\
pipeline_id: monthly
schedule: 0 3 1 * *
steps:
  - id: close
    type: call
    procedure: close_months  # <- CA702
  - id: report
    type: query
    sql_file: sql/monthly_report.sql  # <- CA702
""",
            ),
        ),
    ),
    Example(
        title="A module without what is called",
        files=(
            RUNNER, *STEPS,
            ("app/steps/copy.py", "def make():\n    return None\n"),
            ("app/steps/sweep.py", "class Sweeper:\n    def run(self):\n        return 1\n\n\ndef build():\n    return Sweeper()\n"),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - {id: load, type: load}\n"
                "  - id: copy\n    type: copy  # <- CA702\n  - id: sweep\n    type: sweep  # <- CA702\n",
            ),
        ),
    ),
    _of_types(REGISTRY, "A table of types"),
    _of_types(DECORATED, "Types that decorators register"),
    _of_types(CHAIN, "Types that code compares"),
    _of_types(METHODS, "Types that are names of methods"),
    Example(
        title="A procedure that the code behind the step never sees",
        files=(
            RUNNER, *STEPS, CALLER, *PROCEDURES,
            (
                "pipelines/monthly.yaml",
                """\
pipeline_id: monthly
schedule: 0 3 1 * *
steps:
  - id: close
    type: call
    config:
      procedure_name: close_month  # <- CA702
  - id: rebuild
    type: call
    config:
      procedure: rebuild_daily  # <- CA702
  - id: good
    type: call
    config:
      procedure: {name: close_month}
""",
            ),
        ),
    ),
    Example(
        title="The code behind the step looks for another file",
        files=(
            RUNNER, *STEPS,
            (
                "app/steps/fill.py",
                "import json\n\n\nclass Filler:\n    def work(self, step, context):\n"
                "        return self._schema(step.get(\"schema_template\"))\n\n    def _schema(self, name):\n"
                "        with open(f\"configs/{self.provider}/schemas/{name}.json\") as file:\n"
                "            return json.load(file)\n\n\ndef build():\n    return Filler()\n",
            ),
            ("configs/acme/schemas/costs.json", SCHEMAS),
            (
                "pipelines/daily.yaml",
                "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n  - id: fill\n    type: fill\n"
                "    schema_template: acme_costs  # <- CA702\n  - id: more\n    type: fill\n    schema_template: costs\n",
            ),
        ),
    ),
    Example(
        title="The output of a step that does not exist, and a table that nobody makes",
        files=(
            ("schemas/costs.json", SCHEMA),
            ("sql/tables.sql", "CREATE TABLE costs.prices (sku STRING);\nCREATE TABLE costs.plans (plan STRING);\n"),
            (
                "pipelines/daily.yaml",
                """\
pipeline_id: daily
schedule: 0 2 * * *
steps:
  - id: extract
    type: copy
    source_table: costs.price  # <- CA702
  - id: load
    type: load
    rows: "{{ steps.extrakt.rows }}"  # <- CA702
""",
            ),
        ),
    ),
    Example(
        title="Where code lives is said in the configuration",
        files=(
            ("worker/engines/load.py", "def start():\n    pass\n"),
            (
                "jobs/daily.yaml",
                "name: daily\nblocks:\n  - id: load\n    engine: load\n  - id: send\n    engine: sends  # <- CA702\n",
            ),
        ),
        options=(
            (
                "pipelines",
                (("files", ("jobs/",)), ("processors", ("worker/engines/{}.py",)), ("steps", ("blocks",)), ("types", ("engine",))),
            ),
        ),
    ),
    Example(
        title="A task of a job bundle waits for another",
        path="bundle.yaml",
        text="""\
resources:
  jobs:
    nightly:
      schedule: {quartz_cron_expression: "0 0 2 * * ?", timezone_id: UTC}
      tasks:
        - task_key: ingest
          notebook_task: {notebook_path: ./ingest}
        - task_key: report
          depends_on:
            - task_key: ingst  # <- CA702
          notebook_task: {notebook_path: ./report}
""",
        docs=False,
    ),
    Example(
        title="A table of tasks",
        path="dags/costs.yaml",
        text="""\
costs_dag:
  schedule_interval: 0 2 * * *
  default_args: {on_failure_callback: app.alerts.send}
  tasks:
    extract:
      operator: airflow.operators.bash.BashOperator
      bash_command: echo extract
    load:
      operator: airflow.operators.bash.BashOperator
      bash_command: echo load
      dependencies: [extrct]  # <- CA702
    report:
      operator: airflow.operators.bash.BashOperator
      bash_command: echo report
      dependencies: [load]
""",
        docs=False,
    ),
)  # fmt: skip
