"""Examples of CA506, which are its tests too."""

from __future__ import annotations

from typing import Any

from cloudact_lint.rule import Example

_COMPOSE = """\
services:
  api:
    build: ./api
    ports: ["8000:8000"]
  web:
    build: ./web
    ports: ["3000:3000"]
    environment:
      API_URL: http://api:8000
"""
_PACKAGE = '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "^15.0.0"}}'
_SERVICES = (("compose.yaml", _COMPOSE), ("api/requirements.txt", "fastapi\n"), ("web/package.json", _PACKAGE))
_HEAD = """\
from datetime import datetime
from enum import Enum
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

app = FastAPI()


"""
_ORDER = """\
class Order(BaseModel):
    id: str
    unit_price: float
    note: str | None = None
    placed_at: datetime


@app.get("/orders/{order_id}", response_model=Order)
def order(order_id: str):
    return load(order_id)
"""
_LOAD = """
export async function loadOrder(id: string): Promise<Order> {
  const response = await fetch(`${process.env.API_URL}/orders/${id}`)
  if (!response.ok) {
    const problem = (await response.json()) as { detail: string }
    throw new Error(problem.detail)
  }
  return response.json()
}
"""


def _case(title: str, web: str, api: str = _ORDER, **more: Any) -> Example:
    return Example(
        title=title,
        files=(*_SERVICES, ("api/main.py", _HEAD + api), ("web/lib/orders.ts", web)),
        **more,
    )


INVALID = (
    _case(
        "A field under the name that it had before",
        """\
export interface Order {
  id: string
  unit_price_usd: number // <- CA506
  placed_at: string
}
"""
        + _LOAD,
        kind="on",
    ),
    _case(
        "Another type, and values that the type does not know",
        """\
interface Job {
  id: number // <- CA506
  state: "queued" | "done"
  started: Date
}

async function jobs() {
  const response = await fetch(process.env.API_URL + "/jobs")
  const found = (await response.json()) as Job[]
  return found.filter((job) => job.state !== "done")
}
""",
        """\
class State(str, Enum):
    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class Job(BaseModel):
    id: str
    state: State
    started: datetime


@app.get("/jobs")
def jobs() -> list[Job]:
    return []
""",
        kind="on",
    ),
    _case(
        "A model that is written in camel case, through the helpers of a client",
        """\
import axios from "axios"

const api = axios.create({ baseURL: process.env.API_URL })

type Member = {
  org_slug: string // <- CA506
  role: string
}

export const members = () => api.get<{ items: Member[]; total: number }>("/members").then((response) => response.data)
""",
        """\
class Member(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    org_slug: str
    role: str


class Members(BaseModel):
    items: list[Member]
    total: int


@app.get("/members", response_model=Members)
def members():
    return Members(items=[], total=0)
""",
        kind="on",
    ),
    _case(
        "A list is read, and an object with the list in it is sent",
        """\
interface Plan {
  name: string
}

async function handle<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(response.statusText)
  return response.json() as Promise<T>
}

export async function plans() {
  const response = await fetch(`${process.env.API_URL}/plans`) // <- CA506
  return handle<Plan[]>(response)
}
""",
        """\
class Plan(BaseModel):
    name: str


class Plans(BaseModel):
    plans: list[Plan]


@app.get("/plans", response_model=Plans)
def plans():
    return Plans(plans=[])
""",
        kind="on",
    ),
    _case(
        "Code gives None to a field that is read as if it were always there",
        """\
interface Report {
  rows: { name: string }[] // <- CA506
}

export async function report(): Promise<{ ok: boolean; report?: Report }> {
  const response = await fetch(`${process.env.API_URL}/report`)
  const report = await response.json()
  return { ok: response.ok, report }
}
""",
        """\
class Row(BaseModel):
    name: str


class Report(BaseModel):
    rows: list[Row] | None = None


@app.get("/report", response_model=Report)
def report(day: str):
    if not day:
        return Report(rows=None)
    return Report(rows=[Row(name=day)])
""",
        kind="on",
    ),
    _case(
        "Fields that are left out when they are null",
        """\
import { z } from "zod"

const Budget = z.object({
  name: z.string(),
  limit: z.number().nullable(), // <- CA506
})

export async function budget() {
  const response = await fetch(`${process.env.API_URL}/budget`)
  return Budget.parse(await response.json())
}
""",
        """\
class Budget(BaseModel):
    name: str
    limit: float | None


@app.get("/budget", response_model=Budget, response_model_exclude_none=True)
def budget():
    return load()
""",
        kind="on",
    ),
    _case(
        "A handler without a model",
        """\
export async function start() {
  const response = await fetch(`${process.env.API_URL}/runs`, { method: "POST" })
  const run: {
    runId: string // <- CA506
    position: string
  } = await response.json()
  return run.runId
}
""",
        """\
@app.post("/runs")
def start():
    if busy():
        return JSONResponse(status_code=409, content={"detail": "busy"})
    return {"run_id": new_id(), "position": len(queue)}
""",
        kind="on",
    ),
    _case(
        "A field that may be null by its annotation, and one that is never sent",
        """\
export interface Order {
  id: string
  note: string // <- CA506
  coupon?: string
}
"""
        + _LOAD,
        kind="advice",
    ),
    _case(
        "One type for two routes is wrong for one of them",
        """\
interface Invite {
  id: string
  token: string // <- CA506
}

export async function create(): Promise<Invite> {
  const response = await fetch(`${process.env.API_URL}/invites`, { method: "POST" })
  return response.json()
}

export async function list(): Promise<Invite[]> {
  const response = await fetch(`${process.env.API_URL}/invites`)
  return response.json()
}
""",
        """\
class Invite(BaseModel):
    id: str


class NewInvite(Invite):
    token: str


@app.post("/invites")
def create() -> NewInvite:
    return load()


@app.get("/invites")
def invites() -> list[Invite]:
    return []
""",
        kind="on",
        docs=False,
    ),
)
