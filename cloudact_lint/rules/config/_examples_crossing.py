"""Examples of CA107."""


from __future__ import annotations

from cloudact_lint.rule import Example

_OS = "import os\n\n"
_HERE = "  # <- CA107\n"

INVALID = (
    Example(_OS + 'PROJECT = os.getenv("GCP_PROJECT_ID", "acme-testing-1")' + _HERE, title="A test project for everybody"),
    Example(_OS + 'PROJECT = os.getenv("PROD_PROJECT", "acme-testing-1")' + _HERE, title="A production lookup"),
    Example(_OS + 'PROJECT = os.environ.get("GCP_PROJECT_ID", "acme-prod")' + _HERE, title="Production for everybody"),
    Example(_OS + 'PROJECT = os.environ.get("GCP_PROJECT_ID") or "acme-stage"' + _HERE, docs=False),
    Example(
        _OS + "def make(project_id=None):\n"
        '    return project_id or os.environ.get("GCP_PROJECT_ID", "acme-testing-1")' + _HERE,
        docs=False,
    ),
    Example(
        _OS + 'def project():\n    value = os.getenv("GCP_PROJECT_ID")\n    if not value:\n'
        '        value = "acme-testing-1"  # <- CA107\n    return value\n',
        title="A fallback by control flow",
    ),
    Example(
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
        '    gcp_project_id: str = "acme-testing-1"  # <- CA107\n    debug: bool = False\n\n    def f(self):\n        pass\n',
        title="The default of a settings field",
    ),
    Example(_OS + 'DATASET = os.getenv("BQ_DATASET", "billing_prod")' + _HERE, title="A dataset"),
    Example(_OS + 'TABLE = os.getenv("BQ_TABLE_ID", "acme-testing-1.sales.orders")' + _HERE, docs=False),
    Example(_OS + 'URL = os.getenv("PROD_API_URL", "https://api.staging.acme.io")' + _HERE, title="A host"),
    Example(_OS + 'URL = os.getenv("API_URL", "https://api-dev-x7k2.a.run.app")' + _HERE, docs=False),
    Example(_OS + 'PROJECT = os.getenv("GCP_PROJECT", "acme-testing-1")' + _HERE, "config/production.py", docs=False),
    Example(
        _OS + 'PROJECT = os.getenv("GCP_PROJECT", "warehouse-blue")' + _HERE,
        options=(("environments", (("prod", ("*-blue",)), ("test", ("*-green",)))),), title="Configured environments",
    ),
    Example(
        _OS + 'PROJECT = os.getenv("GCP_PROJECT_ID", "acme-testing-1")' + _HERE, "load-demo-data/load.py", kind="advice",
        docs=False,
    ),
    Example(
        "export const projectId = process.env.GCP_PROJECT_ID || 'acme-testing-1' // <- CA107\n", "lib/config.ts",
        title="TypeScript",
    ),
    Example("const p = process.env.PROD_PROJECT_ID ?? 'acme-stage' // <- CA107\n", "lib/p.ts", docs=False),
    Example("const p = getEnv('GCP_PROJECT_ID', 'acme-testing-1') // <- CA107\n", "lib/g.ts", docs=False),
    Example("const d = process.env.BQ_DATASET || `billing_prod` // <- CA107\n", "lib/d.js", docs=False),
    Example(
        "const env = z.object({ GCP_PROJECT_ID: z.string().default('acme-testing-1') }).parse(process.env) // <- CA107\n", "lib/env.ts",
        docs=False,
    ),
    Example("const { GCP_PROJECT_ID = 'acme-testing-1' } = process.env // <- CA107\n", "lib/x.ts", docs=False),
    Example(
        "const p = process.env.GCP_PROJECT_ID\n  ? process.env.GCP_PROJECT_ID\n  : 'acme-testing-1' // <- CA107\n", "lib/t.ts",
        docs=False,
    ),
    Example(
        _OS + 'P = os.environ["PROD_PROJECT"] if "PROD_PROJECT" in os.environ else "acme-testing-1"' + _HERE, docs=False
    ),
    Example(_OS + 'os.environ.setdefault("GCP_PROJECT_ID", "acme-prod")' + _HERE, docs=False),
    Example(
        "let project = process.env.GCP_PROJECT\nif (!project) {\n  project = 'acme-testing-1' // <- CA107\n}\n", "lib/i.ts",
        docs=False,
    ),
    Example(
        "services:\n  api:\n    environment:\n      GCP_PROJECT_ID: ${GCP_PROJECT_ID:-acme-testing-1}  # <- CA107\n",
        "docker-compose.yml", title="YAML",
    ),
    Example(
        "services:\n  api:\n    environment:\n      - BQ_DATASET=${BQ_DATASET-billing_prod}  # <- CA107\n", "compose.yaml",
        docs=False,
    ),
    Example(
        "prod:\n  project: ${GCP_PROJECT_ID:-acme-testing-1}  # <- CA107\n", "deploy.yml", title="A production section"
    ),
    Example("env:\n  P: ${{ vars.GCP_PROJECT_ID || 'acme-testing-1' }}  # <- CA107\n", "ci.yml", docs=False),
)

