"""Connections to the providers whose costs an organisation wants to see."""

import httpx
from google.cloud import bigquery, kms
from tenacity import retry, stop_after_attempt, wait_exponential_jitter

from app.settings import get_settings
from app.warehouse import run_capped_query


class KeyRefused(ValueError):
    """The provider does not know the key."""


def connect(org: str, provider: str, api_key: str) -> None:
    if not works(provider, api_key):
        raise KeyRefused(provider)
    run_capped_query(
        f"""
        MERGE `{get_settings().core_dataset}.connections` AS t
        USING (SELECT @org AS org_slug, @provider AS provider) AS s
        ON t.org_slug = s.org_slug AND t.provider = s.provider
        WHEN NOT MATCHED THEN
          INSERT (org_slug, provider, encrypted_api_key) VALUES (s.org_slug, s.provider, @encrypted_api_key)
        """,
        [
            bigquery.ScalarQueryParameter("org", "STRING", org),
            bigquery.ScalarQueryParameter("provider", "STRING", provider),
            bigquery.ScalarQueryParameter("encrypted_api_key", "BYTES", encrypt(api_key)),
        ],
    )


@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter())
def works(provider: str, api_key: str) -> bool:
    """Whether the provider lets the key list its models."""
    url = f"https://{provider}.costpilot.example/v1/models"
    response = httpx.get(url, headers={"Authorization": f"Bearer {api_key}"}, timeout=10)
    return response.is_success


def encrypt(api_key: str) -> bytes:
    client = kms.KeyManagementServiceClient()
    return client.encrypt(request={"name": get_settings().kms_key, "plaintext": api_key.encode()}).ciphertext
