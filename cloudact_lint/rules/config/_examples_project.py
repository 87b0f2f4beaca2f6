"""Examples of CA102."""


from __future__ import annotations

from cloudact_lint.rule import Example

_IMPORT = "from google.cloud import bigquery\n\n"
_TS_IMPORT = "import { BigQuery } from '@google-cloud/bigquery'\n"
_HERE = "  # <- CA102\n"

INVALID = (
    Example(_IMPORT + 'client = bigquery.Client(project="acme-testing-1")' + _HERE, title="A client constructor"),
    Example(_IMPORT + 'client = bigquery.Client("acmedata")' + _HERE, docs=False),
    Example(_IMPORT + 'PROJECT_ID = "acme-testing-1"' + _HERE, title="A constant"),
    Example(_IMPORT + 'GCP_PROJECT: str = "acme-data-2024"' + _HERE, docs=False),
    Example(
        _IMPORT + 'def run(client):\n    sql = """\n    -- orders of the day\n    SELECT id\n'
        '    FROM `acme-testing-1.sales.orders`  # <- CA102\n    """\n    return client.query(sql)\n',
        title="A table reference",
    ),
    Example(
        _IMPORT + 'def run(client, ds):\n    return client.query(f"SELECT 1 FROM `acme-testing-1.{ds}.orders`")' + _HERE,
        docs=False,
    ),
    Example(
        _IMPORT + 'def run(client):\n    return client.query("SELECT 1 " "FROM `acme-testing-1`.sales.orders")' + _HERE,
        docs=False,
    ),
    Example(
        _IMPORT + "def run(client):\n"
        '    table = client.get_table("acme-testing-1.sales.orders")  # <- CA102\n'
        '    return client.query("SELECT 1", project="acme-testing-1")' + _HERE,
        title="A table id, and the project of a call",
    ),
    Example(_IMPORT + 'SQL = "SELECT 1 FROM `acme-testing-1." + DATASET + ".orders`"' + _HERE, docs=False),
    Example(_IMPORT + 'cfg = bigquery.QueryJobConfig(destination="acme-testing-1.tmp.out")' + _HERE, docs=False),
    Example("SELECT 1 FROM `acmedata2024.sales.orders`; -- <- CA102\n", "digits.sql", docs=False),
    Example(
        _IMPORT + 'def load(project_id="acme-testing-1"):  # <- CA102\n    return bigquery.Client(project=project_id)\n',
        title="A parameter's default",
    ),
    Example(
        'ACCOUNT = "loader@acme-testing-1.iam.gserviceaccount.com"  # <- CA102\n'
        'SECRET = "projects/acme-testing-1/secrets/db/versions/latest"' + _HERE,
        title="A service account and a resource name",
    ),
    Example('import os\n# google.cloud\nos.environ["GCP_PROJECT_ID"] = "acme-testing-1"' + _HERE, docs=False),
    Example(_IMPORT + 'class Store:\n    project_id = "acme-testing-1"  # <- CA102\n\n    def f(self):\n        pass\n', docs=False),
    Example(
        _IMPORT + 'client = bigquery.Client(project="warehouse")' + _HERE, options=(("project-ids", ("warehouse",)),),
        docs=False,
    ),
    Example(
        _TS_IMPORT + "const bq = new BigQuery({ projectId: 'acme-testing-1' }) // <- CA102\n", "lib/bq.ts",
        title="A client in TypeScript",
    ),
    Example(
        _TS_IMPORT + "export const GCP_PROJECT_ID = 'acme-testing-1' // <- CA102\n"
        "const sql = `\n  SELECT id\n  FROM \\`acme-testing-1.sales.orders\\` -- <- CA102\n`\n",
        "lib/query.ts", title="A constant and a table in TypeScript",
    ),
    Example(
        _TS_IMPORT + "const rows = await bq.query({ query: `SELECT 1 FROM \\`acme-testing-1.${ds}.t\\`` }) // <- CA102\n",
        "lib/q2.ts", docs=False,
    ),
    Example("const sa = 'loader@acme-testing-1.iam.gserviceaccount.com' // <- CA102\n", "lib/sa.ts", docs=False),
    Example(
        "DECLARE project_id STRING DEFAULT 'acme-testing-1'; -- <- CA102\n"
        "SELECT id FROM `acme-testing-1.sales.orders`; -- <- CA102\n",
        "procedures/load.sql", title="A procedure",
    ),
    Example(
        "INSERT INTO acme-testing-1.sales.orders (id) -- <- CA102\nSELECT id FROM `acme-testing-1`.staging.orders; -- <- CA102\n"
        "SELECT job_id FROM `acme-testing-1.region-us.INFORMATION_SCHEMA.JOBS`; -- <- CA102\n"
        "CREATE SCHEMA IF NOT EXISTS `acme-testing-1.sales`; -- <- CA102\n",
        "load.sql", docs=False,
    ),
    Example(
        "EXECUTE IMMEDIATE 'SELECT 1 FROM `acme-testing-1.sales.orders`'; -- <- CA102\n", "dynamic.sql", docs=False
    ),
    Example(
        "source:\n  type: bigquery\n  project_id: acme-testing-1  # <- CA102\n  query: |\n    SELECT id\n"
        "    FROM `acme-testing-1.sales.orders`  # <- CA102\n",
        "pipelines/orders.yml", title="A pipeline in YAML",
    ),
    Example(
        "services:\n  api:\n    environment:\n      - GCP_PROJECT_ID=acme-data-7  # <- CA102\n      - LOG=info\n",
        "docker-compose.yml", docs=False,
    ),
    Example(
        "steps:\n  - run: gcloud run deploy --service-account loader@acme-data-7.iam.gserviceaccount.com  # <- CA102\n",
        "ci.yaml", docs=False,
    ),
    Example("env:\n  GCP_PROJECT: acme-data-7  # <- CA102\n", "workflow.yaml", title="A project in YAML"),
)

