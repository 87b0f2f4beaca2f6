"""What is looked at after a run: whether anything came, and whether it is plausible."""

from datetime import date
from typing import Any

from google.cloud import bigquery

from app.clients import open_capped_client


def suspicious(day: date) -> list[dict[str, Any]]:
    """Usage of a day with an empty quantity, for whoever has to look into it."""
    sql = """
        SELECT *
        FROM costpilot_costs.raw_usage
        WHERE usage_date = @day AND quantity = 0
    """
    return [dict(row) for row in open_capped_client().query(sql, job_config=_of(day)).result()]


def unknown_organisations(day: date) -> list[str]:
    """Organisations that use something and never signed up."""
    sql = """
        SELECT DISTINCT org_slug
        FROM costpilot_costs.daily_costs
        WHERE usage_date = @day
          AND org_slug NOT IN (SELECT org_slug FROM costpilot_core.subscriptions)
    """
    return [row.org_slug for row in open_capped_client().query(sql, job_config=_of(day)).result()]


def storage_costs(day: date) -> list[tuple[str, float]]:
    """What storage cost, by organisation."""
    sql = """
        SELECT d.org_slug, SUM(d.cost) AS cost
        FROM costpilot_core.organisations AS o
        JOIN costpilot_costs.daily_costs AS d ON o.org_slug = d.org_slug
        WHERE d.usage_date = @day AND REGEXP_CONTAINS(d.service, 'storage')
        GROUP BY d.org_slug
    """
    return [(row.org_slug, float(row.cost)) for row in open_capped_client().query(sql, job_config=_of(day)).result()]


def latest_taxes(day: date) -> list[str]:
    """The last tax of each organisation."""
    sql = """
        WITH numbered AS (
          SELECT org_slug, amount, RANK() OVER (PARTITION BY org_slug ORDER BY usage_date DESC) AS n
          FROM costpilot_costs.raw_taxes
          WHERE usage_date <= @day
          ORDER BY org_slug
        )
        SELECT org_slug, amount FROM numbered WHERE n = 1
    """
    return [f"{row.org_slug}: {row.amount}" for row in open_capped_client().query(sql, job_config=_of(day)).result()]


def bills(day: date) -> int:
    """How many credits and taxes came."""
    sql = """
        SELECT (SELECT COUNT(*) FROM costpilot_costs.raw_credits WHERE usage_date = @day)
          + (SELECT COUNT(*) FROM costpilot_costs.vendor_bills WHERE usage_date = @day) AS bills
    """
    return next(iter(open_capped_client().query(sql, job_config=_of(day)).result())).bills


def dearest(day: date) -> str:
    """The service that cost most."""
    sql = """
        WITH services AS (
          SELECT service, SUM(cost) AS cost
          FROM costpilot_costs.daily_costs
          WHERE usage_date = @day
          GROUP BY service
        )
        SELECT service, cost FROM services WHERE cost = (SELECT MAX(cost) FROM services)
    """
    return next(iter(open_capped_client().query(sql, job_config=_of(day)).result())).service


def newcomers() -> list[str]:
    """Organisations that signed up since the last month was closed."""
    sql = """
        SELECT org_slug
        FROM costpilot_core.organisations
        WHERE created_at > (SELECT MAX(closed_at) FROM costpilot_core.close_month_log)
    """
    return [row.org_slug for row in open_capped_client().query(sql).result()]


def _of(day: date) -> bigquery.QueryJobConfig:
    return bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter("day", "DATE", day)])
