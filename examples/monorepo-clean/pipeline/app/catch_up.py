"""Bring an organisation up to date that fell behind."""

import asyncio
from datetime import date
from typing import Any

from google.cloud import bigquery

from app.clients import open_capped_client

AT_ONCE = 20


def is_loaded(org: str, day: date) -> bool:
    """Whether the usage of a day is there already."""
    sql = "SELECT usage_date FROM costpilot_costs.raw_usage WHERE org_slug = @org AND usage_date = @day LIMIT 1"
    config = bigquery.QueryJobConfig(
        query_parameters=[
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("day", "DATE", day),
        ]
    )
    return any(open_capped_client().query(sql, job_config=config).result())


def behind(orgs: list[str], day: date) -> list[str]:
    """Organisations whose usage of a day is missing."""
    sql = "SELECT org_slug FROM costpilot_costs.raw_usage WHERE usage_date = @day AND org_slug IN UNNEST(@orgs)"
    config = bigquery.QueryJobConfig(
        query_parameters=[
            bigquery.ArrayQueryParameter("orgs", "STRING", orgs),
            bigquery.ScalarQueryParameter("day", "DATE", day),
        ]
    )
    loaded = {row.org_slug for row in open_capped_client().query(sql, job_config=config).result()}
    return [org for org in orgs if org not in loaded]


async def load_again(bus: Any, orgs: list[str], batch_size: int = AT_ONCE) -> None:
    """Ask the workers for everything of these organisations, some at a time."""
    for start in range(0, len(orgs), batch_size):
        await bus.publish("load-again", orgs[start : start + batch_size])


async def announce(bus: Any, orgs: list[str]) -> None:
    """Tell the workers which organisations to load."""
    for start in range(0, len(orgs), AT_ONCE):
        batch = orgs[start : start + AT_ONCE]
        await asyncio.gather(*[bus.publish("catch-up", org) for org in batch])
