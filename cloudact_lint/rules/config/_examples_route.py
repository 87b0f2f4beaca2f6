"""Examples of CA103."""

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

_SERVICES = (
    ("compose.yaml", _COMPOSE),
    ("api/pyproject.toml", ""),
    ("api/app/main.py", _API),
    ("reports/pyproject.toml", ""),
    ("reports/app/main.py", _REPORTS),
    ("web/package.json", '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "^15.0.0"}}'),
)


def _calls(title: str, text: str, path: str = "web/lib/calls.ts", docs: bool = True) -> Example:
    return Example(title=title, files=(*_SERVICES, (path, text)), docs=docs)


INVALID = (
    _calls(
        "The route is on another service",
        """\
const API = process.env.API_URL

export async function runReport(org: string) {
  const response = await fetch(`${API}/v1/reports/${org}/runs`, { method: "POST" }) // <- CA103
  return response.json()
}
""",
    ),
    _calls(
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
    _calls(
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
    _calls(
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
            *_SERVICES,
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
            *_SERVICES,
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
    _calls(
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
)

VALID = (
    _calls(
        "Each call has its route",
        """\
const API = process.env.API_URL!
const REPORTS = process.env.REPORTS_URL ?? "http://localhost:8001"

export async function members(org: string, active: boolean) {
  const query = active ? "?active=true" : ""
  return (await fetch(`${API}/v1/orgs/${org}/members${query}`)).json()
}

export async function start(org: string) {
  const url = new URL(`/v1/reports/${org}/runs`, REPORTS)
  url.searchParams.set("full", "1")
  return (await fetch(url.toString(), { method: "POST" })).json()
}

export const file = (org: string, path: string) => fetch(`${API}/v1/orgs/${org}/files/${path}`)
""",
    ),
    _calls(
        "Whose address this is, nobody can tell",
        """\
export const ping = (base: string) => fetch(`${base}/v1/nothing`)
export const rates = () => fetch(`${process.env.EXCHANGE_RATES_URL}/v1/latest`)
export const issues = () => fetch("https://api.example.com/v1/issues")
""",
    ),
    _calls(
        "One of two addresses fits",
        """\
const API = process.env.API_URL

export async function list(org: string, runs: boolean) {
  const path = runs ? `/v1/orgs/${org}/runs` : `/v1/orgs/${org}/members`
  return fetch(`${API}${path}`)
}
""",
    ),
    _calls(
        "A method that is decided at run time",
        """\
const API = process.env.API_URL
export const send = (org: string, method: string) => fetch(`${API}/v1/orgs/${org}/teams`, { method })
""",
        docs=False,
    ),
    Example(
        title="A router that is made in a way that cannot be read",
        files=(
            *_SERVICES[:2],
            (
                "api/app/main.py",
                """\
from fastapi import FastAPI

from plugins import all_routers

app = FastAPI()


@app.get("/health")
def health():
    return {}


for router in all_routers():
    app.include_router(router)
""",
            ),
            ("web/lib/plugins.ts", "export const costs = () => fetch(`${process.env.API_URL}/v1/costs`)\n"),
        ),
    ),
    Example(
        title="The development server hands it on",
        files=(
            *_SERVICES,
            (
                "web/next.config.mjs",
                """\
export default {
  async rewrites() {
    return [{ source: "/backend/:path*", destination: `${process.env.API_URL}/v1/:path*` }]
  },
}
""",
            ),
            ("web/lib/teams.ts", "export const members = (org: string) => fetch(`/backend/orgs/${org}/members`)\n"),
        ),
    ),
    Example(
        title="Pages and files are no route handlers",
        files=(
            *_SERVICES,
            ("web/app/api/items/[id]/route.ts", "export const GET = async () => new Response()\n"),
            (
                "web/lib/files.ts",
                """\
export const item = (id: string) => fetch(`/api/items/${id}/`)
export const words = () => fetch("/locales/en.json")
export const page = () => fetch("/about")
""",
            ),
        ),
        docs=False,
    ),
)
