"""Examples of CA510."""

from __future__ import annotations

from cloudact_lint.rule import Example

_HEAD = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
_CONFIG = "    config = bigquery.QueryJobConfig(query_parameters=[{}])\n"
_SHOP = 'bigquery.ScalarQueryParameter("shop", "STRING", shop)'
_DAY = 'bigquery.ScalarQueryParameter("day", "DATE", day)'


def _python(text: str, title: str = "", docs: bool = False) -> Example:
    return Example(_HEAD + text, "jobs.py", title, docs=docs)


INVALID = (
    _python(
        "def orders(shop, day):\n" + _CONFIG.format(_SHOP) + '    sql = """\n        SELECT order_id FROM shop.orders\n'
        "        WHERE shop = @shop\n          AND day = @day -- <- CA510\n"
        '    """\n    return client.query(sql, job_config=config)\n',
        "Read and not given",
        True,
    ),
    _python(
        "def orders(shop):\n"
        "    config = bigquery.QueryJobConfig(\n"
        '        query_parameters=[bigquery.ScalarQueryParameter("shop_id", "INT64", shop)]\n'
        "    )\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)  # <- CA510\n',
        "Two names for one thing are one mistake",
    ),
    _python(
        "def orders(shop):\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop")  # <- CA510\n',
        "No parameters at all",
        True,
    ),
    _python(
        "def orders(shop, day):\n"
        "    config = bigquery.QueryJobConfig(\n        query_parameters=[\n"
        f"            {_SHOP},\n            {_DAY},  # <- CA510\n"
        "        ]\n    )\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)\n',
        "Given and never read",
        True,
    ),
    _python(
        "def orders(shop, day):\n"
        f"    params = [{_SHOP}]\n"
        '    sql = "SELECT order_id FROM shop.orders WHERE shop = @shop"\n'
        "    if day:\n"
        '        sql += " AND day = @day"  # <- CA510\n'
        "    return client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
        "A condition whose parameter is forgotten",
        True,
    ),
    Example(
        'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
        "export const orders = (shop: string) =>\n"
        "  bigquery.query({\n"
        '    query: "SELECT order_id FROM shop.orders WHERE shop = @shop AND day = @day", // <- CA510\n'
        "    params: { shop },\n  });\n",
        "orders.ts",
        "In TypeScript",
    ),
    _python(
        "def run(sql, params=None):\n"
        "    config = bigquery.QueryJobConfig()\n"
        "    if params:\n        config.query_parameters = params\n"
        "    return client.query(sql, job_config=config)\n\n\n"
        "def orders(shop):\n"
        '    return run("SELECT order_id FROM shop.orders WHERE shop = @store", [  # <- CA510\n'
        f"        {_SHOP}\n    ])\n",
        "Through a function that runs queries",
        True,
    ),
    _python(
        "def orders(shop, day):\n"
        f"    params = [{_SHOP}]\n"
        "    if day:\n"
        f"        params.append({_DAY})  # <- CA510\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop",\n'
        "                        job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
        "A parameter without its condition",
    ),
    Example(
        'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
        "async function run(query: string, params: Record<string, unknown>) {\n"
        "  const [rows] = await bigquery.query({ query, params });\n  return rows;\n}\n\n"
        "export const orders = (shop: string, day: string) =>\n"
        "  run(\n"
        '    "SELECT order_id FROM shop.orders WHERE shop = @shop AND day = @day", // <- CA510\n'
        "    { shop, date: day },\n  );\n",
        "orders.ts",
        "Through a helper in TypeScript",
    ),
)

