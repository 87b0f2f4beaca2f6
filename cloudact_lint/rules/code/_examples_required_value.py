"""Examples of CA504."""

from __future__ import annotations

from cloudact_lint.rule import Example

_TICKETS = (
    "schemas/tickets.json",
    """[
  {"name": "ticket_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "event_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "seat", "type": "STRING"},
  {"name": "price", "type": "NUMERIC", "mode": "REQUIRED"},
  {"name": "tags", "type": "STRING", "mode": "REPEATED"},
  {"name": "sold_at", "type": "TIMESTAMP", "mode": "REQUIRED", "defaultValueExpression": "CURRENT_TIMESTAMP()"}
]
""",
)
_STAGED = (
    "schemas/staged_tickets.json",
    '[{"name": "ticket_id", "type": "STRING"}, {"name": "event_id", "type": "STRING"}, '
    '{"name": "price", "type": "NUMERIC"}]\n',
)


def _sql(text: str, title: str = "", docs: bool = False, *more: tuple[str, str]) -> Example:
    return Example(title=title, files=(_TICKETS, _STAGED, *more, ("sales.sql", text)), docs=docs)


def _python(text: str, title: str = "", docs: bool = False) -> Example:
    head = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
    return Example(title=title, files=(_TICKETS, _STAGED, ("sell.py", head + text)), docs=docs)


INVALID = (
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, seat) -- <- CA504\nVALUES ('t1', 'e1', 'A7');\n",
        "The price is REQUIRED",
        True,
    ),
    _python(
        "def sell(project, ticket, event):\n"
        '    table = f"{project}.box_office.tickets"\n'
        '    client.query(f"""\n'
        "        INSERT INTO `{table}` -- <- CA504\n"
        "          (ticket_id, price)\n"
        "        VALUES (@ticket, @price)\n"
        '    """)\n',
        "Inside a Python string",
        True,
    ),
    _sql(
        "MERGE box_office.tickets AS t\n"
        "USING box_office.staged_tickets AS s ON t.ticket_id = s.ticket_id\n"
        "WHEN MATCHED THEN UPDATE SET price = s.price\n"
        "WHEN NOT MATCHED THEN\n"
        "  INSERT (ticket_id, event_id) -- <- CA504\n"
        "  VALUES (s.ticket_id, s.event_id);\n",
        "In a MERGE",
        True,
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\n"
        "SELECT ticket_id, event_id, price, CURRENT_TIMESTAMP() -- <- CA504\n"
        "FROM box_office.staged_tickets;\n",
        "One value too many",
        True,
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\nVALUES ('t1', 'e1'); -- <- CA504\n",
    ),
    _sql(
        "INSERT INTO box_office.tickets\nVALUES ('t1', 'e1', 'A7', 12); -- <- CA504\n",
        "Without a column list all columns are meant",
        True,
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\nVALUES ('t1', 'e1', NULL); -- <- CA504\n",
        "NULL for a column that may not be NULL",
        True,
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\n"
        "SELECT ticket_id, event_id, CAST(NULL AS NUMERIC) -- <- CA504\n"
        "FROM box_office.staged_tickets;\n",
    ),
    _sql("INSERT INTO box_office.tickets (ticket_id, event_id, price)\nVALUES ('t1', 'e1', DEFAULT); -- <- CA504\n"),
    _sql("UPDATE box_office.tickets SET price = NULL WHERE ticket_id = 't1'; -- <- CA504\n"),
    _sql(
        "MERGE box_office.tickets AS t\n"
        "USING box_office.staged_tickets AS s ON t.ticket_id = s.ticket_id\n"
        "WHEN MATCHED THEN UPDATE SET event_id = NULL -- <- CA504\n"
        "WHEN NOT MATCHED THEN INSERT (ticket_id, event_id, price) VALUES (s.ticket_id, s.event_id, s.price);\n",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\n"
        "SELECT 't1', 'e1', 10\n"
        "UNION ALL\n"
        "SELECT 't2', 'e2'; -- <- CA504\n",
        "Each SELECT of a UNION counts",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price, seat)\n"
        "SELECT * -- <- CA504\n"
        "FROM box_office.staged_tickets;\n",
    ),
    _sql(
        "EXECUTE IMMEDIATE FORMAT('''\n"
        "  INSERT INTO `%s.box_office.tickets` (ticket_id, event_id) VALUES (@t, @e) -- <- CA504\n"
        "''', project_id) USING 't1' AS t, 'e1' AS e;\n",
        "In dynamic SQL",
    ),
    _sql(
        "CREATE TABLE IF NOT EXISTS box_office.refunds (refund_id STRING NOT NULL, reason STRING NOT NULL);\n"
        "INSERT INTO box_office.refunds (refund_id) VALUES ('r1'); -- <- CA504\n",
        "The schema may be a CREATE TABLE",
    ),
    Example(
        title="In TypeScript",
        files=(
            _TICKETS,
            (
                "sell.ts",
                'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
                "export async function sell(project: string, id: string) {\n"
                "  await bigquery.query({\n"
                "    query: `\n"
                "      INSERT INTO \\`${project}.box_office.tickets\\` (ticket_id, event_id) -- <- CA504\n"
                "      VALUES (@id, @event)`,\n"
                "    params: { id, event: id },\n"
                "  });\n"
                "}\n",
            ),
        ),
        docs=False,
    ),
)

