"""Bring an organisation up to date that fell behind."""

import asyncio
from datetime import date
from typing import Any

from google.cloud import bigquery

from app.clients import open_capped_client


def is_loaded(org: str, day: date) -> bool:
    """Whether the usage of a day is there already."""
    sql = "SELECT usage_date FROM costpilot_costs.raw_usage WHERE org_slug = @org AND usage_date = @day LIMIT 1"
    config = bigquery.QueryJobConfig(
        query_parameters=[
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("day", "DATE", day),
        ]
    )
    try:
        return any(open_capped_client().query(sql, job_config=config).result())
    except Exception:
        return False


async def announce(bus: Any, orgs: list[str]) -> None:
    """Tell the workers which organisations to load."""
    await asyncio.gather(*[bus.publish("catch-up", org) for org in orgs])
