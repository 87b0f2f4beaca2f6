"""Examples of CA505."""

from __future__ import annotations

from cloudact_lint.rule import Example

_BOOKINGS = (
    "schemas/bookings.json",
    """[
  {"name": "booking_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "guest_id", "type": "INTEGER"},
  {"name": "room", "type": "STRING"},
  {"name": "arrival", "type": "DATE"},
  {"name": "booked_at", "type": "TIMESTAMP"},
  {"name": "local_time", "type": "DATETIME"},
  {"name": "price", "type": "NUMERIC"},
  {"name": "rating", "type": "FLOAT"},
  {"name": "paid", "type": "BOOLEAN"},
  {"name": "extras", "type": "STRING", "mode": "REPEATED"},
  {"name": "payload", "type": "JSON"}
]
""",
)
_GUESTS = (
    "schemas/guests.json",
    '[{"name": "guest_id", "type": "STRING"}, {"name": "stays", "type": "INT64"}, {"name": "spent", "type": "FLOAT64"}]\n',
)


def _sql(text: str, title: str = "", docs: bool = False, *more: tuple[str, str]) -> Example:
    return Example(title=title, files=(_BOOKINGS, _GUESTS, *more, ("report.sql", text)), docs=docs)


def _where(condition: str, title: str = "", docs: bool = False) -> Example:
    """A SELECT with one condition, found."""
    return _sql(f"SELECT booking_id FROM hotel.bookings\nWHERE {condition} -- <- CA505\n", title, docs)


def _fine(condition: str, title: str = "", docs: bool = False) -> Example:
    return _sql(f"SELECT booking_id FROM hotel.bookings WHERE {condition}\n", title, docs)


def _python(text: str, title: str = "", docs: bool = False) -> Example:
    head = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
    return Example(title=title, files=(_BOOKINGS, _GUESTS, ("jobs.py", head + text)), docs=docs)


