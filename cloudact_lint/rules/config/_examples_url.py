"""Examples of CA101."""


from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example('API_URL = "http://localhost:8000"  # <- CA101\n', title="A constant of a script"),
    Example(
        'import requests\n\n\ndef costs():\n    return requests.get("http://127.0.0.1:8001/costs")  # <- CA101\n',
        title="The argument of a call",
    ),
    Example(
        'def status(run_id):\n    url = f"http://localhost:8001/api/v1/runs/{run_id}"  # <- CA101\n    return url\n',
        title="The head of an f-string",
    ),
    Example('PIPELINE = "https://pipeline-x7k2-uc.a.run.app/run"  # <- CA101\n', title="One Cloud Run deployment"),
    Example(
        'class ApiClient:\n    base_url = "http://pipeline-service:8001"  # <- CA101\n\n    def get(self):\n'
        "        return self.base_url\n",
        title="A name of a container network",
    ),
    Example('def send(client):\n    client.post("http://10.0.3.7:9000/events")  # <- CA101\n', docs=False),
    Example('URL = ("http://localhost:8000"  # <- CA101\n       "/api/v1")\n', docs=False),
    Example('async def go(ws):\n    await ws.connect("ws://localhost:8000/stream")  # <- CA101\n', docs=False),
    Example('JOBS = {"url": "https://europe-west1-acme-1.cloudfunctions.net/run"}  # <- CA101\n', docs=False),
    Example('URL = "http://host.docker.internal:8000"  # <- CA101\n', docs=False),
    Example('URL = "http://api.default.svc.cluster.local/v1"  # <- CA101\n', docs=False),
    Example(
        'URL = "https://api.acme-data.io/v1"  # <- CA101\n', options=(("service-hosts", ("*.acme-data.io",)),),
        title="A host that configuration calls one's own",
    ),
    Example('def f(session):\n    session.get(url="http://localhost:8000/x")  # <- CA101\n', docs=False),
    Example("axios.get('/costs', { baseURL: 'http://localhost:8000' }) // <- CA101\n", "src/get.ts", docs=False),
    Example('client = httpx.Client(base_url="http://localhost:8000")  # <- CA101\n', docs=False),
    Example(
        'import os\n\nURL = "http://localhost:8000"  # <- CA101\nKEY = os.getenv("API_KEY")\n', docs=False,
        title="Another name comes from the environment",
    ),
    Example("const API_URL = 'http://localhost:8000'; // <- CA101\n", "scripts/seed.ts", title="A constant in TypeScript"),
    Example(
        "const SUPABASE_URL = 'https://kwabcdefghij.supabase.co' // <- CA101\n"
        "export const db = createClient(SUPABASE_URL, process.env.KEY!)\n",
        "lib/db.ts", title="One Supabase project",
    ),
    Example(
        "export async function costs(org: string) {\n"
        "  return fetch(`http://localhost:8000/api/v1/costs/${org}`) // <- CA101\n}\n",
        "lib/costs.ts", title="The head of a template",
    ),
    Example("const api = axios.create({ baseURL: 'http://localhost:8000' }) // <- CA101\n", "src/api.js"),
    Example(
        "export const Save = () => (\n  <div>\n    <button onClick={() => fetch('http://localhost:8000/save')} /> {/* <- CA101 */}\n"
        "  </div>\n)\n",
        "app/save.tsx", docs=False,
    ),
    Example("const ws = new WebSocket('ws://127.0.0.1:9000/feed') // <- CA101\n", "src/feed.mjs", docs=False),
)

