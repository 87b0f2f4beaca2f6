"""Signing up, and keys for the API."""

from fastapi import APIRouter, Query
from google.cloud import bigquery
from pydantic import BaseModel

from app.services.api_keys import ApiKeys
from app.services.onboarding import onboard
from app.services.pipeline_client import start_import
from app.settings import get_settings
from app.warehouse import get_client, run_capped_query

router = APIRouter()


class SignUp(BaseModel):
    slug: str
    name: str
    plan: str = "starter"


@router.post("/", status_code=201)
def sign_up(body: SignUp) -> dict[str, str]:
    onboard(get_client(), body.slug, body.name, body.plan)
    run_id = start_import(body.slug)
    return {"slug": body.slug, "import": run_id}


@router.get("/")
def organisations(limit: int = Query(50, ge=1, le=500), offset: int = 0) -> list[dict[str, str]]:
    settings = get_settings()
    sql = f"SELECT org_slug, name FROM `{settings.core_dataset}.organisations` ORDER BY name LIMIT @limit OFFSET @offset"
    paging = [bigquery.ScalarQueryParameter("limit", "INT64", limit), bigquery.ScalarQueryParameter("offset", "INT64", offset)]
    return [dict(row) for row in run_capped_query(sql, paging)]


@router.post("/{slug}/keys", status_code=201)
def new_key(slug: str) -> dict[str, str]:
    return {"key": ApiKeys(get_client()).rotate(slug)}
