"""Examples of CA203, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

_HEAD = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
_COST = (
    "def cost_of(org, dataset='core'):\n"
    "    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter('org', 'STRING', org)])\n"
    "    sql = f'SELECT SUM(cost) FROM {dataset}.costs WHERE org = @org'\n"
    "    return list(client.query(sql, job_config=config))\n\n\n"
)
_TYPESCRIPT = "import { BigQuery } from '@google-cloud/bigquery'\n\nconst bigquery = new BigQuery()\n\n"

VALID = (
    Example(
        _HEAD + "def costs(orgs):\n"
        "    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ArrayQueryParameter('orgs', 'STRING', orgs)])\n"
        "    rows = client.query('SELECT org, cost FROM core.costs WHERE org IN UNNEST(@orgs)', job_config=config)\n"
        "    return {row.org: row.cost for row in rows}\n",
        title="one query for all",
    ),
    Example(
        _HEAD + "def retried(sql, org):\n"
        "    for attempt in range(3):\n"
        "        try:\n            return client.query('SELECT 1 FROM core.costs', timeout=attempt)\n"
        "        except Exception:\n            print(attempt)\n\n\n"
        "def polled(run):\n"
        "    while not run.done:\n"
        "        run.state = list(client.query('SELECT state FROM core.runs'))\n\n\n"
        "def chunked(rows):\n"
        "    for start in range(0, len(rows), 500):\n"
        "        client.query(f'INSERT INTO core.costs SELECT * FROM UNNEST({rows[start:start + 500]})')\n"
        "    for batch in in_batches(rows):\n"
        "        client.query(f'INSERT INTO core.costs SELECT * FROM UNNEST({batch})')\n",
        title="attempts, polling and chunks",
    ),
    Example(
        _HEAD + "def by_table(tables, orgs, statements):\n"
        "    for table in tables:\n        client.query(f'SELECT COUNT(*) FROM core.{table}')\n"
        "    for org in orgs:\n        client.query(f'SELECT COUNT(*) FROM {org}_prod.costs')\n"
        "    for statement in statements:\n        client.query(statement)\n"
        "    for org in orgs:\n        client.query(f'CREATE TABLE core.costs_{org} (cost NUMERIC)')\n",
        title="another table, or another text, in each turn",
    ),
    Example(
        _HEAD + _COST + "def few(orgs):\n"
        "    for org in ('acme', 'umbrella'):\n        cost_of(org)\n"
        "    for org in orgs:\n        cost_of('all')\n"
        "    for org in orgs:\n        cost_of('all', dataset=f'{org}_prod')\n",
        title="a fixed few, the same query each time, and another dataset each time",
    ),
    Example(
        _HEAD + "from functools import lru_cache\n\n\n"
        "@lru_cache\ndef rate(code):\n"
        "    return list(client.query(f\"SELECT rate FROM core.rates WHERE code = '{code}'\"))\n\n\n"
        "def process_org(org):\n"
        "    return list(client.query(f\"SELECT cost FROM core.costs WHERE org = '{org}'\"))\n\n\n"
        "def main(orgs, codes, days):\n"
        "    for code in codes:\n        rate(code)\n"
        "    for org in orgs:\n        process_org(org)\n"
        "    for day in days:\n        client.query(f\"DELETE FROM core.costs WHERE day = '{day}'\")\n"
        "    for row in client.query('SELECT org FROM core.orgs'):\n        return cost(row)\n",
        title="answers from a cache, pieces of work, writes by day, and a loop of one turn",
        docs=False,
    ),
    Example(
        _HEAD + "def upgrade(orgs):\n"
        "    for org in orgs:\n        client.query(f\"UPDATE core.orgs SET plan = 'a' WHERE org = '{org}'\")\n",
        path="migrations/0001_plans.py",
        title="migrations",
        docs=False,
    ),
    Example(
        _TYPESCRIPT + "export const costs = (orgs: string[]) =>\n"
        "  bigquery.query({ query: 'SELECT cost FROM core.costs WHERE org IN UNNEST(@orgs)', params: { orgs } })\n\n"
        "export async function counts(tables: string[]) {\n"
        "  return Promise.all(tables.map((table) => bigquery.query(`SELECT COUNT(*) AS n FROM core.${table}`)))\n"
        "}\n",
        path="costs.ts",
    ),
)

INVALID = (
    Example(
        _HEAD + "def rename(orgs, name):\n"
        "    for org in orgs:\n"
        "        config = bigquery.QueryJobConfig(query_parameters=[\n"
        "            bigquery.ScalarQueryParameter('org', 'STRING', org.slug),\n"
        "        ])\n"
        "        client.query('UPDATE core.orgs SET name = @name WHERE org = @org', job_config=config)  # <- CA203\n",
        title="one job for each row that is changed",
    ),
    Example(
        _HEAD + _COST + "def report(orgs):\n"
        "    return {org: cost_of(org) for org in orgs}  # <- CA203\n\n\n"
        "def missing(orgs):\n"
        "    return [org for org in orgs if not cost_of(org)]  # <- CA203\n",
        title="in a comprehension, through a helper",
    ),
    Example(
        title="through a wrapper that runs SQL, and helpers of other files",
        files=(
            (
                "app/store.py",
                "from google.cloud import bigquery\n\n\n"
                "class Store:\n    def __init__(self):\n        self.client = bigquery.Client()\n\n"
                "    def run(self, sql, **params):\n        return list(self.client.query(sql))\n\n"
                "    def find(self, key):\n"
                "        return self.run('SELECT name FROM core.orgs WHERE org = @key', key=key)\n",
            ),
            (
                "app/report.py",
                "import asyncio\n\nfrom app.store import Store\n\nstore = Store()\n\n\n"
                "def names(keys):\n"
                "    found = []\n"
                "    for key in sorted(set(keys)):\n"
                "        found += store.run('SELECT name FROM core.orgs WHERE org = @key', key=key)  # <- CA203\n"
                "    return found\n\n\n"
                "async def later(keys):\n"
                "    return await asyncio.gather(*[\n"
                "        asyncio.to_thread(store.find, key)  # <- CA203\n"
                "        for key in keys\n"
                "    ])\n\n\n"
                "def drain(waiting):\n"
                "    while waiting:\n"
                "        key = waiting.pop()\n"
                "        print(store.find(key))  # <- CA203\n",
            ),
        ),
    ),
    Example(
        _TYPESCRIPT + "export async function costs(orgs: string[]) {\n"
        "  const found = []\n"
        "  for (const org of orgs) {\n"
        "    const [rows] = await bigquery.query({  // <- CA203\n"
        "      query: 'SELECT cost FROM core.costs WHERE org = @org',\n      params: { org },\n    })\n"
        "    found.push(...rows)\n"
        "  }\n"
        "  return found\n"
        "}\n\n"
        "async function costOf(org: string) {\n"
        "  return bigquery.query({ query: 'SELECT cost FROM core.costs WHERE org = @org', params: { org } })\n}\n\n"
        "export async function all(orgs: string[]) {\n"
        "  return Promise.all(\n"
        "    orgs.map(async (org) => {\n"
        "      const [rows] = await costOf(org)  // <- CA203\n"
        "      return rows\n"
        "    }),\n"
        "  )\n"
        "}\n",
        path="costs.ts",
    ),
    Example(
        _HEAD + "def check(days, provider):\n"
        "    for day in days:\n"
        "        extra = 'AND provider = @provider' if provider else ''\n"
        "        client.query(  # <- CA203\n"
        "            f\"SELECT SUM(cost) FROM core.costs WHERE day = '{day}' {extra}\",\n"
        "        )\n",
        title="reads by day",
        docs=False,
    ),
)