INVALID = (
    _where("room = 12", "A STRING column and a number", True),
    _where("arrival >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)", "A DATE and a TIMESTAMP", True),
    _sql(
        "SELECT b.booking_id\n"
        "FROM hotel.bookings AS b\n"
        "JOIN hotel.guests AS g\n"
        "  ON b.guest_id = g.guest_id -- <- CA505\n",
        "A join of INT64 and STRING",
        True,
    ),
    _sql(
        "INSERT INTO hotel.bookings (booking_id, price)\n"
        "SELECT guest_id,\n"
        "       spent -- <- CA505\n"
        "FROM hotel.guests;\n",
        "FLOAT64 into NUMERIC",
        True,
    ),
    _python(
        "def unpaid(project):\n"
        '    return client.query(f"""\n'
        "        SELECT booking_id FROM `{project}.hotel.bookings`\n"
        "        WHERE paid = 'false' -- <- CA505\n"
        '    """)\n',
        "Inside a Python string",
        True,
    ),
    _sql("UPDATE hotel.bookings SET paid = 1 WHERE booking_id = 'b1'; -- <- CA505\n", "In an UPDATE", True),
    _where("guest_id = '77'"),
    _where("guest_id IN ('77', '78')"),
    _where("guest_id IN UNNEST(['77'])"),
    _where("guest_id NOT IN (SELECT guest_id FROM hotel.guests)"),
    _where("booked_at BETWEEN '2026-01-01' AND CURRENT_DATE()"),
    _where("local_time > CURRENT_TIMESTAMP()"),
    _where("booked_at = CURRENT_DATE()"),
    _where("paid = 1"),
    _where("guest_id LIKE '7%'"),
    _where("payload = 'x'"),
    _where("extras = 'towel'", "An array and one value"),
    _where("arrival = 'today'", "A literal that is no date", True),
    _where("arrival = FORMAT_DATE('%F', CURRENT_DATE())", "A STRING that is no literal stays one", True),
    _where("arrival = (SELECT MAX(booked_at) FROM hotel.bookings)"),
    _where("stay_length(arrival) OR room"),
    _where("room"),
    _where("booked_at > arrival - 1"),
    _where("DATE_DIFF(CURRENT_DATE(), room, DAY) > 3", "An argument of the wrong type", True),
    _where("DATE_DIFF(CURRENT_DATE(), booked_at, DAY) > 3"),
    _where("TIMESTAMP_DIFF(CURRENT_TIMESTAMP(), arrival, DAY) > 3"),
    _where("LOWER(guest_id) = '7'"),
    _where("EXTRACT(YEAR FROM arrival) = '2026'"),
    _where("room + 1 = 5"),
    _where("CAST(booked_at AS INT64) > 0"),
    _sql("SELECT SUM(room) AS total FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT AVG(paid) AS share FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT COALESCE(guest_id, 'none') AS guest FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT COALESCE(arrival, '') AS arrival FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT IF(paid, room, 0) AS room FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT CASE WHEN paid THEN arrival ELSE booked_at END AS at FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT CASE guest_id WHEN 'a' THEN 1 END AS one FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT SAFE_CAST(payload AS STRING) AS text FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT PARSE_DATE('%F', arrival) AS day FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT FORMAT_DATE('%F', room) AS day FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT UNIX_SECONDS(arrival) AS s FROM hotel.bookings -- <- CA505\n"),
    _sql("SELECT ARRAY_LENGTH(room) AS n FROM hotel.bookings -- <- CA505\n"),
    _sql(
        "SELECT room AS label FROM hotel.bookings\nUNION ALL\nSELECT stays FROM hotel.guests -- <- CA505\n",
        "Two SELECTs of a UNION",
    ),
    _sql(
        "WITH recent AS (SELECT guest_id, MAX(booked_at) AS last FROM hotel.bookings GROUP BY guest_id)\n"
        "SELECT guest_id FROM recent WHERE last > CURRENT_DATE() -- <- CA505\n",
        "Types reach through a WITH",
        True,
    ),
    _sql(
        "DECLARE since DATE DEFAULT CURRENT_DATE();\n"
        "SELECT booking_id FROM hotel.bookings WHERE booked_at >= since; -- <- CA505\n",
        "A variable of a script",
    ),
    _sql("INSERT INTO hotel.bookings (booking_id, guest_id) VALUES ('b1', 'g1'); -- <- CA505\n"),
    _sql("INSERT INTO hotel.bookings (booking_id, arrival) VALUES ('b1', CURRENT_TIMESTAMP()); -- <- CA505\n"),
    _sql(
        "INSERT INTO hotel.bookings (booking_id, arrival) SELECT 'b1', '2026-01-01'; -- <- CA505\n",
        "The column of a SELECT is no literal any more",
    ),
    _sql(
        "MERGE hotel.bookings AS b\n"
        "USING hotel.guests AS g\n"
        "ON b.guest_id = g.guest_id -- <- CA505\n"
        "WHEN MATCHED THEN UPDATE SET price = 0\n"
        "WHEN NOT MATCHED THEN INSERT (booking_id, guest_id)\n"
        "  VALUES (g.guest_id, g.guest_id); -- <- CA505\n",
        "In a MERGE",
    ),
)

