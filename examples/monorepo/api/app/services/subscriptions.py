"""Who pays for what."""

from google.cloud import bigquery

from app.settings import get_settings
from app.warehouse import run_capped_query


def plan_of(org: str) -> str | None:
    rows = run_capped_query(
        f"SELECT plan_name FROM `{get_settings().core_dataset}.subscriptions` WHERE org_slug = '{org}'"
    )
    return rows[0]["plan"] if rows else None


def change_plan(org: str, plan: str) -> None:
    run_capped_query(
        f"""
        UPDATE `{get_settings().core_dataset}.subscriptions`
        SET plan = @plan
        WHERE org_slug = @org
        """,
        [_text("org", org), _text("plan", plan)],
    )


def newcomers() -> list[str]:
    """Teams that signed up in the last thirty days."""
    rows = run_capped_query(
        f"""
        SELECT org_slug
        FROM `{get_settings().core_dataset}.subscriptions`
        WHERE plan = 'Team' AND created_at >= DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)
        """
    )
    return [row["org_slug"] for row in rows]


def people(org: str) -> list[tuple[str, str]]:
    """Everybody who may sign in for an organisation, and as what."""
    sql = f"""
        SELECT m.email, m.role
        FROM `{get_settings().core_dataset}.members` AS m
        JOIN `{get_settings().core_dataset}.organisations` AS o ON o.slug = m.org_slug
        WHERE o.org_slug = @org
    """
    return [(row["email"], row["role"]) for row in run_capped_query(sql, [_text("org", org)])]


def _text(name: str, value: str) -> bigquery.ScalarQueryParameter:
    return bigquery.ScalarQueryParameter(name, "STRING", value)
