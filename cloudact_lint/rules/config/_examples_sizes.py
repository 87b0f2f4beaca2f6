"""Examples of CA104, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        "import os\n\nfrom settings import settings\n\nBATCH_SIZE = 500\n\n\n"
        "class Loader:\n    batch_size: int = 500\n\n"
        "    def load(self, rows, chunk_size=500):\n"
        "        batch_size = settings.batch_size\n"
        "        page_size = int(os.environ.get('PAGE_SIZE', '100'))\n"
        "        fetch_size = rows.options.get('fetch_size', 100)\n"
        "        return batch_size, page_size, fetch_size or 100, chunk_size\n",
        title="read from elsewhere, with a default",
    ),
    Example(
        "def copy(response, file, rows, small):\n"
        "    for part in response.iter_content(chunk_size=4000):\n        file.write(part)\n"
        "    file.chunk_size = 8 * 1024 * 1024\n"
        "    rows.send(batch_size=1)\n    rows.batch_size = -1\n    rows.batch_size = 10 if small else 500\n",
        title="buffers of bytes, and numbers that mean none or all",
    ),
    Example(
        "export function Orders({ rows, pageSize = 20 }: Props) {\n"
        "  const pageSize2 = 20\n  const PAGE_SIZE = 20\n  return <Table rows={rows} pageSize={20} size={PAGE_SIZE} />\n}\n",
        path="Orders.tsx",
        title="a table on screen",
    ),
    Example(
        "const batchSize = Number(process.env.BATCH_SIZE ?? 500)\n"
        "const CHUNK_SIZE = 500\n"
        "export const load = (rows: Row[], chunkSize = CHUNK_SIZE) => send(rows, { chunkSize, batchSize })\n",
        path="load.ts",
    ),
    Example(
        "def change(orders):\n    for order in orders.iterator(chunk_size=1000):\n        order.save()\n",
        path="shop/migrations/0009_orders.py",
        title="a migration runs once",
        docs=False,
    ),
    Example("def test():\n    load(batch_size=10)\n", path="tests/test_load.py", title="tests", docs=False),
)

INVALID = (
    Example(
        "def load(client, table, rows):\n"
        "    batch_size = 500  # <- CA104\n"
        "    for start in range(0, len(rows), batch_size):\n"
        "        client.insert_rows_json(table, rows[start : start + batch_size])\n",
    ),
    Example(
        "class Log:\n    def __init__(self):\n        self._batch_size = 100  # <- CA104\n\n"
        "    def flush(self, rows):\n"
        "        frame(\n            rows,\n            'day',\n            chunksize=2_000,  # <- CA104\n        )\n",
        title="an attribute, and an argument by name",
    ),
    Example(
        "export async function GET() {\n"
        "  const PAGE_SIZE = 100  // <- CA104\n"
        "  for (const page of pages) {\n    await fetchOrders({ page, pageSize: 50 })  // <- CA104\n  }\n"
        "  return rows.map((row) => send(row, { batchSize: 25 }))  // <- CA104\n"
        "}\n",
        path="route.ts",
    ),
    Example(
        "def load(rows):\n    rows.send(insert_rows=500)  # <- CA104\n",
        options=(("names", ("insert_rows",)),),
        title="names of one's own",
    ),
)
