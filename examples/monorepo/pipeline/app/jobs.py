"""Runs the YAML files of the folder jobs, step by step."""

import logging
from pathlib import Path
from typing import Any

import yaml
from google.cloud import bigquery

from app.clients import open_capped_client

JOBS = Path(__file__).parents[1] / "jobs"
log = logging.getLogger(__name__)


def query(step: dict[str, Any]) -> None:
    open_capped_client().query(step["query"]).result()


def load(step: dict[str, Any]) -> None:
    config = bigquery.LoadJobConfig(source_format="NEWLINE_DELIMITED_JSON", write_disposition="WRITE_APPEND")
    client = open_capped_client()
    client.load_table_from_uri(step["files"], step["destination_table"], job_config=config).result()


def call(step: dict[str, Any]) -> None:
    open_capped_client().query(f"CALL {step['procedure']}(DATE_TRUNC(CURRENT_DATE(), MONTH))").result()


STEPS = {"query": query, "load": load, "call": call}


def run_file(name: str) -> None:
    job = yaml.safe_load((JOBS / f"{name}.yaml").read_text(encoding="utf-8"))
    try:
        for step in job["steps"]:
            STEPS[step["type"]](step)
    except Exception:
        log.exception("%s failed", name)
        raise
