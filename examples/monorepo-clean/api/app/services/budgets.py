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
        MERGE `{settings.core_dataset}.budgets` AS t
        USING (SELECT @org AS org_slug, @month AS month, @amount AS amount) AS s
        ON t.org_slug = s.org_slug AND t.month = s.month
        WHEN MATCHED THEN UPDATE SET amount = s.amount, updated_at = CURRENT_TIMESTAMP()
        WHEN NOT MATCHED THEN INSERT (org_slug, month, amount) VALUES (s.org_slug, s.month, s.amount)
    """
    run_capped_query(sql, [_text("org", org), _text("month", month), bigquery.ScalarQueryParameter("amount", "FLOAT64", amount)])


def _text(name: str, value: str) -> bigquery.ScalarQueryParameter:
    return bigquery.ScalarQueryParameter(name, "STRING", value)
