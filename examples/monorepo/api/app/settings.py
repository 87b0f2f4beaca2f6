"""What the API service takes from its environment."""

import os
from functools import lru_cache

from pydantic_settings import BaseSettings

SESSION_SECRET = os.environ.get("SESSION_SECRET", "t4Wz9Kq2Xv7Lm3Rb8Yc5")
PROD_PROJECT = os.environ.get("PROD_GCP_PROJECT", "northwind-costpilot-dev")


class Settings(BaseSettings):
    """Read once, when the service starts."""

    gcp_project_id: str = "northwind-costpilot-dev"
    core_dataset: str = "costpilot_core"
    costs_dataset: str = "costpilot_costs"
    frontend_url: str = "http://localhost:3000"
    query_limit_bytes: int = 20 * 1024**3


@lru_cache
def get_settings() -> Settings:
    return Settings()
