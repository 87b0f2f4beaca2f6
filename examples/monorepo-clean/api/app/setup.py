"""Makes the tables that the API needs in a new project."""

from pathlib import Path

from google.cloud import bigquery

from app.settings import get_settings

SCHEMAS = Path("pipeline/schemas/core")
TWO_YEARS = 2 * 365 * 24 * 3600 * 1000


def make_tables(client: bigquery.Client) -> None:
    core = f"{get_settings().gcp_project_id}.{get_settings().core_dataset}"
    audit = bigquery.Table(
        f"{core}.audit_log",
        schema=[
            bigquery.SchemaField("org_slug", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("actor", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("action", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("details", "JSON"),
            bigquery.SchemaField("done_at", "TIMESTAMP", mode="REQUIRED", default_value_expression="CURRENT_TIMESTAMP()"),
        ],
    )
    audit.time_partitioning = bigquery.TimePartitioning(field="done_at", expiration_ms=TWO_YEARS)
    audit.clustering_fields = ["org_slug", "actor"]
    client.create_table(audit, exists_ok=True)
    budgets = bigquery.Table(f"{core}.budgets", schema=client.schema_from_json(SCHEMAS / "budgets.json"))
    client.create_table(budgets, exists_ok=True)
