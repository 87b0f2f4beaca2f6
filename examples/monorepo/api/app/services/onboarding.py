"""What a new organisation needs before it can sign in."""

import logging

from google.cloud import bigquery

from app.settings import get_settings

log = logging.getLogger(__name__)


def onboard(client: bigquery.Client, slug: str, name: str, plan: str) -> None:
    """Create the organisation's dataset, its profile and its subscription."""
    settings = get_settings()
    dataset = bigquery.Dataset(f"{settings.gcp_project_id}.costpilot_{slug}")
    dataset.location = "EU"
    client.create_dataset(dataset)
    try:
        client.query(
            f"INSERT INTO `{settings.core_dataset}.organisations` (org_slug, name) VALUES (@slug, @name)",
            job_config=_config(slug=slug, name=name),
        ).result()
        client.query(
            f"INSERT INTO `{settings.core_dataset}.subscriptions` (org_slug, plan) VALUES (@slug, @plan)",
            job_config=_config(slug=slug, plan=plan),
        ).result()
    except Exception:
        log.exception("onboarding of %s failed", slug)
        raise


def _config(**values: str) -> bigquery.QueryJobConfig:
    return bigquery.QueryJobConfig(
        query_parameters=[bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()],
        maximum_bytes_billed=get_settings().query_limit_bytes,
    )