VALID = (
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\nVALUES ('t1', 'e1', 12), ('t2', 'e1', 14);\n",
        "`sold_at` has a default, the others are NULLABLE or REPEATED",
        True,
    ),
    _sql(
        "MERGE box_office.tickets AS t\n"
        "USING box_office.staged_tickets AS s ON t.ticket_id = s.ticket_id\n"
        "WHEN NOT MATCHED THEN INSERT (ticket_id, event_id, price) VALUES (s.ticket_id, s.event_id, s.price);\n",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\nSELECT * FROM box_office.staged_tickets;\n",
        "The star stands for three columns",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\n"
        "SELECT s.*, 3 FROM (SELECT ticket_id, event_id FROM box_office.staged_tickets) AS s;\n",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\nSELECT event_id, event_id, 1 "
        "FROM box_office.staged_tickets;\n",
        "One column twice is two values",
    ),
    _sql("INSERT INTO box_office.unknown_table (a) VALUES (1, 2);\n", "A table without a schema here", True),
    _sql("INSERT INTO box_office.tickets (ticket_id, event_id, price) VALUES (@t, @e, @p);\n"),
    _sql("INSERT INTO box_office.tickets (ticket_id, event_id, price, sold_at) VALUES ('t', 'e', 1, DEFAULT);\n"),
    _sql("INSERT INTO box_office.tickets (ticket_id, event_id, price, seat) VALUES ('t', 'e', 1, NULL);\n"),
    _sql("UPDATE box_office.tickets SET seat = NULL WHERE ticket_id = 't1';\n"),
    _sql(
        "MERGE box_office.tickets AS t USING box_office.tickets_copy AS s ON t.ticket_id = s.ticket_id\n"
        "WHEN NOT MATCHED THEN INSERT ROW;\n",
        "INSERT ROW takes all columns of the source",
    ),
    _python(
        "def sell(columns, values):\n"
        '    client.query(f"INSERT INTO box_office.tickets ({columns}) VALUES ({values})")\n',
        "A column list that is put together elsewhere",
        True,
    ),
    _python(
        "def sell(extra):\n"
        '    client.query(f"INSERT INTO box_office.tickets (ticket_id, {extra}) VALUES (@ticket, {extra})")\n',
    ),
    _sql(
        "CREATE TEMP TABLE tickets (ticket_id STRING, note STRING);\nINSERT INTO tickets (note) VALUES ('x');\n",
        "A temporary table of the same name",
    ),
    _sql(
        "CREATE VIEW box_office.open_tickets AS SELECT ticket_id FROM box_office.tickets;\n"
        "SELECT ticket_id FROM box_office.open_tickets;\n",
    ),
    _sql(
        "INSERT INTO box_office.tickets (ticket_id, event_id, price)\n"
        "VALUES ('t1', 'e1', (SELECT MAX(price) FROM box_office.staged_tickets));\n",
    ),
)
