"""Examples of CA415, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_VISITS = """\
{
  "schema": {
    "fields": [
      {"name": "visit", "type": "STRING"},
      {"name": "visit_date", "type": "DATE"}
    ]
  },
  "timePartitioning": {
    "type": "DAY", "field": "visit_date"
  }
}
"""

INVALID = (
    Example(
        path="schemas/visits.json",
        title="Partitions that never expire",
        text=_VISITS,
        rows=(("schemas/visits.json", 9),),
        kind="advice",
    ),
    Example(
        path="ddl/visits.sql",
        title="In DDL",
        text="""\
CREATE TABLE shop.visits (visit STRING, visit_date DATE)
PARTITION BY visit_date;  -- <- CA415
""",
        kind="advice",
    ),
    Example(
        path="ddl/visits.sql",
        title="A description that promises what nothing keeps",
        text="""\
CREATE TABLE shop.visits (visit STRING, visit_date DATE)
PARTITION BY visit_date  -- <- CA415
OPTIONS (description = 'Visits of the shop, 90-day retention');
""",
        kind="on",
    ),
    Example(
        path="ddl/visits.sql",
        title="The same in other words, at the column",
        text="""\
CREATE TABLE shop.visits (
  visit STRING,
  visit_date DATE OPTIONS (description = 'Day of the visit. Rows are kept for 30 days.')
)
PARTITION BY visit_date;  -- <- CA415
""",
        kind="on",
    ),
    Example(
        title="A DELETE by key is no retention",
        files=(
            ("schemas/visits.json", _VISITS),
            ("sql/forget.sql", "DELETE FROM shop.visits WHERE visit = @visit;\n"),
        ),
        rows=(("schemas/visits.json", 9),),
        docs=False,
    ),
)

VALID = (
    Example(
        path="schemas/visits.json",
        title="Partitions with an end",
        text=_VISITS.replace('"field": "visit_date"', '"field": "visit_date", "expirationMs": "7776000000"'),
    ),
    Example(
        path="ddl/visits.sql",
        title="The same in DDL",
        text="""\
CREATE TABLE shop.visits (visit STRING, visit_date DATE)
PARTITION BY visit_date
OPTIONS (partition_expiration_days = 90, description = '90-day retention');
""",
    ),
    Example(
        path="ddl/customers.sql",
        title="Not partitioned, or by a number",
        text="""\
CREATE TABLE shop.customers (customer_no INT64) OPTIONS (description = 'Kept for 10 years');
CREATE TABLE shop.buckets (bucket INT64) PARTITION BY RANGE_BUCKET(bucket, GENERATE_ARRAY(0, 100, 10));
""",
    ),
    Example(
        title="A DELETE takes the old rows",
        files=(
            ("schemas/visits.json", _VISITS),
            (
                "sql/clean.sql",
                "DELETE FROM shop.visits WHERE visit_date < DATE_SUB(CURRENT_DATE(), INTERVAL 90 DAY);\n",
            ),
        ),
    ),
    Example(
        path="ddl/loyal.sql",
        title="Customers who stay are no rows that stay (advice only)",
        text="""\
CREATE TABLE shop.loyal_customers (customer_no STRING, first_day DATE)
PARTITION BY first_day
OPTIONS (description = 'Measures 28-day retention of customers');
""",
        kind="on",
    ),
    Example(path="tests/schemas/visits.json", title="Test data", text=_VISITS, docs=False),
)