_PY_VALID = {
    "A fallback of a lookup": 'import os\n\nAPI_URL = os.getenv("API_URL", "http://localhost:8000")\n',
    "": 'import os\n\nAPI_URL = os.environ.get("API_URL") or "http://localhost:8000"\n',
    "A fallback by control flow": (
        'import os\n\n\ndef api_url(dev):\n    url = os.getenv("API_URL")\n    if not url and dev:\n'
        '        return "http://localhost:8000"\n    return url\n'
    ),
    "The last resort of a function": (
        'import os\n\n\ndef api_url():\n    if "API_URL" in os.environ:\n        return os.environ["API_URL"]\n'
        '    return "http://localhost:8000"\n'
    ),
    "Assigned again from the environment": (
        'import os\n\nurl = "http://localhost:8000"\nif os.getenv("API_URL"):\n    url = os.environ["API_URL"]\n'
    ),
    "A choice by environment": 'url = "http://localhost:8000" if settings.debug else settings.api_url\n',
    "Fields of settings": (
        "from pydantic import Field\nfrom pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
        '    api_url: str = "http://localhost:8000"\n'
        '    pipeline_url: str = Field(default="http://localhost:8001", description="where runs start")\n'
        '    cors_origins: list[str] = Field(default_factory=lambda: ["http://localhost:3000"])\n\n'
        "    def host(self):\n        return self.api_url\n"
    ),
    "Fields of a data class": (
        "from dataclasses import dataclass\n\n\n@dataclass\nclass ClientConfig:\n"
        '    base_url: str = "http://localhost:8000"\n'
    ),
    "Defaults of the command line": (
        'parser.add_argument("--api-url", default="http://localhost:8000", help="for example http://localhost:8000")\n'
        '\n\n@click.option("--url", default="http://localhost:8000")\ndef main(url):\n    pass\n'
    ),
    "Defaults of parameters": 'def connect(url="http://localhost:8000"):\n    return url\n',
    "Named defaults": 'DEFAULT_API_URL = "http://localhost:8000"\nLOCAL_URL = "http://localhost:8000"\n',
    "Docstrings and comments": '"""Serves http://localhost:8000."""\n\n# http://localhost:8000\nX = 1\n',
    "Log, help and error text": (
        'print("http://localhost:8000")\nlogger.info("http://localhost:8000/docs")\n\n\ndef f():\n'
        '    raise ValueError("http://localhost:8000")\n\n\nusage = "open http://localhost:8000 in a browser"\n'
    ),
    "Third parties": (
        'OPENAI = "https://api.openai.com/v1"\nMETADATA = "http://metadata.google.internal/computeMetadata/v1"\n'
    ),
    "Namespaces, scopes, licences": (
        'SCOPES = ["https://www.googleapis.com/auth/bigquery"]\nXMLNS = "http://schema.local/ns"\n'
        'LICENCE_URL = "http://www.apache.org/licenses/LICENSE-2.0"\n'
    ),
    "Prefix checks and comparisons": (
        'def local(url, settings):\n    if settings.cors == ["http://localhost:3000"]:\n        return True\n'
        '    return url.startswith("http://localhost:8000") or url == "http://127.0.0.1:8000"\n'
    ),
    "CORS lists": (
        "app.add_middleware(CORSMiddleware, allow_origins=[\"http://localhost:3000\"])\n"
        'ALLOWED_ORIGINS = ["http://localhost:3000"]\n'
    ),
    "OpenAPI servers": 'app = FastAPI(servers=[{"url": "http://localhost:8000", "description": "local"}])\n',
    "Examples of models": (
        'class Hook(BaseModel):\n    url: str = Field(..., examples=["http://localhost:8000/hook"])\n\n    class Config:\n'
        '        json_schema_extra = {"example": {"url": "http://localhost:8000"}}\n'
    ),
    "Computed hosts and ports": (
        'def start(port, host, project):\n    a = f"http://localhost:{port}"\n    b = f"http://{host}:8000"\n'
        '    return a, b, f"https://{project}.supabase.co", f"https://api-{project}.a.run.app"\n'
    ),
    "A health check of itself": 'def healthcheck():\n    return get("http://localhost:8080/health")\n',
    "The default of a mapping": 'url = conf.get("url", "http://localhost:8000")\n',
    "A fallback where a key is missing": (
        'def base(conf):\n    try:\n        return conf["url"]\n    except KeyError:\n        return "http://localhost:8000"\n'
    ),
    "A curl command": 'HOW = """\ncurl http://localhost:8000/health\n"""\n',
}