_PY_VALID = {
    "From the environment": 'import os\n\nPROJECT_ID = os.environ["GCP_PROJECT_ID"]\nclient = bigquery.Client(project=PROJECT_ID)\n',
    "Fallbacks and settings are CA107's": (
        'import os\n\nPROJECT = os.getenv("GCP_PROJECT_ID", "acme-testing-1")\nP2 = os.environ.get("P") or "acme-testing-1"\n\n\n'
        'class Settings(BaseSettings):\n    gcp_project_id: str = Field(default="acme-testing-1")\n\n    def f(self):\n        pass\n'
    ),
    "Command-line defaults": 'parser.add_argument("--project-id", default="acme-testing-1", help="acme-testing-1")\n',
    "Placeholders": (
        'PROJECT_ID = "your-project-id"\nclient = bigquery.Client(project="my-gcp-project")\nP = "test-project-123"\n'
        'SQL = "SELECT 1 FROM `your-project.ds.t`"\nproject_id = "local-dev-project"\n'
        'SA = "sa@project-id.iam.gserviceaccount.com"\n'
    ),
    "Public data": 'SQL = "SELECT 1 FROM `bigquery-public-data.samples.shakespeare`"\nJOBS = "SELECT 1 FROM `region-us`.INFORMATION_SCHEMA.JOBS"\n',
    "Docstrings, comments, text": (
        'def f(client):\n    """Reads `acme-testing-1.sales.orders`, project_id="acme-testing-1"."""\n'
        '    # FROM `acme-testing-1.sales.orders`\n    print("reading FROM `acme-testing-1.sales.orders`")\n'
        '    raise ValueError("SELECT FROM `acme-testing-1.sales.orders` failed")\n'
    ),
    "Comments in SQL": 'SQL = """\n-- FROM `acme-testing-1.sales.orders`\n/* `acme-testing-1.sales.orders` */\nSELECT 1\n"""\n',
    "Examples of models": (
        'class Org(BaseModel):\n    project_id: str = Field(..., example="acme-testing-1", examples=["acme-testing-1"])\n\n'
        '    class Config:\n        json_schema_extra = {"example": {"project_id": "acme-testing-1"}}\n'
    ),
    "Lookalikes": (
        'BUCKET = "acme-exports-1"\nKEYRING = "acme-keyring"\nREPO = "acme-images"\nPROJECT_NAME = "acme-platform"\n'
        'labels = {"project": "acme-billing"}\nname = "acme-testing-1"\nHOST = "acme-data.web.app"\n'
    ),
    "Other vendors": 'wandb.init(project="acme-model-1")\nSENTRY_PROJECT = "acme-backend-1"\nJIRA_PROJECT_ID = "acme-web"\n',
    "Comparisons": 'def guard(project_id):\n    return project_id == "acme-prod-1" or project_id in ("acme-prod-2",)\n',
    "A table of environments": (
        'PROJECTS = {"prod": {"project_id": "acme-prod-1"}, "test": {"project_id": "acme-testing-1"}}\n'
        'PROD_PROJECT_ID = "acme-prod-1"\nTEST_PROJECT_ID = "acme-testing-1"\n'
        'project_id = "acme-prod-1" if env == "prod" else "acme-testing-1"\n'
    ),
    "Records": 'ROWS = [{"project_id": "acme-site-1", "cost": 3}, {"project_id": "acme-shop-1", "cost": 4}]\n',
    "Google's service agents": 'SA = "service-123@gcp-sa-bigquerydatatransfer.iam.gserviceaccount.com"\n',
    "Values in SQL": 'SQL = "SELECT 1 FROM sales.orders WHERE project_id = \'acme-testing-1\'"\n',
}

