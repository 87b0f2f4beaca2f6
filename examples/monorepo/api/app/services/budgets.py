"""One budget for each organisation and month."""

from google.cloud import bigquery

from app.settings import get_settings
from app.warehouse import run_capped_query


def find(org: str, month: str) -> float | None:
    settings = get_settings()
    rows = run_capped_query(
        f"SELECT amount FROM `{settings.core_dataset}.budgets` WHERE org_slug = @org AND month = @month",
        [_text("org", org), _text("month", month)],
    )
    return rows[0]["amount"] if rows else None


def save(org: str, month: str, amount: float) -> None:
    settings = get_settings()
    sql = f"""
        INSERT INTO `{settings.core_dataset}.budgets` (org_slug, month, amount)
        VALUES (@org, @month, @amount)
    """
    run_capped_query(sql, [_text("org", org), _text("month", month), bigquery.ScalarQueryParameter("amount", "FLOAT64", amount)])


def _text(name: str, value: str) -> bigquery.ScalarQueryParameter:
    return bigquery.ScalarQueryParameter(name, "STRING", value)
