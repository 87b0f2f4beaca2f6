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


def behind(orgs: list[str], day: date) -> list[str]:
    """Organisations whose usage of a day is missing."""
    return [org for org in orgs if not is_loaded(org, day)]


async def load_again(bus: Any, orgs: list[str]) -> None:
    """Ask the workers for everything of these organisations, some at a time."""
    batch_size = 20
    for start in range(0, len(orgs), batch_size):
        await bus.publish("load-again", orgs[start : start + batch_size])


async def announce(bus: Any, orgs: list[str]) -> None:
    """Tell the workers which organisations to load."""
    await asyncio.gather(*[bus.publish("catch-up", org) for org in orgs])
