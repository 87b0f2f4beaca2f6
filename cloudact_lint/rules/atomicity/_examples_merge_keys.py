"""Examples of CA306."""

from __future__ import annotations

from cloudact_lint.rule import Example

_RATES = (
    "schemas/rates.json",
    """[
  {"name": "day", "type": "DATE", "mode": "REQUIRED"},
  {"name": "currency", "type": "STRING", "mode": "REQUIRED"},
  {"name": "region", "type": "STRING", "mode": "NULLABLE"},
  {"name": "branch", "type": "STRING"},
  {"name": "rate", "type": "NUMERIC"}
]
""",
)
_NEWS = (
    "schemas/rate_news.json",
    """[
  {"name": "day", "type": "DATE"},
  {"name": "currency", "type": "STRING"},
  {"name": "region", "type": "STRING"},
  {"name": "branch", "type": "STRING", "mode": "REQUIRED"},
  {"name": "rate", "type": "NUMERIC"}
]
""",
)
_INSERT = "WHEN NOT MATCHED THEN INSERT (day, currency, region, branch, rate) VALUES (s.day, s.currency, s.region, s.branch, s.rate)\n"


def _sql(text: str, title: str = "", docs: bool = False, **more: object) -> Example:
    files = (_RATES, _NEWS, ("merge.sql", text))
    return Example(title=title, files=files, docs=docs, **more)  # type: ignore[arg-type]


INVALID = (
    _sql(
        "MERGE bank.rates AS t\nUSING bank.rate_news AS s\nON t.day = s.day AND t.currency = s.currency\n"
        "  AND t.region = s.region -- <- CA306\n"
        "WHEN MATCHED THEN UPDATE SET rate = s.rate\n" + _INSERT,
        "The region may be NULL",
        True,
        kind="on",
    ),
    _sql(
        "MERGE INTO bank.rates AS t USING (SELECT day, currency, region, branch, rate FROM bank.feed) AS s\n"
        "ON s.region = t.region AND s.branch = t.branch -- <- CA306\n" + _INSERT,
        "Two keys, one finding; the source is not known",
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT n.day, n.currency, r.region, n.branch, n.rate\n"
        "  FROM bank.rate_news AS n LEFT JOIN bank.regions AS r ON r.branch = n.branch\n) AS s\n"
        "ON t.region = s.region -- <- CA306\n" + _INSERT,
        "An outer join may leave it NULL",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT day, currency, NULLIF(region, '') AS region, branch, rate\n"
        "  FROM bank.rate_news WHERE region IS NOT NULL\n) AS s\nON t.region = s.region -- <- CA306\n" + _INSERT,
        "NULLIF makes NULL again",
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT day, currency, region, branch, rate FROM bank.rate_news WHERE region "
        "= 'x'\n  UNION ALL SELECT day, currency, region, branch, rate FROM bank.rate_news\n) AS s\n"
        "ON t.region = s.region -- <- CA306\n" + _INSERT,
        "One branch of a union",
    ),
    Example(
        title="In a string",
        files=(
            _RATES,
            _NEWS,
            (
                "rates.py",
                "from google.cloud import bigquery\n\n\ndef merge(client: bigquery.Client, project):\n"
                '    return client.query(f"""\n        MERGE `{project}.bank.rates` T\n        USING `{project}.bank.rate_news` S\n'
                "        ON T.day = S.day\n          AND T.region = S.region -- <- CA306\n"
                "        WHEN NOT MATCHED THEN INSERT (day, currency, region) VALUES (S.day, S.currency, S.region)\n"
                '    """)\n',
            ),
        ),
        docs=False,
    ),
    Example(
        title="The table's name comes from the caller",
        files=(
            _RATES,
            (
                "rates.py",
                "from google.cloud import bigquery\n\n\nclass Loader:\n"
                "    def __init__(self, client: bigquery.Client):\n        self.client = client\n\n"
                "    def load(self, project, rows):\n"
                '        table_id = f"{project}.bank.rates"\n        self._merge(table_id, rows)\n\n'
                "    def _merge(self, table_id, rows):\n"
                '        self.client.query(f"""\n            MERGE `{table_id}` T\n            USING UNNEST([{rows}]) S\n'
                "            ON T.day = S.day\n              AND T.region = S.region -- <- CA306\n"
                "            WHEN NOT MATCHED THEN INSERT (day, currency, region) VALUES (S.day, S.currency, "
                "S.region)\n"
                '        """)\n',
            ),
        ),
    ),
)
VALID = (
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\nON t.day = s.day AND t.region IS NOT DISTINCT FROM s.region\n"
        + _INSERT,
        "A comparison that knows NULL",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\n"
        "ON t.day = s.day AND COALESCE(t.region, '') = COALESCE(s.region, '')\n" + _INSERT,
        "COALESCE on both sides",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\nON t.day = s.day AND IFNULL(t.region, '') = "
        "IFNULL(s.region, '')\n" + _INSERT
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\n"
        "ON t.day = s.day AND (t.region = s.region OR (t.region IS NULL AND s.region IS NULL))\n" + _INSERT
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\nON t.day = s.day AND t.currency = s.currency\n" + _INSERT,
        "REQUIRED",
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s\nON t.day = s.day AND t.branch = s.branch\n" + _INSERT,
        "REQUIRED in the source",
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT day, currency, COALESCE(region, 'all') AS region, branch, rate\n"
        "  FROM bank.rate_news\n) AS s\nON t.region = s.region\n" + _INSERT,
        "The source never leaves it NULL",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT day, currency, region, branch, rate FROM bank.rate_news\n"
        "  WHERE region IS NOT NULL\n) AS s\nON t.region = s.region\n" + _INSERT,
        "Rows without it are left out",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT * FROM bank.rate_news WHERE region IN ('n', 's')\n) AS s\n"
        "ON t.region = s.region\n" + _INSERT
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  WITH clean AS (SELECT *, CONCAT(currency, '-', branch) AS k FROM "
        "bank.rate_news WHERE currency > '')\n  SELECT day, currency, k AS region, branch, rate FROM clean\n) AS "
        "s\nON t.region = s.region\n" + _INSERT,
        "Made of parts that are never NULL",
    ),
    _sql(
        "MERGE bank.rates AS t USING (SELECT @day AS day, @currency AS currency, 'all' AS region, @b AS branch, 1 AS "
        "rate) AS s\nON t.day = s.day AND t.region = s.region AND t.branch = s.branch\n" + _INSERT,
        "Literals and parameters",
    ),
    _sql(
        "MERGE bank.rates AS t USING (\n  SELECT n.* FROM bank.rate_news AS n JOIN bank.regions AS r ON r.region = "
        "n.region\n) AS s\nON t.region = s.region\n" + _INSERT,
        "An inner join on it",
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s ON t.region = s.region\nWHEN MATCHED THEN UPDATE SET rate = "
        "s.rate\n",
        "Nothing is inserted",
        True,
    ),
    _sql(
        "MERGE bank.rates AS t USING bank.rate_news AS s ON t.day = s.day AND t.region = 'north'\n" + _INSERT,
        "A filter",
    ),
    _sql(
        "MERGE bank.unknown_rates AS t USING bank.rate_news AS s ON t.region = s.region\n" + _INSERT,
        "A table without a schema",
    ),
)
