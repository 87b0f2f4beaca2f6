"""Who calls what: addresses in code, followed to services and routes."""

from __future__ import annotations

import textwrap

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.opening import opened
from cloudact_lint.project.services.next_app import next_applications, server_actions
from cloudact_lint.project.services.service_map import ServiceMap

COMPOSE = """\
services:
  api:
    build: ./api
    ports: ["8000:8000"]
  jobs:
    build: ./jobs
    ports: ["8001:8001"]
  web:
    build: ./web
    environment: {API_URL: "http://api:8000", JOBS_URL: "http://jobs:8001", EDGE_URL: "http://api:8000/v1/"}
"""
API = """\
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/orgs")


@router.get("/{org}")
def org(org: str):
    return {}


@router.get("/{org}/members")
def members(org: str):
    return []


@router.post("/{org}/members")
def invite(org: str):
    return {}


@router.post("/{org}/run/{path:path}")
def run(org: str, path: str):
    return {}


app.include_router(router, prefix="/v1")
"""
JOBS = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/jobs/{job}")
def job(job: str):
    return {}
"""
BASE = {
    "compose.yaml": COMPOSE,
    "api/requirements.txt": "", "api/main.py": API,
    "jobs/requirements.txt": "", "jobs/main.py": JOBS,
    "web/package.json": '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "15"}}',
}  # fmt: skip


@pytest.fixture
def calls(tmp_path):
    """The calls of texts in a repository with a Next.js front end and two services."""

    def ask(text="", path="web/lib/api.ts", **others):
        files = {**BASE, **{name.replace("__", "/").replace("_dot_", "."): body for name, body in others.items()}}
        if text:
            files[path] = text
        for name, body in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(textwrap.dedent(body), encoding="utf-8")
        with opened(Settings(root=str(tmp_path)), [str(tmp_path)], jobs=1, use_cache=False) as (project, _):
            return [
                (f"{call.method} {call.path}", getattr(call.service, "name", None), [r.path for r in call.routes])
                for call in ServiceMap.of(project).calls
            ]

    return ask


def one(found):
    assert len(found) == 1, found
    return found[0]


MEMBERS = ("GET /v1/orgs/{}/members", "api", ["/v1/orgs/{org}/members"])


@pytest.mark.parametrize(
    "text",
    [
        "export const a = (org: string) => fetch(`${process.env.API_URL}/v1/orgs/${org}/members`)",
        "export const a = (org: string) => fetch(process.env['API_URL'] + '/v1/orgs/' + org + '/members?x=' + org)",
        "export const a = (org) => fetch(`${process.env.NOT_SET || 'http://localhost:8000'}/v1/orgs/${org}/members`)",
        "export const a = (org) => fetch(new URL(`/v1/orgs/${org}/members`, process.env.API_URL))",
        "export const a = (org) => fetch(new URL(`orgs/${org}/members`, process.env.EDGE_URL).toString())",
        "export const a = (org) => fetch(`${process.env.EDGE_URL}orgs/${org}/members`)",
        """
        const url = new URL(`${process.env.API_URL}/v1/orgs/x/members`)
        export function a(org: string, q: URLSearchParams) {
          const target = `${process.env.API_URL}/v1/orgs/${org}/members`
          return fetch(`${target}${q.size ? `?${q}` : ""}`)
        }
        """,
        """
        export function a(org: string, limit?: number) {
          const base = process.env.API_URL
          if (!base) throw new Error("not set")
          let url = base.replace(/\\/$/, "") + `/v1/orgs/${encodeURIComponent(org)}/members`
          if (limit) url += `?limit=${limit}`
          return fetch(url)
        }
        """,
        """
        const PATHS = { members: "/v1/orgs/:org/members" }
        export const a = (org: string) => fetch(process.env.API_URL + PATHS.members.replace(":org", org))
        """,
        """
        class Client {
          private base: string
          constructor(base: string) { this.base = base }
          private request(method: string, path: string) { return fetch(this.base + path, { method }) }
          members(org: string) { return this.request("GET", `/v1/orgs/${org}/members`) }
        }
        export const client = new Client(process.env.API_URL!)
        """,
        """
        import axios from "axios"
        const http = axios.create({ baseURL: `${process.env.API_URL}/v1` })
        export const a = (org: string) => http.get(`/orgs/${org}/members`)
        """,
        """
        const request = async ({ path, method = "GET" }) => fetch(process.env.API_URL + path, { method })
        const get = async (path: string) => request({ path, method: "GET" })
        export const a = (org: string) => get(`/v1/orgs/${org}/members`)
        """,
        """
        const parts = (org: string) => [process.env.API_URL, "v1", "orgs", org, "members"].join("/")
        export const a = (org: string) => fetch(parts(org))
        """,
    ],
)
def test_addresses_in_typescript(calls, text):
    assert one(calls(text)) == MEMBERS


@pytest.mark.parametrize(
    "text",
    [
        """
        import os, requests

        def a(org):
            return requests.get(f"{os.environ['API_URL']}/v1/orgs/{org}/members")
        """,
        """
        import os, requests

        def a(org):
            url = '%s/v1/orgs/%s/members' % (os.getenv('API_URL'), org)
            requests.get(url)
        """,
        "import requests\n\ndef a(org):\n    requests.get('http://api:8000/v1/orgs/{}/members'.format(org))",
        """
        from urllib.parse import quote, urljoin
        import os
        import httpx

        BASE = os.environ.get("API_URL", "http://localhost:8000")


        async def a(org):
            async with httpx.AsyncClient() as client:
                return await client.get(urljoin(BASE, "/v1/orgs/" + quote(org, safe="") + "/members"))
        """,
        """
        import httpx
        from pydantic import Field
        from pydantic_settings import BaseSettings, SettingsConfigDict


        class Settings(BaseSettings):
            model_config = SettingsConfigDict(env_prefix="API_")
            url: str = Field(..., description="of the api")


        settings = Settings()


        def a(org):
            return httpx.get(f"{settings.url.rstrip('/')}/v1/orgs/{org}/members", timeout=3)
        """,
        """
        import httpx


        class Api:
            def __init__(self, base="http://localhost:8000/v1"):
                self.base = base
                self.client = httpx.Client(base_url=self.base)

            def members(self, org):
                return self.client.get(f"/orgs/{org}/members")
        """,
    ],
)
def test_addresses_in_python(calls, text):
    assert one(calls(text, "jobs/client.py")) == MEMBERS


def test_constants_of_other_files_and_their_fallbacks(calls):
    config = """
        export const API = process.env.SOMETHING ?? 'http://localhost:8000'
        export const endpoints = { v1: `${API}/v1` }
        """
    text = """
        import { endpoints } from "./config"
        export const a = (org: string) => fetch(`${endpoints.v1}/orgs/${org}/members`)
        """
    assert one(calls(text, web__lib__config_dot_ts=config)) == MEMBERS


def test_a_tail_with_slashes(calls):
    text = """
        const API = process.env.API_URL
        export const a = (org, path) => fetch(`${API}/v1/orgs/${org}/run/${path}`, { method: "POST" })
        """
    assert one(calls(text)) == ("POST /v1/orgs/{}/run/{}", "api", ["/v1/orgs/{org}/run/{path:path}"])


def test_a_base_that_is_handed_in_by_callers(calls):
    text = """
        async function check(base: string, name: string) {
          return fetch(`${base}/v1/orgs/${name}`)
        }
        export const all = () => check(process.env.API_URL ?? "", "x")
        """
    _, service, routes = one(calls(text))
    assert (service, routes) == ("api", ["/v1/orgs/{org}"])


def test_other_peoples_services_stay_theirs(calls):
    text = """
        export const a = () => fetch("https://api.example.com/v1/orgs/x/members")
        export const b = () => fetch(`${process.env.STRIPE_URL}/v1/orgs`)
        export const c = (url: string) => fetch(`${url}/v1/orgs`)
        export const d = () => fetch("http://localhost:7777/v1/orgs/x")
        """
    assert [service for _, service, _ in calls(text)] == [None] * 4


def test_two_addresses_of_one_call(calls):
    text = """
        const base = (jobs: boolean) => (jobs ? process.env.JOBS_URL : process.env.API_URL)
        export const a = (id: string) => fetch(`${base(true)}/jobs/${id}`)
        """
    assert one(calls(text)) == ("GET /jobs/{}", "jobs", ["/jobs/{job}"])


def test_a_field_that_is_filled_in_later_is_no_base(calls):
    text = """
        const env = { host: "" }
        export const a = () => fetch(env.host + "/api/none", { method: "POST" })
        """
    assert one(calls(text)) == ("POST /api/none", None, [])


def test_a_variable_that_may_not_be_set(calls):
    text = """
        const DESK = process.env.HELPDESK_URL ?? ""
        const OWN = process.env.NEXT_PUBLIC_ORIGIN || ""
        export const a = () => fetch(`${DESK}/tickets`)
        export const b = () => fetch(`${OWN}/api/items`, { method: "POST" })
        """
    handler = "export const POST = async () => new Response()\n"
    assert calls(text, web__app__api__items__route_dot_ts=handler) == [
        ("GET /tickets", None, []), ("POST /api/items", "web", ["/api/items"]),
    ]  # fmt: skip


# Next.js -------------------------------------------------------------------------------------


def test_next_applications(tmp_path):
    files = {
        "web/package.json": BASE["web/package.json"],
        "web/next.config.mjs": "const config = { basePath: '/shop' }\nexport default config\n",
        "web/proxy.ts": "export function proxy() {}\n",
        "web/src/app/api/orgs/[org]/route.ts": "export async function GET() {}\nexport const POST = async () => {}\n",
        "web/src/app/(admin)/api/@side/all/[...rest]/route.js": "const h = () => {}\nexport { h as DELETE }\n",
        "web/src/app/api/docs/[[...slug]]/route.ts": 'export { GET } from "@/lib/handlers"\n',
        "web/src/app/about/page.tsx": "export default function Page() { return null }\n",
        "web/pages/api/old/index.ts": "export default function handler(req, res) {}\n",
        "web/lib/actions.ts": '// comment\n"use server"\n\nexport async function save() {}\nconst helper = () => 1\n',
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    with opened(Settings(root=str(tmp_path)), [str(tmp_path)], jobs=1, use_cache=False) as (project, _):
        (application,) = next_applications(project)
        assert {f"{','.join(route.methods)} {route.path}" for route in application.routes} == {
            "GET /shop/api/orgs/{org}", "POST /shop/api/orgs/{org}", "DELETE /shop/api/all/{rest:path}",
            "GET /shop/api/docs", "GET /shop/api/docs/{slug:path}", "* /shop/api/old",
        }  # fmt: skip
        assert application.complete
        assert application.folder == "web"
        assert [middleware.name for middleware in application.middlewares] == ["proxy"]
        handlers = {route.path: route.handler for route in application.routes if "POST" in route.methods}
        assert handlers["/shop/api/orgs/{org}"].function.name == "POST"
        assert [action.function.name for action in server_actions(project)] == ["save"]


def test_paths_of_the_own_origin(calls):
    text = 'export const a = () => fetch("/api/items/1/", { method: "PUT" })'
    handler = "export const PUT = async () => new Response()\n"
    found = one(calls(text, **{"web__app__api__items__[id]__route_dot_ts": handler}))
    assert found == ("PUT /api/items/1/", "web", ["/api/items/{id}"])


def test_rewrites_lead_on(calls):
    config = """
        const api = process.env.API_URL
        export default { rewrites: async () => [{ source: "/backend/:path*", destination: `${api}/v1/:path*` }] }
        """
    text = "export const a = (org: string) => fetch(`/backend/orgs/${org}/members`)"
    assert one(calls(text, web__next_dot_config_dot_mjs=config)) == MEMBERS


def test_proxies_of_vite_and_angular_lead_on(calls, tmp_path):
    others = {
        "admin__vite_dot_config_dot_ts":
            "export default { server: { proxy: { '/v1': { target: 'http://localhost:8000' } } } }\n",
        "ops__proxy_dot_conf_dot_json": '{"/api/*": {"target": "http://localhost:8000", "pathRewrite": {"^/api": ""}}}',
        "ops__package_dot_json": '{"dependencies": {"@angular/core": "19"}, "scripts": {"start": "ng serve"}}',
        "ops__src__a_dot_ts": "export const a = (org) => fetch(`/api/v1/orgs/${org}/members`)\n",
    }
    text = "export const a = (org) => fetch(`/v1/orgs/${org}/members`)\n"
    assert calls(text, "admin/src/a.ts", **others) == [MEMBERS, MEMBERS]


def test_pages_that_a_service_serves_itself(calls):
    text = "fetch('/v1/orgs/x/members').then((r) => r.json())\nfetch('/nothing/here')\n"
    assert calls(text, "static/js/page.js") == [
        ("GET /v1/orgs/x/members", "api", ["/v1/orgs/{org}/members"]), ("GET /nothing/here", None, []),
    ]  # fmt: skip


def test_bad_input_ends(calls):
    text = """
        const a: string = `${b}/x`
        const b: string = `${a}/y`
        function f(n: number): string { return n ? f(n - 1) + "/z" : f(n) }
        export const go = () => [fetch(a), fetch(f(3)), fetch(), fetch(...[]), fetch(`${`${`${f(1)}`}`}`)]
        """
    assert {service for _, service, _ in calls(text)} == {None}
