"""Keys with which an organisation's own programs call the API. Only hashes are stored."""

import hashlib
import secrets

from google.cloud import bigquery

from app.settings import get_settings


class ApiKeys:
    def __init__(self, client: bigquery.Client) -> None:
        self.client = client
        self.table = f"{get_settings().core_dataset}.api_keys"

    def rotate(self, slug: str) -> str:
        """A new key; the old ones stop working."""
        key = secrets.token_urlsafe(32)
        digest = hashlib.sha256(key.encode()).hexdigest()
        config = self._config(slug, digest)
        self.client.query(
            f"UPDATE `{self.table}` SET is_active = FALSE, revoked_at = CURRENT_TIMESTAMP() WHERE org_slug = @slug",
            job_config=config,
        ).result()
        self.client.query(
            f"INSERT INTO `{self.table}` (org_slug, key_hash, is_active) VALUES (@slug, @digest, TRUE)",
            job_config=config,
        ).result()
        return key

    def _config(self, slug: str, digest: str) -> bigquery.QueryJobConfig:
        return bigquery.QueryJobConfig(
            query_parameters=[
                bigquery.ScalarQueryParameter("slug", "STRING", slug),
                bigquery.ScalarQueryParameter("digest", "STRING", digest),
            ],
            maximum_bytes_billed=get_settings().query_limit_bytes,
        )
