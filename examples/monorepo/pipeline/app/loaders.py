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


def stream_usage(client: bigquery.Client, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stream usage. Returns the rows that BigQuery refused."""
    return client.insert_rows_json("costpilot_costs.raw_usage", rows, row_ids=[row["usage_id"] for row in rows])
