"""The pipeline service, on port 8001."""

from fastapi import FastAPI
from pydantic import BaseModel

from app.runner import is_done, run_job

app = FastAPI(title="Costpilot pipelines")


class Run(BaseModel):
    job: str
    org: str


@app.post("/v1/runs", status_code=202)
def start(run: Run) -> dict[str, str]:
    return {"run_id": run_job(run.job, run.org)}


@app.get("/v1/jobs/{run_id}")
def status(run_id: str) -> dict[str, str]:
    return {"status": "done" if is_done(run_id) else "unknown"}
