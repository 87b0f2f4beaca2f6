"""The table that invoices are made from."""

from google.cloud import bigquery

MONTHLY = "costpilot_costs.monthly_costs"


def rebuild_month(client: bigquery.Client, org: str) -> None:
    """Make the current month's rows of an organisation again."""
    script = f"""
        DELETE FROM {MONTHLY}
        WHERE org_slug = @org AND month = DATE_TRUNC(CURRENT_DATE(), MONTH);

        INSERT INTO {MONTHLY} (month, org_slug, cost)
        SELECT DATE_TRUNC(usage_date, MONTH), org_slug, SUM(cost)
        FROM costpilot_costs.daily_costs
        WHERE org_slug = @org AND usage_date >= DATE_TRUNC(CURRENT_DATE(), MONTH)
        GROUP BY 1, 2;
    """
    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter("org", "STRING", org)])
    client.query(script, job_config=config).result()
