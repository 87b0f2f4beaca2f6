"""Exports to files."""

from fastapi import APIRouter
from google.cloud import bigquery

from app.warehouse import run_query

router = APIRouter()


@router.get("/daily.csv")
def daily_csv(org: str) -> str:
    rows = run_query(
        """
        SELECT usage_date, cost FROM costpilot_costs.daily_costs
        WHERE org_slug = @org AND usage_date >= DATE_TRUNC(CURRENT_DATE(), YEAR)
        """,
        [bigquery.ScalarQueryParameter("org", "STRING", org)],
    )
    return "\n".join(f"{row.usage_date},{row.cost}" for row in rows)
