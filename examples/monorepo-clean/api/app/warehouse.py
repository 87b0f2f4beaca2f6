"""The door to BigQuery: clients whose queries have a limit, and two ways to run one."""

from collections.abc import Sequence
from functools import lru_cache

from google.cloud import bigquery

from app.settings import get_settings

QUERY_TIMEOUT_MS = 60_000


@lru_cache
def get_client() -> bigquery.Client:
    return _client(get_settings().gcp_project_id)


@lru_cache
def get_archive_client() -> bigquery.Client:
    return _client(get_settings().archive_project_id)


def _client(project: str) -> bigquery.Client:
    limit = bigquery.QueryJobConfig(
        maximum_bytes_billed=get_settings().query_limit_bytes,
        job_timeout_ms=QUERY_TIMEOUT_MS,
        labels={"service": "costpilot-api"},
    )
    return bigquery.Client(project=project, location="EU", default_query_job_config=limit)


def run_query(sql: str, parameters: Sequence[bigquery.ScalarQueryParameter] = ()) -> list[bigquery.Row]:
    """For everything that a person waits for."""
    config = bigquery.QueryJobConfig(query_parameters=list(parameters))
    return list(get_client().query(sql, job_config=config).result())


def run_capped_query(sql: str, parameters: Sequence[bigquery.ScalarQueryParameter] = ()) -> list[bigquery.Row]:
    """The same, for what nobody has read before it runs."""
    config = bigquery.QueryJobConfig(query_parameters=list(parameters))
    config.maximum_bytes_billed = get_settings().query_limit_bytes // 10
    return list(get_client().query(sql, job_config=config).result())
