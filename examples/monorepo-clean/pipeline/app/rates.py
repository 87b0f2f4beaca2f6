"""Rates of exchange, and credits that vendors give."""

from typing import Any

from google.cloud import bigquery

from app.clients import open_capped_client


def save_rate(day: str, currency: str, bank: str, rate: str) -> None:
    sql = """
        MERGE costpilot_costs.exchange_rates AS t
        USING (
          SELECT DATE(@day) AS valid_on, @currency AS currency, COALESCE(NULLIF(@bank, ''), 'ecb') AS bank,
            CAST(@rate AS NUMERIC) AS rate
        ) AS s
        ON t.valid_on = s.valid_on AND t.currency = s.currency AND t.bank = s.bank
        WHEN MATCHED THEN UPDATE SET rate = s.rate, updated_at = CURRENT_TIMESTAMP()
        WHEN NOT MATCHED THEN INSERT (valid_on, currency, bank, rate) VALUES (s.valid_on, s.currency, s.bank, s.rate)
    """
    values = {"day": day, "currency": currency, "bank": bank, "rate": rate}
    parameters = [bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()]
    open_capped_client().query(sql, job_config=bigquery.QueryJobConfig(query_parameters=parameters)).result()


def load_credits(day: str, rows: list[dict[str, Any]]) -> None:
    """Load a day's credits anew."""
    config = bigquery.LoadJobConfig(
        write_disposition="WRITE_TRUNCATE",
        time_partitioning=bigquery.TimePartitioning(field="usage_date", expiration_ms=400 * 86_400_000),
        clustering_fields=["org_slug"],
    )
    table = f"costpilot_costs.raw_credits${day.replace('-', '')}"
    open_capped_client().load_table_from_json(rows, table, job_config=config).result()


def average_rate(currency: str) -> float:
    """The mean of the last thirty days' rates."""
    sql = """
        SELECT AVG(rate) AS rate FROM costpilot_costs.exchange_rates
        WHERE currency = @currency AND valid_on >= DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)
    """
    parameters = [bigquery.ScalarQueryParameter("currency", "STRING", currency)]
    config = bigquery.QueryJobConfig(query_parameters=parameters)
    rows = list(open_capped_client().query(sql, job_config=config).result())
    return float(rows[0].rate or 0)