VALID = (
    *(Example(_IMPORT + text, title=title) for title, text in _PY_VALID.items()),
    Example('PROJECT_ID = "acme-website-1"\n', title="Nothing to do with Google Cloud"),
    Example(_IMPORT + 'PROJECT_ID = "acme-testing-1"\n', "tests/conftest.py", title="Tests"),
    Example(
        _TS_IMPORT + "const bq = new BigQuery({ projectId: process.env.GCP_PROJECT_ID })\n"
        "const p = process.env.GCP_PROJECT_ID || 'acme-testing-1'\n// projectId: 'acme-testing-1'\n"
        "const e = { projectId: 'your-project-id' }\nconsole.log('FROM `acme-testing-1.sales.orders`')\n"
        "const cls = 'acme-card-1'\nconst app = initializeApp({ apiKey: k, authDomain: d, projectId: 'acme-web-1' })\n"
        "if (projectId === 'acme-prod-1') { stop() }\n"
        "const byEnv = { prod: { projectId: 'acme-prod-1' }, test: { projectId: 'acme-testing-1' } }\n",
        "lib/bq.ts", title="TypeScript",
    ),
    Example(
        _TS_IMPORT + 'export const Doc = () => (\n  <div>\n    <code>FROM `acme-testing-1.sales.orders`</code>\n'
        '    <input placeholder="acme-testing-1" name="projectId" />\n  </div>\n)\n',
        "app/doc.tsx", docs=False,
    ),
    Example(
        "-- FROM `acme-testing-1.sales.orders`\nDECLARE region STRING DEFAULT 'europe-west1';\n"
        "DECLARE project_id STRING DEFAULT @@project_id;\nSELECT a.b.c FROM sales.orders AS a;\n"
        "SELECT 1 FROM `${PROJECT}.sales.orders`;\nSELECT 1 FROM `{project_id}.sales.orders`;\n"
        "SELECT 1 FROM `your-project-id.sales.orders`;\nSELECT 1 FROM `bigquery-public-data.samples.natality`;\n"
        "SELECT job_id FROM `region-us`.INFORMATION_SCHEMA.JOBS;\n"
        "SELECT 1 FROM sales.orders WHERE project = 'acme-testing-1' AND note = 'FROM `acme-testing-1.a.b`';\n",
        "procedures/ok.sql", title="SQL",
    ),
    Example(
        "# project_id: acme-testing-1\nsource:\n  type: bigquery\n  project_id: ${GCP_PROJECT_ID}\n  bucket: acme-exports-1\n"
        "  description: reads `acme-testing-1.sales.orders`\n  labels:\n    service: acme-api-1\n"
        "environments:\n  prod:\n    project_id: acme-prod-1\n  test:\n    project_id: acme-testing-1\n",
        "pipelines/ok.yml", title="YAML",
    ),
    Example("substitutions:\n  _PROJECT_ID: acme-prod-1\n# gcloud\n", "cloudbuild-prod.yaml", title="A file of one environment"),
    Example("bq_project_id: acme-data-7\n", "inventory/site-a/group_vars/all.yml", docs=False),
    Example("substitutions:\n  _GCP_PROJECT_ID: acme-data-7\n", "cloudbuild.yaml", title="Parameters of a build"),
    Example("project_id: acme-web-1\n", "other.yml", docs=False, title="No Google Cloud in the file"),
    Example(
        "SELECT day FROM `acme-data-prod.sales.orders` JOIN `acme-shared-prod.crm.customers` USING (id)\n",
        "sql/acme-data-prod/sales/daily/query.sql", title="A folder named after the project it is deployed to",
    ),
    Example(
        'HELP = "Read the defaults FROM docker-compose.dev.yml or `docker-compose.dev.yml`"\nPROJECT = None\n', "h.py",
        docs=False, title="A file name that looks like a table",
    ),
)
