"""What CA612 passes over."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        path="routers/costs.py",
        title="Logged, and a fixed sentence with a code; what the client did wrong is told",
        text='''
import logging

from fastapi import APIRouter, HTTPException
from pydantic import ValidationError

logger = logging.getLogger(__name__)
router = APIRouter()


class UnknownOrganisation(Exception):
    """Its text is written for clients."""


@router.get("/costs")
def costs(org: str, month: str):
    try:
        return read_costs(org, month)
    except UnknownOrganisation as error:
        raise HTTPException(status_code=404, detail=str(error))
    except (ValueError, ValidationError) as error:
        raise HTTPException(status_code=400, detail=str(error))
    except Exception:
        logger.exception("costs of %s", org)
        raise HTTPException(status_code=500, detail={"code": "costs_unavailable", "message": "No costs at the moment"})
''',
    ),
    Example(
        path="main.py",
        title="Detail in development only, a helper that makes it fit, and the name of the type",
        text='''
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(Exception)
async def failed(request: Request, exc: Exception):
    if settings.debug:
        return JSONResponse(status_code=500, content={"error": str(exc)})
    return JSONResponse(status_code=500, content={"error": "failed", "kind": type(exc).__name__})


@app.get("/plans")
def plans():
    try:
        return read_plans()
    except Exception as exc:
        logger.error("no plans: %s", exc)
        raise HTTPException(status_code=500, detail=safe_error_response(exc))


@app.get("/limits")
def limits():
    try:
        return read_limits()
    except Exception as exc:
        message = str(exc) if settings.expose_error_details else "No limits at the moment"
        raise HTTPException(status_code=500, detail=message) from exc
''',
    ),
    Example(
        title="TypeScript",
        files=(
            ("package.json", '{"dependencies": {"next": "15"}}'),
            (
                "app/api/costs/route.ts",
                '''
import { NextResponse } from "next/server"

class QuotaError extends Error {}

export async function GET(request: Request) {
  try {
    return NextResponse.json(await readCosts(request))
  } catch (error) {
    if (error instanceof QuotaError) {
      return NextResponse.json({ error: error.message }, { status: 429 })
    }
    console.error("no costs", error)
    return NextResponse.json({ error: "costs_unavailable" }, { status: 500 })
  }
}

export async function POST(request: Request) {
  const text = await request.text()
  try {
    return NextResponse.json(JSON.parse(text))
  } catch (error) {
    return NextResponse.json({ error: String(error) }, { status: 400 })
  }
}
''',
            ),
            (
                "actions/plans.ts",
                '''
"use server"

export async function plans() {
  try {
    return { success: true, plans: await readPlans() }
  } catch (error) {
    const technical = error instanceof Error ? error.message : "unknown"
    return { success: false, error: getUserFriendlyError(technical) }
  }
}
''',
            ),
            (
                "lib/client.ts",
                '''
export async function read(url: string) {
  try {
    const response = await fetch(url)
    return await response.json()
  } catch (error) {
    return { error: String(error) }
  }
}
''',
            ),
        ),
    ),
    Example(
        path="worker.py",
        title="Results of functions that answer nobody",
        docs=False,
        text='''
def run(step):
    try:
        step.execute()
    except Exception as e:
        return {"status": "FAILED", "error": str(e)}
    return {"status": "SUCCESS"}


def load(path):
    try:
        return open(path).read()
    except Exception as e:
        raise RuntimeError(f"cannot read {path}: {e}") from e
''',
    ),
    Example(
        path="routes.py",
        title="Own results whose text is fixed; an HTTPException handed on; a status of the other side",
        docs=False,
        text='''
import httpx
from fastapi import APIRouter, HTTPException

router = APIRouter()


def reset(org):
    try:
        reset_prices(org)
        return {"status": "SUCCESS"}
    except Exception as e:
        logger.error("no reset: %s", e)
        return {"status": "FAILED", "error": "The prices could not be reset"}


@router.post("/reset")
def reset_route(org: str):
    result = reset(org)
    if result["status"] != "SUCCESS":
        raise HTTPException(status_code=500, detail=result.get("error"))
    return result


@router.get("/proxy")
def proxy(org: str):
    try:
        return ask(org)
    except HTTPException as e:
        raise HTTPException(status_code=e.status_code, detail=e.detail)
    except httpx.HTTPStatusError as e:
        raise HTTPException(status_code=e.response.status_code, detail="The service behind this one refused")
''',
    ),
    Example(
        path="few.py",
        title="Codes in an exception handler",
        docs=False,
        text='''
from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(HTTPException)
async def answer(request, exc):
    return JSONResponse(status_code=exc.status_code, content={"error_code": code_of(exc), "message": "failed"})


@app.get("/a")
def a(x: int):
    if x == 1:
        raise HTTPException(404, "one")
    if x == 2:
        raise HTTPException(404, "two")
    if x == 3:
        raise HTTPException(404, "three")
    if x == 4:
        raise HTTPException(404, "four")
    if x == 5:
        raise HTTPException(404, "five")
''',
    ),
    Example(
        path="test_costs.py",
        title="Tests",
        docs=False,
        text='''
from fastapi import HTTPException


def test_costs(client):
    try:
        client.get("/costs")
    except Exception as error:
        raise HTTPException(status_code=500, detail=str(error))
''',
    ),
)
