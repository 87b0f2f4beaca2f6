"""What the API service takes from its environment."""

import os
from functools import lru_cache

from pydantic_settings import BaseSettings

SESSION_SECRET = os.environ.get("SESSION_SECRET", "")
PROD_PROJECT = os.environ.get("PROD_GCP_PROJECT")


class Settings(BaseSettings):
    """Read once, when the service starts; a variable that is missing stops it there."""

    gcp_project_id: str
    archive_project_id: str
    core_dataset: str = "costpilot_core"
    costs_dataset: str = "costpilot_costs"
    frontend_url: str = "http://localhost:3000"
    pipeline_url: str = "http://localhost:8001"
    kms_key: str
    payment_webhook_secret: str
    query_limit_bytes: int = 20 * 1024**3


@lru_cache
def get_settings() -> Settings:
    return Settings()
