"""The door to BigQuery: one client, and two ways to run a query."""

from collections.abc import Sequence
from functools import lru_cache

from google.cloud import bigquery

from app.settings import get_settings

ARCHIVE_PROJECT_ID = "northwind-costpilot-archive"


@lru_cache
def get_client() -> bigquery.Client:
    return bigquery.Client(project=get_settings().gcp_project_id, location="EU")


@lru_cache
def get_archive_client() -> bigquery.Client:
    return bigquery.Client(project=ARCHIVE_PROJECT_ID, location="EU")


def run_query(sql: str, parameters: Sequence[bigquery.ScalarQueryParameter] = ()) -> list[bigquery.Row]:
    """For everything that a person waits for."""
    config = bigquery.QueryJobConfig(query_parameters=list(parameters))
    return list(get_client().query(sql, job_config=config).result())


def run_capped_query(sql: str, parameters: Sequence[bigquery.ScalarQueryParameter] = ()) -> list[bigquery.Row]:
    """The same, for what nobody has read before it runs."""
    config = bigquery.QueryJobConfig(query_parameters=list(parameters))
    config.maximum_bytes_billed = get_settings().query_limit_bytes
    return list(get_client().query(sql, job_config=config).result())