VALID = (
    _fine("room = '12' AND guest_id = 77 AND price > 9.5 AND rating > 3", "Literals in the type of the column", True),
    _fine("arrival >= '2026-01-01' AND booked_at < '2026-01-01 00:00:00'", "A literal string becomes a date", True),
    _fine("DATE(booked_at) = arrival AND TIMESTAMP(arrival) < booked_at", "Converted on purpose", True),
    _fine("price > rating AND guest_id > price", "Numbers of all types compare"),
    _fine("local_time > arrival", "A DATE becomes a DATETIME by itself"),
    _fine("arrival = CAST(room AS DATE) OR guest_id = SAFE_CAST(room AS INT64)"),
    _fine("paid AND NOT paid OR room IS NULL AND 'towel' IN UNNEST(extras)"),
    _fine("room = @room AND guest_id = @guest AND arrival > @since", "Parameters", True),
    _fine("room = unknown_column OR hotel.my_function(room) = 3", "What is not known"),
    _fine("guest_id IS NULL OR guest_id = NULL"),
    _fine("DATE_DIFF(CURRENT_DATE(), arrival, DAY) > 3 AND TIMESTAMP_DIFF(booked_at, '2026-01-01', HOUR) > 1"),
    _fine("DATE_ADD(arrival, INTERVAL 1 DAY) = arrival + 1 AND booked_at + INTERVAL 1 DAY > booked_at"),
    _fine("EXTRACT(YEAR FROM arrival) = 2026 AND EXTRACT(DATE FROM booked_at) = arrival"),
    _fine("arrival IN ('2026-01-01', '2026-01-02') AND arrival IN UNNEST(['2026-01-01'])"),
    _fine("JSON_VALUE(payload, '$.kind') = 'x' AND LAX_INT64(payload.n) = 3"),
    _fine("(arrival, guest_id) IN (SELECT (arrival, guest_id) FROM hotel.bookings)"),
    _fine("CONCAT(room, guest_id) = 'a1' AND room || guest_id = 'a1'", "Text is joined with numbers"),
    _sql("SELECT COALESCE(price, 0), COALESCE(price, 0.5), COALESCE(rating, 1) FROM hotel.bookings\n"),
    _sql("SELECT COALESCE(arrival, '2026-01-01'), IF(paid, room, NULL), NULLIF(room, '') FROM hotel.bookings\n"),
    _sql("SELECT CASE WHEN paid THEN price ELSE 0 END, CASE room WHEN 'a' THEN 1 ELSE 2.5 END FROM hotel.bookings\n"),
    _sql("SELECT CAST(guest_id AS STRING), CAST(paid AS INT64), SAFE_CAST(room AS NUMERIC) FROM hotel.bookings\n"),
    _sql("SELECT price FROM hotel.bookings UNION ALL SELECT stays FROM hotel.guests UNION ALL SELECT NULL\n"),
    _sql("SELECT room FROM hotel.bookings UNION ALL SELECT 'none'\n"),
    _sql("INSERT INTO hotel.bookings (booking_id, arrival, price, rating) VALUES ('b', '2026-01-01', 1.5, 2);\n"),
    _sql("INSERT INTO hotel.bookings (booking_id, price, rating) SELECT guest_id, stays, stays FROM hotel.guests;\n"),
    _sql("INSERT INTO hotel.bookings (booking_id, local_time, guest_id) SELECT 'b', CURRENT_DATE(), NULL;\n"),
    _sql("INSERT INTO hotel.bookings (booking_id, extras) VALUES ('b', ['towel']), ('c', []);\n"),
    _sql("UPDATE hotel.bookings SET arrival = '2026-01-01', price = NULL, guest_id = DEFAULT WHERE TRUE;\n"),
    _sql("SELECT SUM(price), AVG(rating), COUNTIF(paid), MAX(room), SUM(IF(paid, 1, 0)) FROM hotel.bookings\n"),
    _sql("SELECT SAFE_DIVIDE(price, guest_id), ROUND(price * 1.5, 2), price / 2 FROM hotel.bookings\n"),
    _sql(
        "SELECT booking_id FROM hotel.bookings WHERE guest_id = '7'\n",
        "Two descriptions that disagree on the type",
        False,
        ("tables.sql", "CREATE TABLE hotel.bookings (booking_id STRING, guest_id STRING);\n"),
    ),
    _sql("SELECT FORMAT_TIMESTAMP('%F', booked_at), FORMAT_DATE('%F', arrival) FROM hotel.bookings\n"),
    _sql(
        "SELECT TIMESTAMP_TRUNC(booked_at, DAY) = booked_at, DATE_TRUNC(arrival, MONTH) = arrival FROM hotel.bookings\n"
    ),
    _python(
        "def stays(day, column):\n"
        "    return client.query(f\"SELECT {column} FROM hotel.bookings WHERE arrival = '{day}' AND guest_id = {day}\")\n",
        "Placeholders",
    ),
    Example(
        title="SQL of another database",
        files=(
            _BOOKINGS,
            (
                "store.py",
                'import sqlite3\n\nsqlite3.connect("x").execute("SELECT room FROM bookings WHERE guest_id = \'7\'")\n',
            ),
        ),
        docs=False,
    ),
)
