"""Clients of the pipeline service, and how much a job may scan."""

import os

from google.cloud import bigquery

LIMIT = 200 * 1024**3


def open_client() -> bigquery.Client:
    return bigquery.Client(project=os.environ["GCP_PROJECT_ID"])


def open_capped_client() -> bigquery.Client:
    limit = bigquery.QueryJobConfig(maximum_bytes_billed=LIMIT)
    return bigquery.Client(project=os.environ["GCP_PROJECT_ID"], default_query_job_config=limit)