VALID = (
    _python(
        "def orders(shop, day):\n"
        + _CONFIG.format(f"{_SHOP}, {_DAY}")
        + '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop AND day = @DAY", job_config=config)\n',
        "All given, in any case",
        True,
    ),
    _python(
        "def orders(shop, day):\n"
        f"    params = [{_SHOP}]\n"
        '    sql = "SELECT order_id FROM shop.orders WHERE shop = @shop"\n'
        "    if day:\n"
        '        sql += " AND day = @day"\n'
        f"        params.append({_DAY})\n"
        "    return client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
        "Conditions with their parameters",
        True,
    ),
    _python(
        "def run(sql, config):\n    return client.query(sql, job_config=config)\n\n\n"
        "def orders(params):\n"
        '    return client.query("SELECT 1 FROM shop.orders WHERE shop = @shop",\n'
        "                        job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
        "Parameters made elsewhere",
        True,
    ),
    _python(
        "def orders(shop, where):\n"
        + _CONFIG.format(_SHOP)
        + '    return client.query(f"SELECT order_id FROM shop.orders WHERE {where}", job_config=config)\n',
        "A clause that may read it",
    ),
    _python(
        "def orders(filters):\n"
        "    params = []\n"
        "    for name, value in filters.items():\n"
        '        params.append(bigquery.ScalarQueryParameter(name, "STRING", value))\n'
        "    config = bigquery.QueryJobConfig(query_parameters=params)\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)\n',
        "Names that are not known",
    ),
    _python(
        "def orders(shop):\n"
        "    config = bigquery.QueryJobConfig()\n"
        f"    config.query_parameters = [{_SHOP}]\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)\n',
        "Set later",
    ),
    _python(
        "def totals(shop, day):\n"
        + _CONFIG.format(f"{_SHOP}, {_DAY}")
        + '    rows = client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)\n'
        '    count = client.query("SELECT COUNT(*) FROM shop.orders WHERE shop = @shop AND day = @day", job_config=config)\n'
        "    return rows, count\n",
        "One configuration for several queries",
    ),
    _python(
        "def zone():\n"
        "    return client.query(\"SELECT @@time_zone, 'a@b.example', order_id FROM shop.orders -- @later\\n\")\n",
        "System variables, text, comments",
    ),
    _python(
        "def add_params(config):\n    config.query_parameters = []\n\n\n"
        "def orders(shop):\n"
        "    config = bigquery.QueryJobConfig()\n    add_params(config)\n"
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = @shop", job_config=config)\n',
        "Another function adds them",
    ),
    _python(
        "def orders(shop):\n"
        '    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter(None, "STRING", shop)])\n'
        '    return client.query("SELECT order_id FROM shop.orders WHERE shop = ?", job_config=config)\n',
        "By position",
    ),
    _python(
        "def run(sql, params=None):\n"
        "    config = bigquery.QueryJobConfig(query_parameters=params or [])\n"
        "    return client.query(sql, job_config=config)\n\n\n"
        "def orders(shop):\n"
        f'    return run("SELECT order_id FROM shop.orders WHERE shop = @shop", params=[{_SHOP}])\n\n\n'
        "def all_orders():\n"
        '    return run("SELECT order_id FROM shop.orders")\n',
        "Through a function that runs queries",
        True,
    ),
    _python(
        "def run(sql, values):\n"
        '    params = [bigquery.ScalarQueryParameter(key, "STRING", value) for key, value in values.items()]\n'
        "    return client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=params))\n\n\n"
        "def orders(shop):\n"
        '    return run("SELECT order_id FROM shop.orders WHERE shop = @shop", {"store": shop})\n',
        "Parameters made of a dict",
    ),
    _python(
        "def orders(shop, day):\n"
        f"    base = [{_SHOP}]\n"
        f"    params = [*base, {_DAY}] if day else base\n"
        '    condition = "AND day = @day" if day else ""\n'
        '    return client.query(f"SELECT order_id FROM shop.orders WHERE shop = @shop {condition}",\n'
        "                        job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
    ),
    _python(
        "def orders(ids, shop):\n"
        "    params = []\n"
        f"    params.append({_SHOP})\n"
        '    params.extend(bigquery.ScalarQueryParameter(f"id{n}", "STRING", i) for n, i in enumerate(ids))\n'
        '    names = ", ".join(f"@id{n}" for n in range(len(ids)))\n'
        '    return client.query(f"SELECT order_id FROM shop.orders WHERE shop = @shop AND id IN ({names}) OR id = @id0",\n'
        "                        job_config=bigquery.QueryJobConfig(query_parameters=params))\n",
        "Numbered names",
    ),
    Example(
        'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
        "export async function orders(shop: string, day?: string) {\n"
        "  const params: Record<string, unknown> = { shop };\n"
        '  let query = "SELECT order_id FROM shop.orders WHERE shop = @shop";\n'
        '  if (day) {\n    query += " AND day = @day";\n    params.day = day;\n  }\n'
        "  const [rows] = await bigquery.query({ query, params });\n  return rows;\n}\n",
        "orders.ts",
        "Keys set later",
    ),
    Example(
        'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
        "export const orders = (shop: string, more: object) =>\n"
        '  bigquery.query({ query: "SELECT id FROM shop.orders WHERE shop = @shop AND day = @day", '
        "params: { shop, ...more } });\n"
        "export const first = (shop: string) =>\n"
        '  bigquery.query({ query: "SELECT id FROM shop.orders WHERE shop = ?", params: [shop] });\n',
        "orders.ts",
        "Spread objects and positions",
    ),
)
