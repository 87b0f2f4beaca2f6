"""Costs by day and by service."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Query
from google.cloud import bigquery

from app.settings import get_settings
from app.warehouse import get_archive_client, get_client, run_capped_query

router = APIRouter()


@router.get("/daily")
def daily_costs(org: str, start: date, end: date, client: bigquery.Client = Depends(get_client)) -> list[dict[str, Any]]:
    settings = get_settings()
    sql = f"""
        SELECT usage_date, service, SUM(cost) AS cost
        FROM `{settings.costs_dataset}.daily_costs`
        WHERE org_slug = @org AND usage_date BETWEEN @start AND @end
        GROUP BY usage_date, service
    """
    config = bigquery.QueryJobConfig(
        query_parameters=[
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("start", "DATE", start),
            bigquery.ScalarQueryParameter("end", "DATE", end),
        ]
    )
    return [dict(row) for row in client.query(sql, job_config=config).result()]


@router.get("/services")
def services(org: str) -> list[str]:
    settings = get_settings()
    sql = f"""
        SELECT DISTINCT service
        FROM `{settings.costs_dataset}.daily_costs`
        WHERE org_slug = @org AND usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 90 DAY)
    """
    rows = run_capped_query(sql, [bigquery.ScalarQueryParameter("org", "STRING", org)])
    return [row["service"] for row in rows]


@router.get("/archived")
def archived_costs(org: str, year: int, days: int = Query(31, le=366)) -> list[dict[str, Any]]:
    sql = """
        SELECT usage_date, cost FROM costpilot_costs.daily_costs_2023
        WHERE org_slug = @org
        ORDER BY usage_date LIMIT @days
    """
    config = bigquery.QueryJobConfig(
        query_parameters=[
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("days", "INT64", days),
        ]
    )
    if year < 2023:
        config.maximum_bytes_billed = get_settings().query_limit_bytes
    return [dict(row) for row in get_archive_client().query(sql, job_config=config).result()]
