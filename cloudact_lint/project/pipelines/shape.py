"""What pipelines look like: the usual keys, and those that the configuration adds."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.config.globs import matcher
from cloudact_lint.config.settings import Settings
from cloudact_lint.lazy import lazy_pattern

STEPS = ("steps", "tasks")
IDS = ("step_id", "task_id", "task_key", "stepId", "taskId", "step_name", "task_name", "id", "name")
"""In the order in which they are believed."""
TYPES = (
    "uses", "operator", "processor", "step_type", "task_type", "type", "handler", "module", "class", "callable",
    "python_callable", "plugin", "kind", "action",
)  # fmt: skip
DEPENDS_ON = (
    "depends_on", "dependsOn", "dependencies", "needs", "upstream", "upstream_tasks", "run_after", "runAfter",
    "wait_for", "waitFor",
)  # fmt: skip
SCHEDULE = (
    "schedule", "schedules", "cron", "schedule_interval", "cron_schedule", "timetable", "frequency", "run_every",
    "interval", "continuous",
)  # fmt: skip
MANUAL = (
    "manual", "trigger", "triggers", "on_demand", "run_on_demand", "triggered_by", "trigger_type", "event_triggers",
    "is_manual", "file_arrival", "sensor", "sensors",
)  # fmt: skip
VERSION = ("version", "pipeline_version", "config_version", "schema_version", "apiVersion", "api_version", "revision")
ON_FAILURE = (
    "on_failure", "onFailure", "on_error", "onError", "notifications", "notification", "notify", "notify_on_failure",
    "alerts", "alert", "alerting", "on_failure_callback", "email_on_failure", "email_notifications",
    "webhook_notifications", "failure_notifications", "errors",
)  # fmt: skip
TABLES = (
    "table", "table_id", "table_name", "tables", "bq_table", "destination_table", "target_table", "output_table",
    "dest_table", "sink_table", "source_table", "input_table", "from_table", "destinationTable", "sourceTable",
)  # fmt: skip
PROCEDURES = ("procedure", "procedure_name", "stored_procedure", "stored_procedure_name", "routine", "sproc")
SCHEMA_FILES = ("schema_file", "schema_path", "schema_template", "schema_json", "schemaFile")
SQL_FILES = ("sql_file", "sql_path", "query_file", "query_path", "sqlFile")
PIPELINE_NAMES = ("pipeline_id", "pipeline", "pipeline_name", "dag_id", "workflow_id", "job_id", "id", "name")
NOTIFIERS = (
    "*notif*", "*alert*", "*send_*mail*", "email_*", "*slack*", "*pagerduty*", "*webhook*", "publish*", "*_publish",
    "capture_exception", "page_*", "*escalate*", "*post_message*", "*send_*message*", "*opsgenie*", "*raise_incident*",
)  # fmt: skip
CHECKS = lazy_pattern(
    r"(?i)(?:^|[^a-z])(?:valid(?:ate|ation|ator)?|verif(?:y|ication)|checks?|expect(?:ation)?s?|tests?|assert(?:ion)?s?"
    r"|dq|data_?quality|quality|reconcil\w*|freshness|anomal\w*|profil(?:e|ing)|audit)(?:$|[^a-z])"
)
"""Names of steps that look at data rather than move it."""
SENDS = lazy_pattern(r"(?i)notif|alert|e?mail|slack|pagerduty|webhook|teams|opsgenie|page_?on_?call")
"""Names of steps that tell somebody."""
STRATEGIES = frozenset((
    "stop", "abort", "continue", "fail", "skip", "retry", "ignore", "halt", "exit", "rollback", "cancel", "terminate",
    "fail_fast", "failfast", "raise", "warn", "none", "never", "false", "no", "off", "", "null", "~",
))  # fmt: skip
"""What ``on_failure`` may say that tells nobody."""


@dataclass(frozen=True)
class Shape:
    """The keys that hold each part. Those of the configuration come first, and are believed first."""

    steps: tuple[str, ...]
    ids: tuple[str, ...]
    types: tuple[str, ...]
    depends_on: tuple[str, ...]
    schedule: tuple[str, ...]
    manual: tuple[str, ...]
    version: tuple[str, ...]
    on_failure: tuple[str, ...]
    tables: tuple[str, ...]
    procedures: tuple[str, ...]
    schema_files: tuple[str, ...]
    sql_files: tuple[str, ...]
    files: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    notifiers: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Shape:
        """The shape that holds under these settings."""
        said = dict(settings.pipelines)

        def keys(name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*said.get(name, ()), *usual)))

        return cls(
            steps=keys("steps", STEPS), ids=keys("ids", IDS), types=keys("types", TYPES),
            depends_on=keys("depends-on", DEPENDS_ON), schedule=keys("schedule", SCHEDULE),
            manual=keys("manual", MANUAL), version=keys("version", VERSION),
            on_failure=keys("on-failure", ON_FAILURE), tables=keys("tables", TABLES),
            procedures=keys("procedures", PROCEDURES), schema_files=keys("schema-files", SCHEMA_FILES),
            sql_files=keys("sql-files", SQL_FILES), files=said.get("files", ()), exclude=said.get("exclude", ()),
            processors=said.get("processors", ()), entry_points=said.get("entry-points", ()),
            notifiers=keys("notifiers", NOTIFIERS),
        )  # fmt: skip

    def may_hold(self, path: str) -> bool:
        """Whether a file may hold pipelines by its name."""
        return (not self.files or matcher(self.files)(path)) and not matcher(self.exclude)(path)

    def tells(self, name: str) -> bool:
        """Whether a function of this name tells somebody."""
        return matcher(self.notifiers)(name.lower())
