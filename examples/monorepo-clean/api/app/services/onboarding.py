"""What a new organisation needs before it can sign in."""

import logging

from google.cloud import bigquery

from app.settings import get_settings

log = logging.getLogger(__name__)


def onboard(client: bigquery.Client, slug: str, name: str, plan: str) -> None:
    """Create the organisation's dataset, its profile and its subscription: all of them or nothing."""
    settings = get_settings()
    dataset = bigquery.Dataset(f"{settings.gcp_project_id}.costpilot_{slug}")
    dataset.location = "EU"
    client.create_dataset(dataset)
    script = f"""
        BEGIN TRANSACTION;
        MERGE `{settings.core_dataset}.organisations` AS t
        USING (SELECT @slug AS org_slug, @name AS name) AS s ON t.org_slug = s.org_slug
        WHEN NOT MATCHED THEN INSERT (org_slug, name) VALUES (s.org_slug, s.name);
        MERGE `{settings.core_dataset}.subscriptions` AS t
        USING (SELECT @slug AS org_slug, @plan AS plan) AS s ON t.org_slug = s.org_slug
        WHEN NOT MATCHED THEN INSERT (org_slug, plan) VALUES (s.org_slug, s.plan);
        COMMIT TRANSACTION;
    """
    try:
        client.query(script, job_config=_config(slug=slug, name=name, plan=plan)).result()
    except Exception:
        log.exception("onboarding of %s failed", slug)
        client.delete_dataset(dataset, delete_contents=True, not_found_ok=True)
        raise


def _config(**values: str) -> bigquery.QueryJobConfig:
    return bigquery.QueryJobConfig(
        query_parameters=[bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()],
        maximum_bytes_billed=get_settings().query_limit_bytes,
    )
