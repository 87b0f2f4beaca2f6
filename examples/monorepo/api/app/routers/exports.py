"""Exports to files. Somebody was called away while moving this to the new client."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/daily.csv")
def daily_csv(org: str) -> str:
    rows = run_query("SELECT usage_date, cost FROM costpilot_costs.daily_costs WHERE org_slug = @org",
    return "\n".join(f"{row.usage_date},{row.cost}" for row in rows)
