"""Pipelines that fail, and who is told."""

from __future__ import annotations

from cloudact_lint.rule import Example

_STEPS = "steps:\n  - id: load\n    type: load\n    table: costs\n  - id: sum\n    type: sum\n    depends_on: [load]\n"
_DAILY = f"pipeline_id: daily\nschedule: 0 2 * * *\n{_STEPS}"
_WEEKLY = f"pipeline_id: weekly\nschedule: 0 3 * * 1\n{_STEPS}"
_ENGINE = """\
import logging

import yaml

log = logging.getLogger(__name__)


def load(step):
    return step["table"]


def sum(step):
    return step["id"]


STEPS = {"load": load, "sum": sum}


def run(path):
    with open(path) as file:
        pipeline = yaml.safe_load(file)
    try:
        for step in pipeline["steps"]:
            STEPS[step["type"]](step)
    except Exception:  # <- CA701
        log.exception("%s failed", path)
        raise
"""
_QUIET = _ENGINE.replace("  # <- CA701", "")
_TELLING = _QUIET.replace("        raise\n", "        notify_failure(path)\n        raise\n")
_READING = _QUIET.replace(
    "        raise\n",
    '        for person in pipeline.get("on_failure", []):\n            write_to(person, path)\n        raise\n',
)
_HELPER = _QUIET.replace("        raise\n", "        give_up(path)\n        raise\n") + (
    '\n\ndef give_up(path):\n    close(path)\n    send_mail("data@acme.example", f"{path} failed")\n'
)
_ABOVE = """\
from app.alerts import send_alert
from app.engine import run


def nightly(paths):
    for path in paths:
        try:
            run(path)
        except Exception as error:
            send_alert(path, error)
"""
_STATUS = """\
from app.alerts import slack
from app.engine import run_quietly


def nightly(paths):
    for path in paths:
        result = run_quietly(path)
        if result.status == "FAILED":
            slack(f"{path}: {result.error}")
"""
_GLAD = """\
from app.alerts import slack
from app.engine import run_quietly


def nightly(paths):
    for path in paths:
        result = run_quietly(path)
        if result.status == "SUCCESS":
            slack(f"{path} is done")
            notify_success(path)
"""

INVALID = (
    Example(
        title="The code that runs all pipelines tells nobody",
        files=(("app/engine.py", _ENGINE), ("pipelines/daily.yaml", _DAILY), ("pipelines/weekly.yaml", _WEEKLY)),
    ),
    Example(
        title="People are named, and no code reads that",
        files=(
            ("app/engine.py", _QUIET),
            ("pipelines/daily.yaml", f"{_DAILY}notifications:\n  on_failure: [email]  # <- CA701\n"),
            ("pipelines/weekly.yaml", f"{_WEEKLY}notifications:\n  on_failure: [email]\n"),
        ),
    ),
    Example(
        title="Somebody is told, but not those who are named",
        files=(
            ("app/engine.py", _TELLING),
            ("pipelines/daily.yaml", f"{_DAILY}notifications:\n  on_failure: [email]  # <- CA701\n"),
        ),
    ),
    Example(
        title="One of the pipelines forgot to name somebody",
        files=(
            ("app/engine.py", _READING),
            ("pipelines/daily.yaml", f"{_DAILY}on_failure: [data@acme.example]\n"),
            ("pipelines/weekly.yaml", _WEEKLY.replace("weekly\n", "weekly  # <- CA701\n")),
        ),
    ),
    Example(
        title="A schedule, and no code to be seen",
        path="pipelines/daily.yaml",
        text=_DAILY.replace("daily\n", "daily  # <- CA701\n"),
        kind="on",
    ),
    Example(
        title="No schedule, and no code to be seen",
        path="pipelines/backfill.yaml",
        text=f"pipeline_id: backfill  # <- CA701\n{_STEPS}",
        kind="advice",
    ),
    Example(
        title="What to do on failure is not whom to tell",
        path="pipelines/daily.yaml",
        text=f"{_DAILY}on_failure: stop\nnotifications: {{on_success: [email], on_failure: []}}\n".replace(
            "daily\n", "daily  # <- CA701\n"
        ),
        docs=False,
    ),
    Example(
        title="Some are named in vain, others are not named at all",
        files=(
            ("app/engine.py", _ENGINE),
            ("pipelines/daily.yaml", f"{_DAILY}notifications:\n  on_failure: [email]  # <- CA701\n"),
            ("pipelines/weekly.yaml", _WEEKLY),
        ),
        docs=False,
    ),
    Example(
        title="No pipeline names anybody",
        files=(
            ("pipelines/daily.yaml", _DAILY.replace("daily\n", "daily  # <- CA701\n")),
            ("pipelines/monthly.yaml", _WEEKLY.replace("weekly", "monthly")),
            ("pipelines/weekly.yaml", _WEEKLY),
        ),
        docs=False,
    ),
    Example(
        title="Only success is told",
        files=(
            ("app/engine.py", _ENGINE.replace("def run(", "def run_quietly(")),
            ("app/night.py", _GLAD),
            ("pipelines/daily.yaml", _DAILY),
        ),
        docs=False,
    ),
)

