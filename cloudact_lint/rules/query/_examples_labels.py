"""Examples of CA205, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

_HEAD = "from google.cloud import bigquery\n\nSQL = 'SELECT name FROM shop.orders'\n"

VALID = (
    Example(
        _HEAD + "client = bigquery.Client(\n"
        "    default_query_job_config=bigquery.QueryJobConfig(labels={'service': 'shop'})\n"
        ")\n"
        "client.query(SQL)\n"
        "client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=10**10))\n",
        title="the client has labels",
    ),
    Example(
        _HEAD + "client = bigquery.Client()\n"
        "config = bigquery.QueryJobConfig()\nconfig.labels = {'service': 'shop'}\n"
        "client.query(SQL, job_config=config)\n\n\n"
        "def run(client: bigquery.Client):\n"
        "    config = bigquery.QueryJobConfig()\n    config.labels['team'] = 'a'\n"
        "    return client.query(SQL, job_config=config)\n",
        title="set after the configuration is made",
    ),
    Example(
        _HEAD + "client = bigquery.Client()\n\n\n"
        "def run(sql, labels=None):\n"
        "    return client.query(sql, job_config=bigquery.QueryJobConfig(labels=labels or {}))\n\n\n"
        "run(SQL, labels={'job': 'report'})\n",
        title="labels that the caller gives",
    ),
    Example(
        _HEAD + "client = bigquery.Client()\n"
        "client.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=True))\n"
        "client.query(SQL, job_config=bigquery.QueryJobConfig.from_api_repr({'query': {}, 'labels': {'a': 'b'}}))\n"
        "client.load_table_from_uri('gs://shop/orders.csv', 'shop.orders')\n",
        title="dry runs, load jobs, and a job resource",
        docs=False,
    ),
    Example(
        _HEAD + "class Store:\n    def __init__(self, labels=None):\n        self.labels = labels or []\n\n"
        "    def made(self, more):\n        found = {}\n"
        "        for label in (*self.labels, *more):\n            found[label.key] = label.value\n        return found\n\n"
        "    def run(self, client: bigquery.Client, more=()):\n"
        "        config = bigquery.QueryJobConfig(use_query_cache=True, labels=self.made(more))\n"
        "        return client.query(SQL, job_config=config)\n",
        title="a dict that is filled on the way",
        docs=False,
    ),
    Example(
        "from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator\n\n"
        "report = BigQueryInsertJobOperator(\n"
        "    task_id='report',\n"
        "    configuration={'query': {'query': 'SELECT 1', 'useLegacySql': False}, 'labels': {'team': 'a'}},\n"
        ")\n",
        title="Airflow",
        docs=False,
    ),
)

INVALID = (
    Example(
        title="one finding for the client, whoever uses it",
        files=(
            (
                "shop/store.py",
                "from google.cloud import bigquery\n\n\ndef get_client():\n    return bigquery.Client()  # <- CA205\n",
            ),
            (
                "shop/report.py",
                "from shop.store import get_client\n\n\n"
                "def names():\n    return get_client().query('SELECT name FROM shop.orders')\n\n\n"
                "def totals():\n    return get_client().query('SELECT total FROM shop.orders')\n",
            ),
        ),
    ),
    Example(
        _HEAD + "\n\ndef names(client: bigquery.Client):\n    return client.query(SQL)  # <- CA205\n\n\n"
        "def totals(client: bigquery.Client):\n    return client.query(SQL)\n",
        title="clients that come from elsewhere: one finding for the file",
    ),
    Example(
        _HEAD + "client = bigquery.Client(  # <- CA205\n"
        "    default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=10**10)\n"
        ")\n"
        "client.query(SQL, job_config=bigquery.QueryJobConfig(labels=None))\n",
        title="a default without labels",
        docs=False,
    ),
    Example(
        "from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator\n\n"
        "report = BigQueryInsertJobOperator(  # <- CA205\n"
        "    task_id='report',\n"
        "    configuration={'query': {'query': 'SELECT 1', 'labels': {'team': 'a'}}},\n"
        ")\n",
        title="labels in the wrong part of a job",
        docs=False,
    ),
)