_PY_VALID = {
    "No fallback": 'PROJECT = os.environ["GCP_PROJECT_ID"]\n',
    "This machine": (
        'URL = os.getenv("API_URL", "http://localhost:8000")\nPROJECT = os.getenv("GCP_PROJECT_ID", "local-dev-project")\n'
    ),
    "Placeholders": 'A = os.getenv("GCP_PROJECT_ID", "your-project-id")\nB = os.getenv("GCP_PROJECT", "test-project")\n',
    "The same environment": (
        'A = os.getenv("STAGE_GCP_PROJECT", "acme-stage")\nB = os.getenv("PROD_PROJECT", "acme-prod")\n'
        'C = os.getenv("DEV_PROJECT_ID", "acme-testing-1")\n'
    ),
    "No environment's name": (
        'A = os.getenv("GCP_PROJECT_ID", "acme-data-7")\nB = os.getenv("BQ_DATASET", "billing")\n'
        'C = os.getenv("ENVIRONMENT", "development")\nD = os.getenv("APP_ENV", "prod")\nE = os.getenv("LOG_NAME", "acme-prod")\n'
    ),
    "A vendor's sandbox": (
        'A = os.getenv("PLAID_URL", "https://sandbox.plaid.com")\nB = os.getenv("SENTRY_PROJECT", "acme-prod")\n'
    ),
    "A branch for the environment": (
        'def project(env):\n    if env == "dev":\n        return os.getenv("GCP_PROJECT_ID", "acme-dev")\n'
        '    return os.environ["GCP_PROJECT_ID"]\n'
    ),
    "Text": 'print("GCP_PROJECT_ID", "acme-testing-1")\nassert os.getenv("P", "x") != "acme-testing-1"\n',
    "No lookup": 'PROJECT = {}.get("GCP_PROJECT_ID", "acme-testing-1")\n',
}

VALID = (
    *(Example(_OS + text, title=title) for title, text in _PY_VALID.items()),
    Example(_OS + 'P = os.getenv("GCP_PROJECT_ID", "acme-testing-1")\n', "tests/conftest.py", title="Tests"),
    Example(_OS + 'P = os.getenv("GCP_PROJECT_ID", "acme-dev-1")\n', "deploy/dev/settings.py", title="A folder of one environment"),
    Example(
        "const a = process.env.API_URL || 'http://localhost:8000'\nconst b = process.env.GCP_PROJECT_ID ?? ''\n"
        "const c = process.env.STAGE_PROJECT_ID || 'acme-stage'\nconst d = process.env.NODE_ENV || 'production'\n"
        "// process.env.GCP_PROJECT_ID || 'acme-testing-1'\nconst f = process.env.APP_URL || 'https://acme.io'\n"
        "const g = process.env.GCP_PROJECT_ID || 'my-test-project'\n",
        "lib/config.ts", title="TypeScript",
    ),
    Example(
        "services:\n  api:\n    environment:\n      GCP_PROJECT_ID: ${GCP_PROJECT_ID:?set it}\n      A: ${API_URL:-http://localhost:8000}\n"
        "      B: ${STAGE_PROJECT:-acme-stage}\n      C: ${GCP_PROJECT_ID:-your-project-id}\n"
        "test:\n  project: ${GCP_PROJECT_ID:-acme-testing-1}\n",
        "docker-compose.yml", title="YAML",
    ),
    Example("a:\n  GCP_PROJECT_ID: ${GCP_PROJECT_ID:-acme-dev-1}\n", "docker-compose.dev.yml", docs=False),
)
