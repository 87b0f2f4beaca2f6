"""Where CA506 keeps quiet."""

from __future__ import annotations

from cloudact_lint.rules.code._examples_contracts import _LOAD, _case

VALID = (
    _case(
        "The same on both sides; what is sent and not named does not matter",
        """\
export interface Order {
  id: string
  unit_price: number
  note: string | null
}
"""
        + _LOAD,
    ),
    _case(
        "What may be left out may be null, and the other way round",
        """\
export interface Order {
  id?: string
  note?: string
  placed_at: string | Date
}
"""
        + _LOAD,
    ),
    _case(
        "Names on the wire, not those in the code",
        """\
interface Member {
  orgSlug: string
  memberRole: "admin" | "viewer"
  own: number
}

export async function member(): Promise<Member> {
  const response = await fetch(`${process.env.API_URL}/member`)
  return response.json()
}
""",
        """\
class Base(BaseModel):
    class Config:
        alias_generator = to_camel


class Member(Base):
    org_slug: str
    member_role: Literal["admin", "viewer"]
    mine: int = Field(alias="own")


@app.get("/member", response_model=Member)
def member():
    return load()
""",
    ),
    _case(
        "The code makes an object of its own out of the JSON",
        """\
interface Order {
  id: string
  title: string
}

export async function loadOrder(id: string): Promise<Order> {
  const response = await fetch(`${process.env.API_URL}/orders/${id}`)
  const raw = (await response.json()) as Record<string, unknown>
  return { id: String(raw.id), title: String(raw.note ?? "none") }
}
""",
    ),
    _case(
        "What the code adds itself",
        """\
interface Order {
  id: string
  fetchedAt: number
}

export async function loadOrder(id: string) {
  const response = await fetch(`${process.env.API_URL}/orders/${id}`)
  const order = (await response.json()) as Order
  order.fetchedAt = Date.now()
  return order
}
""",
    ),
    _case(
        "A model that lets other fields through, and a response of the handler's own",
        """\
interface Event {
  id: string
  extra: string
}

export async function event(): Promise<Event> {
  return (await fetch(`${process.env.API_URL}/event`)).json()
}

export async function other(): Promise<Event> {
  return (await fetch(`${process.env.API_URL}/other`)).json()
}
""",
        """\
class Event(BaseModel, extra="allow"):
    id: str


class Closed(BaseModel):
    id: str


@app.get("/event", response_model=Event)
def event():
    return load()


@app.get("/other", response_model=Closed)
def other():
    return JSONResponse(content=load())
""",
    ),
    _case(
        "The body of a failed response is another one",
        """\
interface Problem {
  detail: string
}

export async function check(id: string) {
  const response = await fetch(`${process.env.API_URL}/orders/${id}`)
  if (response.ok) return null
  const problem: Problem = await response.json()
  return problem.detail
}
""",
    ),
    _case(
        "An address that may reach two routes, of which one sends it",
        """\
interface Detail {
  id: string
  size: number
}

export async function detail(kind: string): Promise<Detail> {
  return (await fetch(`${process.env.API_URL}/things/${kind}/detail`)).json()
}
""",
        """\
class Small(BaseModel):
    id: str


class Large(Small):
    size: int


@app.get("/things/small/detail")
def small() -> Small:
    return load()


@app.get("/things/large/detail")
def large() -> Large:
    return load()
""",
        docs=False,
    ),
    _case(
        "Another route that the type is used for sends the optional field",
        """\
interface Invite {
  id: string
  token?: string
}

export async function create(): Promise<Invite> {
  return (await fetch(`${process.env.API_URL}/invites`, { method: "POST" })).json()
}

export async function list(): Promise<Invite[]> {
  return (await fetch(`${process.env.API_URL}/invites`)).json()
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
        docs=False,
    ),
    _case(
        "The type arguments of axios: what is sent comes after what is given",
        """\
import axios from "axios"

export const rename = (name: string) =>
  axios.post<string, { data: { id: string } }>(`${process.env.API_URL}/orders/1`, name)
""",
        """\
class Order(BaseModel):
    id: str


@app.post("/orders/{order_id}")
def rename(order_id: str) -> Order:
    return load()
""",
        docs=False,
    ),
)
