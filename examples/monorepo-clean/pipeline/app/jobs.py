"""Runs the YAML files of the folder jobs, step by step."""

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from croniter import croniter
from google.cloud import bigquery, pubsub_v1

from app.clients import open_capped_client

JOBS = Path(__file__).parents[1] / "jobs"
log = logging.getLogger(__name__)


def query(step: dict[str, Any]) -> None:
    open_capped_client().query(step["query"]).result()


def load(step: dict[str, Any]) -> None:
    config = bigquery.LoadJobConfig(source_format="NEWLINE_DELIMITED_JSON", write_disposition="WRITE_TRUNCATE")
    client = open_capped_client()
    partition = f"{step['destination_table']}${step['partition']}"
    client.load_table_from_uri(step["files"], partition, job_config=config).result()


def call(step: dict[str, Any]) -> None:
    open_capped_client().query(f"CALL {step['procedure']}(DATE_TRUNC(CURRENT_DATE(), MONTH))").result()


def check(step: dict[str, Any]) -> None:
    """The query of a check gives no row when all is well."""
    for row in open_capped_client().query(step["query"]).result():
        raise ValueError(f"{step['id']}: {dict(row)}")


STEPS = {"query": query, "load": load, "call": call, "check": check}


def due(now: datetime) -> list[str]:
    """The jobs that are to run in this minute."""
    names = []
    for path in sorted(JOBS.glob("*.yaml")):
        schedule = yaml.safe_load(path.read_text(encoding="utf-8")).get("schedule")
        if schedule and croniter.match(schedule, now):
            names.append(path.stem)
    return names


def run_file(name: str) -> None:
    job = yaml.safe_load((JOBS / f"{name}.yaml").read_text(encoding="utf-8"))
    try:
        for step in job["steps"]:
            STEPS[step["type"]](step)
    except Exception as error:
        log.exception("%s failed", name)
        publish_failure(name, job.get("notify", {}), error)
        raise


def publish_failure(name: str, notify: dict[str, str], error: Exception) -> None:
    """Tell the channels that a job names; the alert service reads this topic."""
    text = f"{name} failed: {error}"
    pubsub_v1.PublisherClient().publish(os.environ["ALERT_TOPIC"], text.encode(), channel=notify["on_failure"]).result()
