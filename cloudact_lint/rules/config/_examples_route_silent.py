"""Examples of CA103: where it keeps quiet."""

from __future__ import annotations

from cloudact_lint.rule import Example
from cloudact_lint.rules.config._examples_route import SERVICES, calls

VALID = (
    calls(
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
    calls(
        "Whose address this is, nobody can tell",
        """\
export const ping = (base: string) => fetch(`${base}/v1/nothing`)
export const rates = () => fetch(`${process.env.EXCHANGE_RATES_URL}/v1/latest`)
export const issues = () => fetch("https://api.example.com/v1/issues")
""",
    ),
    calls(
        "One of two addresses fits",
        """\
const API = process.env.API_URL

export async function list(org: string, runs: boolean) {
  const path = runs ? `/v1/orgs/${org}/runs` : `/v1/orgs/${org}/members`
  return fetch(`${API}${path}`)
}
""",
    ),
    calls(
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
            *SERVICES[:2],
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
            *SERVICES,
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
            *SERVICES,
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
    Example(
        title="A port that another service may have: nobody says where that one listens",
        files=(
            ("model/requirements.txt", ""),
            ("model/main.py", "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/predict')\ndef predict():\n"
             "    return {}\n\n\nif __name__ == '__main__':\n    app.run(port=8080)\n"),
            ("server/requirements.txt", ""),
            ("server/main.py", "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/explore')\n"
             "def explore():\n    return {}\n"),
            ("tools/scrape.py", "import requests\n\nrequests.get('http://localhost:8080/explore', timeout=3)\n"),
        ),
        docs=False,
    ),
    Example(
        title="Many small systems that all listen on one port",
        files=tuple(
            (f"samples/{path}", text)
            for path, text in (
                ("one/app/requirements.txt", ""),
                ("one/app/Dockerfile", "FROM python:3.12\nEXPOSE 8080\n"),
                ("one/app/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/a')\ndef a():\n    return 1\n"),
                ("two/nested/agent/Dockerfile", "FROM python:3.12\nEXPOSE 8080\n"),
                ("two/nested/agent/requirements.txt", ""),
                ("two/nested/agent/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
                ("three/call.py", "import requests\n\nrequests.get('http://localhost:8080/b', timeout=3)\n"),
            )
        ),
        docs=False,
    ),
    calls(
        "An object whose fields are filled in later, and a path that is put in",
        """\
const env = { host: "" }

export async function load() {
  Object.assign(env, await (await fetch("/api/settings.json")).json())
}

export const refresh = () => fetch(env.host + "/api/refresh", { method: "POST" })
export const put = (path: string) => fetch(`${process.env.API_URL}/v1${path}`, { method: "PUT" })
""",
        docs=False,
    ),
    calls(
        "Of a system of others, whose variable is not set here",
        """\
const DESK = process.env.HELPDESK_URL ?? ""
export const tickets = (org: string) => fetch(`${DESK}/api/tickets?org=${org}`)
""",
        docs=False,
    ),
    Example(
        title="Behind a gateway that cuts off what comes before, and pages of a front end",
        files=(
            *SERVICES,
            ("ops/requirements.txt", ""),
            ("ops/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/queues/{name}')\n"
             "def queue(name: str):\n    return {}\n"),
            ("web/app/api/items/route.ts", "export const GET = async () => new Response()\n"),
            ("web/lib/ops.ts", "export const queue = (name: string) => fetch(`${process.env.OPS_URL}/ops/queues/${name}`)\n"),
            ("tools/check.py", "import requests\n\nrequests.get('http://localhost:3000/login', timeout=3)\n"
             "requests.get('http://localhost:8000/metrics', timeout=3)\n"),
        ),
        docs=False,
    ),
)
