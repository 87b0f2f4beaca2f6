"""What CA612 finds."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="routers/costs.py",
        title="Whatever went wrong, told to whoever asked",
        kind="on",
        text='''
from fastapi import APIRouter, HTTPException
from google.api_core import exceptions

router = APIRouter()


@router.get("/costs")
def costs(org: str):
    try:
        return read_costs(org)
    except exceptions.Forbidden as error:
        raise HTTPException(status_code=403, detail=f"BigQuery says no: {error}")  # <- CA612
    except Exception as error:
        raise HTTPException(status_code=500, detail=str(error))  # <- CA612


@router.post("/sync")
def sync(orgs: list[str]):
    failed = []
    for org in orgs:
        try:
            sync_one(org)
        except Exception as error:
            failed.append(f"{org}: {error}")  # <- CA612
    return {"failed": failed}


@router.get("/health")
def health():
    try:
        ping()
    except Exception as error:
        return {"status": "down", "reason": repr(error)}  # <- CA612
    return {"status": "up"}
''',
    ),
    Example(
        title="Through the result of another function",
        kind="on",
        files=(
            (
                "service.py",
                '''
class CostService:
    async def by_day(self, org):
        try:
            return Result(rows=await self.run(org))
        except Exception as e:
            logger.error("no costs", exc_info=True)
            return Result(rows=[], error=str(e))
''',
            ),
            (
                "routes.py",
                '''
from fastapi import APIRouter, HTTPException

from service import CostService

router = APIRouter()


@router.get("/days")
async def days(org: str):
    service = CostService()
    result = await service.by_day(org)
    if result.error:
        raise HTTPException(status_code=500, detail=result.error or "no costs")  # <- CA612
    return result.rows
''',
            ),
        ),
    ),
    Example(
        path="app.py",
        title="Flask: the text, or all of the traceback",
        kind="on",
        text='''
import traceback

from flask import Flask, abort, jsonify

app = Flask(__name__)


@app.route("/reports/<name>")
def report(name):
    try:
        return jsonify(make_report(name))
    except OSError as error:
        abort(500, description=str(error))  # <- CA612
    except Exception:
        return jsonify({"error": traceback.format_exc()}), 500  # <- CA612
''',
    ),
    Example(
        title="Next.js route handlers and Express",
        kind="on",
        files=(
            ("package.json", '{"dependencies": {"next": "15", "express": "4"}}'),
            (
                "app/api/costs/route.ts",
                '''
import { NextResponse } from "next/server"

export async function GET(request: Request) {
  try {
    return NextResponse.json(await readCosts(request))
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown"
    return NextResponse.json({ error: message }, { status: 500 })  // <- CA612
  }
}
''',
            ),
            (
                "server.ts",
                '''
app.get("/plans", async (req, res) => {
  try {
    res.json(await readPlans())
  } catch (err) {
    console.error(err)
    res.status(500).send(err)  // <- CA612
  }
})

function failed(res: Response, error: unknown) {
  return res.status(502).json({ message: describe(error) })  // <- CA612
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
''',
            ),
        ),
    ),
    Example(
        path="actions/members.ts",
        title="Server actions: one finding for each file",
        kind="advice",
        text='''
"use server"

export async function invite(email: string) {
  try {
    await addInvite(email)
    return { success: true }
  } catch (error) {
    return { success: false, error: error instanceof Error ? error.message : "failed" }  // <- CA612
  }
}

export async function remove(id: string) {
  try {
    await removeMember(id)
    return { success: true }
  } catch (error) {
    return { success: false, error: String(error) }
  }
}
''',
    ),
    Example(
        path="main.py",
        title="A service whose errors have no codes",
        kind="advice",
        text='''
from fastapi import FastAPI, HTTPException

app = FastAPI()  # <- CA612


@app.get("/orgs/{org}")
def read(org: str):
    if not org.islower():
        raise HTTPException(status_code=400, detail="Names are lower case")
    if len(org) > 50:
        raise HTTPException(status_code=400, detail="Names have 50 letters at most")
    found = find(org)
    if found is None:
        raise HTTPException(status_code=404, detail=f"No organisation {org}")
    if found.closed:
        raise HTTPException(status_code=410, detail={"code": "org_closed", "message": "Closed"})
    if not found.paid:
        raise HTTPException(402, "Not paid")
    return found
''',
    ),
    Example(
        path="wrapped.py",
        title="A 500 from what looks like a mistake of the client; a helper that takes any exception",
        docs=False,
        text='''
from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

router = APIRouter()


@router.get("/levels")
def levels(service):
    try:
        return service.levels()
    except ValueError as e:
        raise HTTPException(status_code=500, detail=str(e))  # <- CA612
    except RuntimeError as e:
        message = str(e)[:200]
        raise HTTPException(  # <- CA612
            status_code=500,
            detail={"code": "levels", "message": "no levels: " + message},
        )


def failed(exc: Exception):
    return JSONResponse(status_code=500, content={"error": str(exc)})  # <- CA612


@router.websocket("/live")
async def live(websocket):
    try:
        await websocket.send_json(await rows())
    except Exception as e:
        await websocket.send_json({"error": "%s" % e})  # <- CA612
''',
    ),
    Example(
        path="checks.py",
        title="Several routes answer with one helper's result: one finding",
        docs=False,
        text='''
from fastapi import APIRouter

router = APIRouter()


class Checker:
    def check(self, name):
        try:
            return {"valid": ping(name)}
        except Exception as e:
            return {"valid": False, "error": str(e)}


def check(name):
    result = Checker().check(name)
    return CheckResponse(name=name, valid=result["valid"], reason=result.get("error"))


@router.post("/gcp/check")
def check_gcp():
    return check("gcp")  # <- CA612


@router.post("/aws/check")
def check_aws():
    return check("aws")
''',
    ),
    Example(
        title="A page that gathers what several helpers say",
        docs=False,
        files=(
            ("package.json", '{"dependencies": {"next": "15"}}'),
            (
                "app/api/health/route.ts",
                '''
import { NextResponse } from "next/server"

async function database() {
  try {
    await ping()
    return { status: "up" }
  } catch (err) {
    return { status: "down", error: err instanceof Error ? err.message : "unknown" }
  }
}

export async function GET() {
  const [db, other] = await Promise.all([database(), checkOther()])
  const checks = { db, other }
  const answer = { status: "ok", checks }
  return NextResponse.json(answer)  // <- CA612
}
''',
            ),
        ),
    ),
)
