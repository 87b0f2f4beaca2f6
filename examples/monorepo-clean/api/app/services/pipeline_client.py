"""Calls of the pipeline service."""

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from app.settings import get_settings


@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter(), retry=retry_if_exception_type(httpx.ConnectError))
def start_import(org: str) -> str:
    """Start the import of an organisation's costs. Returns the id of the run."""
    response = httpx.post(f"{get_settings().pipeline_url}/v1/runs", json={"job": "nightly_costs", "org": org}, timeout=10)
    response.raise_for_status()
    return response.json()["run_id"]


@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter())
def status(run_id: str) -> str:
    response = httpx.get(f"{get_settings().pipeline_url}/v1/runs/{run_id}", timeout=10)
    response.raise_for_status()
    return response.json()["status"]


def is_up() -> bool:
    """For developers: whether a pipeline service runs on this machine."""
    # cloudact: ignore[CA101] asks for this machine's own service on purpose
    return httpx.get("http://localhost:8001/health", timeout=2).is_success
