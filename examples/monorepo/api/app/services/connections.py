"""Connections to the providers whose costs an organisation wants to see."""

from google.cloud import bigquery

from app.settings import get_settings
from app.warehouse import run_capped_query


def connect(org: str, provider: str, api_key: str) -> None:
    run_capped_query(
        f"""
        MERGE `{get_settings().core_dataset}.connections` AS t
        USING (SELECT @org AS org_slug, @provider AS provider) AS s
        ON t.org_slug = s.org_slug AND t.provider = s.provider
        WHEN NOT MATCHED THEN INSERT (org_slug, provider, api_key) VALUES (s.org_slug, s.provider, @api_key)
        """,
        [
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("provider", "STRING", provider),
            bigquery.ScalarQueryParameter("api_key", "STRING", api_key),
        ],
    )
