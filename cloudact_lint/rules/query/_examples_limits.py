"""Examples of CA201, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

_IMPORT = "from google.cloud import bigquery\n\n"
_SQL = 'SQL = "SELECT name FROM shop.orders WHERE day = @day"\n'
_HEAD = _IMPORT + _SQL

VALID = (
    Example(
        _HEAD + "client = bigquery.Client(\n"
        "    default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=10 * 1024**3)\n"
        ")\n"
        "rows = client.query(SQL)\n",
        title="the client has a default",
    ),
    Example(
        _HEAD + "client = bigquery.Client()\n"
        "config = bigquery.QueryJobConfig()\n"
        "config.maximum_bytes_billed = 10 * 1024**3\n"
        "rows = client.query(SQL, job_config=config)\n",
        title="the limit is set after the configuration is made",
    ),
    Example(
        title="a helper in another file knows the limit",
        files=(
            (
                "shop/report.py",
                "from google.cloud import bigquery\n\nfrom shop.jobs import limited\n\n"
                "def report(client: bigquery.Client):\n"
                '    return client.query("SELECT name FROM shop.orders", job_config=limited())\n',
            ),
            (
                "shop/jobs.py",
                _IMPORT + "def limited(**options):\n"
                "    return bigquery.QueryJobConfig(maximum_bytes_billed=10**10, **options)\n",
            ),
        ),
    ),
    Example(
        _HEAD + "class Store:\n"
        "    def __init__(self):\n"
        "        self.client = bigquery.Client()\n\n"
        "    def query(self, sql):\n"
        "        config = bigquery.QueryJobConfig(maximum_bytes_billed=10**10)\n"
        "        return self.client.query(sql, job_config=config)\n\n"
        "rows = Store().query(SQL)\n",
        title="a wrapper that limits clears its callers",
    ),
    Example(
        _HEAD + "client = bigquery.Client()\n"
        "job = client.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=True))\n"
        'load = client.load_table_from_uri("gs://shop/orders.csv", "shop.orders")\n',
        title="dry runs and load jobs bill no scan",
    ),
    Example(
        "from sqlalchemy.orm import Session\n\ndef orders(session: Session):\n    return session.query(Order).all()\n",
        title="the query of another library",
    ),
    Example(
        "import { BigQuery } from '@google-cloud/bigquery'\n"
        "const client = new BigQuery()\n"
        "export const rows = (query: string) => client.query({ query, maximumBytesBilled: '10000000000' })\n",
        path="rows.ts",
    ),
    Example(
        "bq query --maximum_bytes_billed=10000000000 --use_legacy_sql=false 'SELECT name FROM shop.orders'\n",
        path="report.sh",
    ),
    Example(
        "main:\n  steps:\n    - report:\n        call: googleapis.bigquery.v2.jobs.query\n"
        "        args:\n          body:\n"
        "            query: SELECT name FROM shop.orders\n            maximumBytesBilled: 10000000000\n",
        path="workflow.yaml",
    ),
    Example(
        "shop:\n  outputs:\n    prod:\n      type: bigquery\n      method: oauth\n      dataset: shop\n"
        "      maximum_bytes_billed: 10000000000\n",
        path="profiles.yml",
        docs=False,
    ),
)

INVALID = (
    Example(
        _HEAD + "client = bigquery.Client()\nrows = client.query(SQL)  # <- CA201\n", title="nothing limits the job"
    ),
    Example(
        _HEAD + "def orders(client: bigquery.Client, day):\n"
        "    return client.query(  # <- CA201\n"
        "        SQL,\n"
        "        job_config=bigquery.QueryJobConfig(\n"
        '            query_parameters=[bigquery.ScalarQueryParameter("day", "DATE", day)],\n'
        "        ),\n"
        "    )\n",
        title="a configuration without a limit",
    ),
    Example(
        _HEAD + "def orders(client: bigquery.Client, limit):\n"
        "    config = bigquery.QueryJobConfig()\n"
        "    if limit:\n"
        "        config.maximum_bytes_billed = limit\n"
        "    return client.query(SQL, job_config=config)  # <- CA201\n",
        title="on some paths",
    ),
    Example(
        title="the finding stands at the start inside the wrapper, once",
        files=(
            ("shop/report.py", "from shop.store import Store\n\nnames = Store().run('SELECT name FROM shop.orders')\n"),
            (
                "shop/store.py",
                _IMPORT + "class Store:\n"
                "    def __init__(self, client=None):\n"
                "        self.client = client or bigquery.Client()\n\n"
                "    def run(self, sql):\n"
                "        return self.client.query(sql).result()  # <- CA201\n",
            ),
        ),
    ),
    Example(
        _HEAD + "import asyncio\n\nclient = bigquery.Client()\n\n"
        "async def orders():\n"
        "    return await asyncio.to_thread(client.query, SQL)  # <- CA201\n",
        title="a method handed to an executor",
    ),
    Example(
        "import pandas_gbq\n\nframe = pandas_gbq.read_gbq('SELECT name FROM shop.orders')  # <- CA201\n",
        title="pandas",
    ),
    Example(
        "from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator\n\n"
        "report = BigQueryInsertJobOperator(  # <- CA201\n"
        '    task_id="report",\n'
        '    configuration={"query": {"query": "SELECT name FROM shop.orders", "useLegacySql": False}},\n'
        ")\n",
        title="Airflow",
    ),
    Example(
        _HEAD + 'client = bigquery.Client()\nclient.query("CREATE TABLE shop.seen (name STRING)")  # <- CA201\n',
        title="DDL is advice",
        kind="advice",
    ),
    Example(
        "import { BigQuery } from '@google-cloud/bigquery'\n"
        "const client = new BigQuery()\n"
        "export async function rows(sql: string) {\n"
        "  const [job] = await client.createQueryJob({ query: sql, location: 'EU' })  // <- CA201\n"
        "  return job.getQueryResults()\n"
        "}\n",
        path="rows.ts",
    ),
    Example("bq query --use_legacy_sql=false 'SELECT name FROM shop.orders'  # <- CA201\n", path="report.sh"),
    Example(
        "main:\n  steps:\n    - report:\n        call: googleapis.bigquery.v2.jobs.query  # <- CA201\n        args:\n"
        "          body:\n            query: SELECT name FROM shop.orders\n",
        path="workflow.yaml",
    ),
    Example(
        "jobs:\n  report:\n    steps:\n      - run: bq query 'SELECT name FROM shop.orders'  # <- CA201\n",
        path="ci.yaml",
        docs=False,
    ),
    Example(
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null,\n'
        ' "source": ["%%bigquery orders\\n", "SELECT name FROM shop.orders"]}],\n'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
        path="report.ipynb",
        rows=(("report.ipynb", 1),),
        title="a cell of a notebook",
        docs=False,
    ),
)
