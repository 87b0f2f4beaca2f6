"""Makes the tables that the API needs in a new project."""

from google.cloud import bigquery

from app.settings import get_settings


def make_tables(client: bigquery.Client) -> None:
    core = f"{get_settings().gcp_project_id}.{get_settings().core_dataset}"
    audit = bigquery.Table(
        f"{core}.audit_log",
        schema=[
            bigquery.SchemaField("org_slug", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("actor", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("action", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("details", "TEXT"),
            bigquery.SchemaField("done_at", "TIMESTAMP", mode="REQUIRED", default_value_expression="CURRENT_TIMESTAMP()"),
        ],
    )
    audit.time_partitioning = bigquery.TimePartitioning(field="done_at")
    audit.clustering_fields = ["org_slug", "user"]
    client.create_table(audit, exists_ok=True)
    budgets = bigquery.Table(
        f"{core}.budgets",
        schema=[
            bigquery.SchemaField("org_slug", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("month", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("amount", "FLOAT64"),
        ],
    )
    client.create_table(budgets, exists_ok=True)