VALID = (
    Example(
        title="The code that runs them tells somebody",
        files=(("app/engine.py", _TELLING), ("pipelines/daily.yaml", _DAILY), ("pipelines/weekly.yaml", _WEEKLY)),
    ),
    Example(
        title="In a function that the handler calls",
        files=(("app/engine.py", _HELPER), ("pipelines/daily.yaml", _DAILY)),
    ),
    Example(
        title="Further up",
        files=(("app/engine.py", _QUIET), ("app/night.py", _ABOVE), ("pipelines/daily.yaml", _DAILY)),
    ),
    Example(
        title="Behind a look at the status",
        files=(
            ("app/engine.py", _QUIET.replace("def run(", "def run_quietly(")),
            ("app/night.py", _STATUS),
            ("pipelines/daily.yaml", _DAILY),
        ),
    ),
    Example(
        title="Every exception is reported",
        files=(
            ("app/engine.py", _QUIET),
            ("app/main.py", "import sentry_sdk\n\nsentry_sdk.init(dsn=DSN)\n"),
            ("pipelines/daily.yaml", _DAILY),
        ),
    ),
    Example(
        title="Each pipeline names somebody, and code reads that",
        files=(
            ("app/engine.py", _READING),
            ("pipelines/daily.yaml", f"{_DAILY}on_failure: [data@acme.example]\n"),
        ),
    ),
    Example(
        title="A step that sends a message when others fail",
        path="pipelines/daily.yaml",
        text=f"{_DAILY}  - id: tell\n    type: email\n    trigger: on_failure\n    to: [data@acme.example]\n",
    ),
    Example(
        title="A task of a job bundle, a table of tasks",
        files=(
            (
                "bundle.yaml",
                "resources:\n  jobs:\n    nightly:\n      schedule: {quartz_cron_expression: 0 0 2 * * ?}\n"
                "      email_notifications: {on_failure: [data@acme.example]}\n      tasks:\n"
                "        - task_key: ingest\n          notebook_task: {notebook_path: ./ingest}\n",
            ),
            (
                "dags.yaml",
                "costs_dag:\n  schedule_interval: 0 2 * * *\n  default_args: {email_on_failure: true}\n  tasks:\n"
                "    extract: {operator: airflow.operators.bash.BashOperator, bash_command: echo}\n",
            ),
        ),
    ),
    Example(
        title="A name of one's own for what tells people",
        files=(
            ("app/engine.py", _TELLING.replace("notify_failure", "ring_the_bell")),
            ("pipelines/daily.yaml", _DAILY),
        ),
        options=(("pipelines", (("notifiers", ("ring_*",)),)),),
    ),
)