_TS_VALID = {
    "Fallbacks": (
        "const a = process.env.API_URL || 'http://localhost:8000'\nconst b = process.env.API_URL ?? 'http://localhost:8000'\n"
        "let c = process.env.API_URL\nc ||= 'http://localhost:8000'\n"
        "const d = process.env.APP_URL || (process.env.NODE_ENV === 'development' ? 'http://localhost:3000' : null)\n"
        "const e = isDevelopment ? 'http://localhost:8000' : ''\nconst f = getEnv('API_URL', 'http://localhost:8000')\n"
    ),
    "A fallback by control flow": (
        "export function backend() {\n  const url = process.env.API_URL\n  if (!url) {\n"
        "    if (process.env.NODE_ENV === 'development') {\n      return 'http://localhost:8000'\n    }\n"
        "    throw new Error('Expected format: http://localhost:8000')\n  }\n  return url\n}\n"
    ),
    "": "export function appUrl() {\n  let o = ''\n  if (!o) {\n    o = 'http://localhost:3000'\n  }\n  return o\n}\n",
    "Text for people": (
        "console.log(`http://localhost:8000/docs`)\nthrow new Error('http://localhost:8000')\n"
        "// http://localhost:8000\n/* 'http://localhost:8000' */\ntoast.error('http://localhost:8000')\n"
    ),
    "A Zod default": "const env = z.object({ API_URL: z.string().url().default('http://localhost:8000') })\n",
    "Comparisons and lists": (
        "const isLocal = origin === 'http://localhost:3000' || origin.startsWith('http://127.0.0.1:3000')\n"
        "const allowedOrigins = ['http://localhost:3000']\ncors({ origin: ['http://localhost:3000'] })\n"
    ),
    "The base of a relative URL": "const path = new URL(req.url, 'http://localhost:3000').pathname\n",
    "Third parties": "const stripe = 'https://api.stripe.com/v1'\n",
    "An emulator": "connectAuthEmulator(auth, 'http://localhost:9099')\n",
    "Computed ports": "const url = `http://localhost:${port}/`\n",
    "Parameters": "export function get(base = 'http://localhost:8000') { return fetch(base) }\n",
    "A code sample": "const sample = `\ncurl http://localhost:8000/api\n`\n",
}

VALID = (
    *(Example(text, title=title) for title, text in _PY_VALID.items()),
    *(Example(text, "lib/example.ts", title=title) for title, text in _TS_VALID.items()),
    Example(
        'export const A = () => (\n  <div>\n    <a href="http://localhost:8000/docs">http://localhost:8000</a>\n'
        '    <input placeholder="http://localhost:8000" />\n    <code>{"http://localhost:8000"}</code>\n  </div>\n)\n',
        "app/page.tsx", title="Rendered markup",
    ),
    Example('BASE = "http://localhost:8000"\n', "tests/test_api.py", title="Tests"),
    Example(
        "export const environment = { backendURL: 'http://localhost:8080/api' }\n", "src/environments/environment.ts",
        title="A file of one environment",
    ),
    Example("const a = 'http://localhost:3000/api'\n", "src/__e2e__/api.servertest.ts", docs=False),
    Example("export const SAME_ORIGIN_BASE = 'https://acme.local'\n", "src/safe-url.ts", docs=False),
    Example("export default { use: { baseURL: 'http://localhost:3000' } }\n", "playwright.config.ts", docs=False),
    Example(
        'const ld = { "@context": "https://schema.org", "@type": "WebSite", url: "https://acme-data.io" }\n', "app/l.ts",
        options=(("service-hosts", ("acme-data.io",)),), docs=False,
    ),
    Example('URL = "http://localhost:4040/api"\n', options=(("allowed-hosts", ("localhost",)),), title="An allowed host"),
)
