"""Examples of CA103: what is found."""

from __future__ import annotations

from cloudact_lint.rule import Example

_COMPOSE = """\
services:
  api:
    build: ./api
    ports: ["8000:8000"]
    environment:
      REPORTS_URL: http://reports:8001
  reports:
    build: ./reports
    ports: ["8001:8001"]
  web:
    build: ./web
    ports: ["3000:3000"]
    environment:
      API_URL: http://api:8000
      REPORTS_URL: http://reports:8001
"""

_API = """\
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/orgs")


@router.get("/{org}/members")
def members(org: str):
    return []


@router.put("/{org}/members/{member}")
def change(org: str, member: str):
    return {}


@router.get("/{org}/files/{path:path}")
def file(org: str, path: str):
    return {}


app.include_router(router, prefix="/v1")
"""

_REPORTS = """\
from fastapi import FastAPI

app = FastAPI()


@app.post("/v1/reports/{org}/runs")
def run(org: str):
    return {}


@app.get("/v1/reports/{org}/runs/{run}")
def status(org: str, run: str):
    return {}
"""

SERVICES = (
    ("compose.yaml", _COMPOSE),
    ("api/pyproject.toml", ""),
    ("api/app/main.py", _API),
    ("reports/pyproject.toml", ""),
    ("reports/app/main.py", _REPORTS),
    ("web/package.json", '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "^15.0.0"}}'),
)


def calls(title: str, text: str, path: str = "web/lib/calls.ts", docs: bool = True) -> Example:
    return Example(title=title, files=(*SERVICES, (path, text)), docs=docs)


INVALID = (
    calls(
        "The route is on another service",
        """\
const API = process.env.API_URL

export async function runReport(org: string) {
  const response = await fetch(`${API}/v1/reports/${org}/runs`, { method: "POST" }) // <- CA103
  return response.json()
}
""",
    ),
    calls(
        "The path takes another method",
        """\
function apiUrl(): string {
  const url = process.env.API_URL
  if (!url) throw new Error("API_URL is not set")
  return url
}

export async function rename(org: string, member: string, name: string) {
  const body = JSON.stringify({ name })
  await fetch(`${apiUrl()}/v1/orgs/${org}/members/${encodeURIComponent(member)}`, { method: "PATCH", body }) // <- CA103
}
""",
    ),
    calls(
        "No route is like it",
        """\
export class ApiClient {
  private base: string

  constructor() {
    this.base = process.env.API_URL || "http://localhost:8000"
  }

  private async get(path: string) {
    return (await fetch(`${this.base}${path}`)).json()
  }

  member(org: string, limit?: number) {
    const query = new URLSearchParams(limit ? { limit: String(limit) } : {}).toString()
    return this.get(`/v1/orgs/${org}/member${query ? `?${query}` : ""}`) // <- CA103
  }
}
""",
    ),
    calls(
        "From one service to another",
        """\
import os

import httpx

REPORTS = os.environ.get("REPORTS_URL", "http://localhost:8001")


async def cancel(org: str, run: str) -> None:
    async with httpx.AsyncClient(base_url=REPORTS, timeout=10) as client:
        await client.post(f"/v1/reports/{org}/runs/{run}/cancel")  # <- CA103
""",
        "api/app/runs.py",
    ),
    Example(
        title="A router that no application includes",
        files=(
            *SERVICES,
            (
                "api/app/invoices.py",
                """\
from fastapi import APIRouter

router = APIRouter(prefix="/invoices")


@router.get("/{org}")
def invoices(org: str):
    return []
""",
            ),
            (
                "web/lib/invoices.ts",
                """\
export const invoices = (org: string) => fetch(new URL(`/v1/invoices/${org}`, process.env.API_URL)) // <- CA103
""",
            ),
        ),
    ),
    Example(
        title="A route handler that is not there",
        files=(
            *SERVICES,
            ("web/app/api/contact/route.ts", "export async function POST(request: Request) {\n  return new Response()\n}\n"),
            (
                "web/app/page.tsx",
                """\
"use client"

export default function Page() {
  const send = () => fetch("/api/contacts", { method: "POST", body: "{}" }) // <- CA103
  return <button onClick={send}>Send</button>
}
""",
            ),
        ),
    ),
    calls(
        "A field of pydantic's settings",
        """\
import requests
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    reports_url: str = "http://localhost:8001"


settings = Settings()


def runs(org: str):
    return requests.get(f"{settings.reports_url}/v1/reports/{org}/run", timeout=5).json()  # <- CA103
""",
        "api/app/settings.py",
        docs=False,
    ),
    Example(
        title="Pages are served for any path, and take no POST",
        files=(
            ("compose.yaml", "services:\n  panel:\n    build: ./panel\n    ports: [\"5050:5000\"]\n"),
            ("panel/requirements.txt", "flask\n"),
            (
                "panel/server.py",
                """\
from flask import Flask

app = Flask(__name__)


@app.route("/panel/api/rosters", methods=["POST"])
def rosters():
    return {}


@app.route("/panel/<path:page>")
def page(page):
    return "<html></html>"
""",
            ),
            (
                "tools/refresh.py",
                """\
import requests

requests.post("http://localhost:5050/panel/api/rosters", timeout=5)
requests.get("http://localhost:5050/panel/anything/else", timeout=5)
requests.post("http://localhost:5050/panel/api/freshness", timeout=5)  # <- CA103
""",
            ),
        ),
        docs=False,
    ),
)
