"""Clients of the pipeline service, how much a job may scan and how long it may take."""

import os

from google.cloud import bigquery

LIMIT = 200 * 1024**3
TIMEOUT_MS = 10 * 60 * 1000
LABELS = {"service": "costpilot-pipeline"}


def open_client() -> bigquery.Client:
    limit = bigquery.QueryJobConfig(maximum_bytes_billed=LIMIT // 10, job_timeout_ms=TIMEOUT_MS, labels=LABELS)
    return bigquery.Client(project=os.environ["GCP_PROJECT_ID"], default_query_job_config=limit)


def open_capped_client() -> bigquery.Client:
    limit = bigquery.QueryJobConfig(maximum_bytes_billed=LIMIT, job_timeout_ms=TIMEOUT_MS, labels=LABELS)
    return bigquery.Client(project=os.environ["GCP_PROJECT_ID"], default_query_job_config=limit)
