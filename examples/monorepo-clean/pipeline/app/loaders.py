"""Getting rows into BigQuery."""

from typing import Any

from google.cloud import bigquery


def load_prices(client: bigquery.Client, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Load a price list. Never raises: what went wrong is in the answer."""
    config = bigquery.LoadJobConfig(write_disposition="WRITE_TRUNCATE")
    try:
        job = client.load_table_from_json(rows, "costpilot_costs.prices", job_config=config)
        job.result()
    except Exception as error:
        return {"status": "FAILED", "error": str(error)}
    return {"status": "SUCCESS", "rows": len(rows)}


def save_usage(client: bigquery.Client, rows: list[dict[str, Any]]) -> None:
    """Add usage that is not there yet, however often the same rows come."""
    config = bigquery.LoadJobConfig(write_disposition="WRITE_TRUNCATE")
    client.load_table_from_json(rows, "costpilot_costs.raw_usage_staging", job_config=config).result()
    client.query(
        """
        MERGE costpilot_costs.raw_usage AS t
        USING costpilot_costs.raw_usage_staging AS s
        ON t.usage_id = s.usage_id AND t.usage_date = s.usage_date
        WHEN NOT MATCHED THEN
          INSERT (usage_id, usage_date, org_slug, service, sku, quantity, cost, source_file)
          VALUES (s.usage_id, s.usage_date, s.org_slug, s.service, s.sku, s.quantity, s.cost, s.source_file)
        """
    ).result()
