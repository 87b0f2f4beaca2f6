"""Types of SQL expressions; the expected ones are what Google's own analyser of the dialect says."""

from __future__ import annotations

import pytest

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Query, Sx
from cloudact_lint.facts.sql_parse import parse
from cloudact_lint.findings import Span
from cloudact_lint.project.sql.type_names import member_type, normal_type, type_of_field
from cloudact_lint.project.sql.types import coerces, comparable, expression_type, supertype

# A column is called c_ and its type.
TYPED: dict[str, str] = {
    "INT64": r"""
        1
        -1
        CAST(c_string AS INT64)
        c_int64 + 1
        c_int64 & 1
        ~c_int64
        c_int64 << 2
        IF(c_bool, c_int64, 0)
        COALESCE(c_int64, 0)
        NULLIF(c_int64, 0)
        GREATEST(c_int64, 5)
        COUNT(*)
        COUNT(DISTINCT c_string)
        COUNTIF(c_bool)
        SUM(c_int64)
        SUM(IF(c_bool, 1, 0))
        APPROX_COUNT_DISTINCT(c_string)
        BIT_AND(c_int64)
        ROW_NUMBER() OVER (PARTITION BY c_string ORDER BY c_int64)
        RANK() OVER (ORDER BY c_int64)
        NTILE(4) OVER (ORDER BY c_int64)
        DATE_DIFF(c_date, c_date, DAY)
        TIMESTAMP_DIFF(c_timestamp, c_timestamp, SECOND)
        DATETIME_DIFF(c_datetime, c_datetime, DAY)
        EXTRACT(YEAR FROM c_date)
        EXTRACT(DAYOFWEEK FROM c_date)
        EXTRACT(HOUR FROM c_timestamp AT TIME ZONE 'UTC')
        UNIX_SECONDS(c_timestamp)
        UNIX_MILLIS(c_timestamp)
        ABS(c_int64)
        MOD(c_int64, 2)
        DIV(c_int64, 2)
        SAFE_ADD(c_int64, 1)
        FARM_FINGERPRINT(c_string)
        LENGTH(c_string)
        CHAR_LENGTH(c_string)
        BYTE_LENGTH(c_bytes)
        STRPOS(c_string, 'a')
        INSTR(c_string, 'a')
        REGEXP_INSTR(c_string, 'a')
        ASCII(c_string)
        EDIT_DISTANCE(c_string, 'a')
        INT64(c_json)
        LAX_INT64(c_json)
        ARRAY_LENGTH([1,2])
        [1,2][OFFSET(0)]
        STRUCT(1 AS a).a
        [STRUCT(1 AS a)][OFFSET(0)].a
        SAFE_NEGATE(c_int64)
        RANGE_BUCKET(c_int64, [1,2])
        COUNT(c_int64) OVER ()
        SUM(COALESCE(c_int64, 0))
        BIT_COUNT(c_int64)
        ARRAY_FIRST([1,2])
        UNIX_DATE(c_date)
        NULLIFZERO(c_int64)
        ZEROIFNULL(c_int64)
        COALESCE(NULL, c_int64)
    """,
    "FLOAT64": r"""
        1.5
        1e3
        c_int64 + 1.5
        c_numeric + c_float64
        c_int64 / 2
        CASE WHEN c_bool THEN 1 ELSE 2.5 END
        CASE WHEN c_bool THEN c_int64 ELSE 1.5 END
        IF(c_bool, c_int64, c_float64)
        COALESCE(c_float64, 0)
        COALESCE(c_int64, 0.5)
        NULLIF(c_int64, 0.5)
        SUM(c_float64)
        AVG(c_int64)
        APPROX_QUANTILES(c_float64, 100)[OFFSET(50)]
        STDDEV(c_int64)
        VARIANCE(c_float64)
        CORR(c_float64, c_float64)
        PERCENTILE_CONT(c_int64, 0.5) OVER ()
        CUME_DIST() OVER (ORDER BY c_int64)
        SIGN(c_float64)
        ROUND(c_int64)
        ROUND(c_float64, 2)
        CEIL(c_int64)
        FLOOR(c_float64)
        POW(c_int64, 2)
        SQRT(c_int64)
        LN(c_float64)
        LOG(c_float64, 10)
        LOG10(c_int64)
        SAFE_DIVIDE(c_int64, c_int64)
        SAFE_DIVIDE(c_float64, c_numeric)
        IEEE_DIVIDE(c_int64, c_int64)
        RAND()
        FLOAT64(c_json)
        ST_DISTANCE(c_geography, c_geography)
        ST_X(c_geography)
        SUM(c_int64) / COUNT(*)
        SUM(c_float64) * 1.0
        CAST(c_int64 AS FLOAT64) / 2
        CBRT(c_float64)
        COSINE_DISTANCE([1.0],[2.0])
        GREATEST(1, 2.5)
    """,
    "STRING": r"""
        'x'
        CAST(c_string AS STRING(10))
        CAST(c_date AS STRING FORMAT 'YYYY')
        c_int64 || 'a'
        c_string || c_string
        CASE c_int64 WHEN 1 THEN 'a' ELSE NULL END
        IF(c_bool, NULL, 'a')
        IFNULL(c_string, '')
        NULLIF(c_string, '')
        MIN(c_string)
        ANY_VALUE(c_string)
        STRING_AGG(c_string, ',')
        STRING_AGG(c_string, ',' ORDER BY c_string LIMIT 3)
        FIRST_VALUE(c_string IGNORE NULLS) OVER (ORDER BY c_date)
        PERCENTILE_DISC(c_string, 0.5) OVER ()
        FORMAT_DATE('%Y', c_date)
        FORMAT_TIMESTAMP('%Y', c_timestamp)
        TO_HEX(MD5(c_string))
        TO_BASE64(c_bytes)
        GENERATE_UUID()
        SESSION_USER()
        CONCAT(c_string, 'a')
        CONCAT('a', CAST(c_int64 AS STRING))
        LOWER(c_string)
        TRIM(c_string)
        LTRIM(c_string, 'x')
        SUBSTR(c_string, 1, 2)
        SUBSTRING(c_string, 1)
        LEFT(c_string, 2)
        REPLACE(c_string, 'a', 'b')
        REVERSE(c_string)
        REPEAT(c_string, 2)
        LPAD(c_string, 10, '0')
        REGEXP_EXTRACT(c_string, r'a')
        REGEXP_REPLACE(c_string, r'a', 'b')
        SPLIT(c_string, ',')[SAFE_OFFSET(0)]
        SPLIT(c_string)[OFFSET(0)]
        FORMAT('%d', c_int64)
        INITCAP(c_string)
        CHR(c_int64)
        SOUNDEX(c_string)
        TRANSLATE(c_string, 'a', 'b')
        NORMALIZE(c_string)
        CODE_POINTS_TO_STRING([65])
        SAFE_CONVERT_BYTES_TO_STRING(c_bytes)
        JSON_EXTRACT(c_string, '$.a')
        JSON_EXTRACT_SCALAR(c_string, '$.a')
        JSON_VALUE(c_json, '$.a')
        JSON_VALUE(c_string, '$.a')
        JSON_TYPE(c_json)
        TO_JSON_STRING(c_json)
        TO_JSON_STRING(STRUCT(1 AS a))
        STRING(c_json)
        STRING(c_timestamp)
        LAX_STRING(c_json)
        ARRAY_TO_STRING(['a'], ',')
        NET.HOST(c_string)
        ARRAY_AGG(c_string)[OFFSET(0)]
        ARRAY_AGG(c_string ORDER BY c_date DESC LIMIT 1)[SAFE_OFFSET(0)]
        CAST(NULL AS STRING)
        REGEXP_SUBSTR(c_string, 'a')
        COALESCE('a', NULL)
        AEAD.DECRYPT_STRING(c_bytes, c_bytes, '')
    """,
    "BYTES": r"""
        b'x'
        c_bytes || c_bytes
        MD5(c_string)
        SHA256(c_string)
        FROM_BASE64(c_string)
        CONCAT(c_bytes, c_bytes)
        UPPER(c_bytes)
        RIGHT(c_bytes, 2)
        NET.IP_FROM_STRING(c_string)
        HLL_COUNT.INIT(c_string)
    """,
    "BOOL": r"""
        TRUE
        NOT c_bool
        c_string LIKE 'a%'
        c_string IS NULL
        c_bool IS TRUE
        c_int64 BETWEEN 1 AND 2
        c_int64 IN (1,2)
        c_int64 NOT IN (1,2)
        c_int64 IS DISTINCT FROM 1
        LOGICAL_OR(c_bool)
        STARTS_WITH(c_string, 'a')
        ENDS_WITH(c_string, 'a')
        REGEXP_CONTAINS(c_string, r'a')
        BOOL(c_json)
        IS_NAN(c_float64)
        IS_INF(c_float64)
        LOGICAL_AND(c_bool) OVER ()
        c_date IN ('2024-01-01')
        EXISTS(SELECT 1)
    """,
    "DATE": r"""
        DATE '2024-01-01'
        CAST(c_string AS DATE FORMAT 'YYYYMMDD')
        c_date + 1
        c_date - 1
        CASE WHEN c_bool THEN c_date ELSE '2024-01-01' END
        COALESCE(c_date, '2024-01-01')
        LEAST(c_date, CURRENT_DATE())
        MAX(c_date)
        LAG(c_date) OVER (ORDER BY c_date)
        LAG(c_date, 1) OVER (ORDER BY c_date)
        CURRENT_DATE()
        CURRENT_DATE
        DATE(c_timestamp)
        DATE(2024,1,1)
        DATE(c_string)
        DATE_ADD(c_date, INTERVAL 1 DAY)
        DATE_ADD('2024-01-01', INTERVAL 1 DAY)
        DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)
        DATE_TRUNC(c_date, MONTH)
        DATE_TRUNC('2024-01-01', MONTH)
        EXTRACT(DATE FROM c_timestamp)
        LAST_DAY(c_date)
        LAST_DAY(c_date, MONTH)
        PARSE_DATE('%Y', c_string)
        SAFE.PARSE_DATE('%Y', c_string)
        DATE_FROM_UNIX_DATE(c_int64)
    """,
    "TIMESTAMP": r"""
        TIMESTAMP '2024-01-01'
        c_timestamp - INTERVAL 1 HOUR
        CURRENT_TIMESTAMP()
        TIMESTAMP(c_date)
        TIMESTAMP(c_string)
        DATE_TRUNC(c_timestamp, MONTH)
        TIMESTAMP_TRUNC(c_timestamp, DAY)
        TIMESTAMP_ADD(c_timestamp, INTERVAL 1 DAY)
        TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
        PARSE_TIMESTAMP('%Y', c_string)
        TIMESTAMP_MILLIS(c_int64)
        MIN(c_timestamp) + INTERVAL 1 DAY
        COALESCE(c_timestamp, TIMESTAMP('2024-01-01'))
    """,
    "DATETIME": r"""
        DATETIME '2024-01-01 00:00:00'
        c_date + INTERVAL 1 DAY
        COALESCE(c_date, c_datetime)
        CURRENT_DATETIME()
        DATETIME(c_timestamp)
        DATE_SUB(c_datetime, INTERVAL 1 DAY)
        TIMESTAMP_TRUNC(c_datetime, DAY)
        DATETIME_TRUNC(c_datetime, DAY)
        DATETIME_ADD(c_datetime, INTERVAL 1 DAY)
        IF(c_bool, DATE '2024-01-01', c_datetime)
    """,
    "TIME": r"""
        TIME '10:00:00'
        CURRENT_TIME()
        TIME(c_timestamp)
        TIME_ADD(c_time, INTERVAL 1 HOUR)
        EXTRACT(TIME FROM c_timestamp)
        TIME_TRUNC(c_time, HOUR)
    """,
    "NUMERIC": r"""
        NUMERIC '1.5'
        SAFE_CAST(c_string AS NUMERIC)
        c_numeric * 2
        c_numeric * 1.5
        c_numeric / 3
        -c_numeric
        CASE WHEN c_bool THEN c_numeric ELSE 0 END
        CASE WHEN c_bool THEN c_numeric ELSE 1.5 END
        COALESCE(c_numeric, 0)
        COALESCE(c_numeric, 0.0)
        IFNULL(c_numeric, 1.5)
        SUM(c_numeric)
        AVG(c_numeric)
        SUM(c_numeric) OVER (PARTITION BY c_string)
        ABS(c_numeric)
        ROUND(c_numeric, 2)
        TRUNC(c_numeric)
        EXP(c_numeric)
        SAFE_DIVIDE(c_numeric, c_int64)
        SAFE_MULTIPLY(c_numeric, c_int64)
        PARSE_NUMERIC(c_string)
        ROUND(SUM(c_numeric) / 2, 2)
        COALESCE(SUM(c_numeric), 0)
        COALESCE(SUM(c_numeric), 0.0)
    """,
    "BIGNUMERIC": r"""
        BIGNUMERIC '1'
        COALESCE(c_bignumeric, c_int64)
        AVG(c_bignumeric)
    """,
    "INTERVAL": r"""
        INTERVAL 1 DAY
        c_date - c_date
        c_timestamp - c_timestamp
        MAKE_INTERVAL(1)
        JUSTIFY_HOURS(INTERVAL 1 HOUR)
    """,
    "ARRAY<INT64>": r"""
        [c_int64] || [1]
        ARRAY_AGG(c_int64)
        ARRAY_AGG(c_int64 IGNORE NULLS ORDER BY c_int64 LIMIT 5)
        GENERATE_ARRAY(1, 10)
        TO_CODE_POINTS(c_string)
        ARRAY_CONCAT([1],[2])
        ARRAY_REVERSE([1])
        ARRAY_CONCAT_AGG([c_int64])
        [c_int64, 1]
        CAST([] AS ARRAY<INT64>)
        CASE WHEN c_bool THEN [1] ELSE [2] END
    """,
    "ARRAY<STRUCT<a INT64, c_string STRING>>": r"""
        ARRAY_AGG(STRUCT(c_int64 AS a, c_string))
    """,
    "ARRAY<FLOAT64>": r"""
        APPROX_QUANTILES(c_float64, 4)
        GENERATE_ARRAY(1, 10, 0.5)
        [1, 2.5]
    """,
    "ARRAY<STRUCT<value STRING, count INT64>>": r"""
        APPROX_TOP_COUNT(c_string, 3)
    """,
    "ARRAY<DATE>": r"""
        GENERATE_DATE_ARRAY(c_date, c_date)
        GENERATE_DATE_ARRAY(c_date, c_date, INTERVAL 1 MONTH)
    """,
    "ARRAY<TIMESTAMP>": r"""
        GENERATE_TIMESTAMP_ARRAY(c_timestamp, c_timestamp, INTERVAL 1 HOUR)
    """,
    "ARRAY<STRING>": r"""
        REGEXP_EXTRACT_ALL(c_string, r'a')
        SPLIT(c_string, ',')
        JSON_EXTRACT_ARRAY(c_string, '$.a')
        JSON_VALUE_ARRAY(c_json, '$.a')
        JSON_EXTRACT_STRING_ARRAY(c_string, '$.a')
        ['a', 'b']
        ARRAY<STRING>['a']
        JSON_KEYS(c_json)
    """,
    "JSON": r"""
        JSON_EXTRACT(c_json, '$.a')
        JSON_QUERY(c_json, '$.a')
        PARSE_JSON(c_string)
        TO_JSON(c_string)
        JSON_OBJECT('a', 1)
        JSON_ARRAY(1, 2)
        JSON_SET(c_json, '$.a', 1)
        c_json['a']
    """,
    "ARRAY<JSON>": r"""
        JSON_EXTRACT_ARRAY(c_json, '$.a')
        JSON_QUERY_ARRAY(c_json, '$.a')
    """,
    "STRUCT<a INT64, c STRING>": r"""
        STRUCT(1 AS a, 'b' AS c)
    """,
    "STRUCT<c_int64 INT64, s STRING>": r"""
        STRUCT(c_int64, c_string AS s)
    """,
    "STRUCT<INT64>": r"""
        STRUCT<INT64>(1)
    """,
    "STRUCT<INT64, STRING>": r"""
        (1, 'a')
    """,
    "ARRAY<STRUCT<a INT64, c STRING>>": r"""
        [STRUCT(1 AS a, 'b' AS c)]
    """,
    "GEOGRAPHY": r"""
        ST_GEOGPOINT(1.0, 2.0)
    """,
}
CASES = [(line.strip(), kind) for kind, text in TYPED.items() for line in text.strip().splitlines()]


def column_type(column: Sx) -> str:
    return column.name[2:].upper() if column.name.startswith("c_") else ""


def type_of(text: str) -> str:
    tree = parse(f"SELECT {text} AS x FROM t").trees[0]
    assert tree.query is not None, tree.problem
    return expression_type(tree.query.outputs[0].value, column_type, lambda query: "INT64")


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_type_of_expression(text: str, kind: str) -> None:
    assert type_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "unknown_column",
        "unknown_column + 1",
        "COALESCE(unknown_column, 1)",
        "IF(c_bool, unknown_column, 'a')",
        "my_dataset.my_function(c_int64)",
        "NO_SUCH_FUNCTION(c_int64)",
        "@param",
        "NULL",
        "[]",
        "COALESCE(c_date, c_timestamp)",
        "STRUCT(c_int64 AS a, unknown_column AS b)",
        "SUM(unknown_column)",
        "CAST(c_string AS NO_TYPE)",
        "c_date || unknown_column",
    ],
)
def test_what_is_not_known_has_no_type(text: str) -> None:
    assert type_of(text) == ""


def test_subqueries_are_asked_for() -> None:
    assert type_of("(SELECT 1)") == "INT64"
    assert type_of("ARRAY(SELECT 1)") == "ARRAY<INT64>"


def test_types_inside_are_kept() -> None:
    tree = parse("SELECT SUM(c_int64) / 2 AS x FROM t").trees[0]
    assert tree.query is not None
    value, known = tree.query.outputs[0].value, {}
    expression_type(value, column_type, lambda query: "", known)
    assert [known[id(item)] for item in value.args] == ["INT64", "INT64"]


def test_very_deep_expressions() -> None:
    expr = Sx("number", "1")
    for _ in range(50_000):
        expr = Sx("op", "+", (expr, Sx("number", "1")))
    assert expression_type(expr, column_type, lambda query: "") == "INT64"


# Coercion --------------------------------------------------------------------------------

SCALARS = [
    "INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC", "BOOL", "STRING", "BYTES", "DATE", "DATETIME", "TIME", "TIMESTAMP",
    "INTERVAL",
]  # fmt: skip
WIDENED = {
    "INT64": {"NUMERIC", "BIGNUMERIC", "FLOAT64"},
    "NUMERIC": {"BIGNUMERIC", "FLOAT64"},
    "BIGNUMERIC": {"FLOAT64"},
    "DATE": {"DATETIME"},
}


@pytest.mark.parametrize("given", SCALARS)
def test_coercion_of_columns(given: str) -> None:
    assert {kind for kind in SCALARS if coerces(given, kind)} == WIDENED.get(given, set()) | {given}


def test_coercion_of_literals() -> None:
    assert {kind for kind in SCALARS if coerces("STRING", kind, True)} == {
        "STRING", "BYTES", "DATE", "DATETIME", "TIME", "TIMESTAMP",
    }  # fmt: skip
    assert {kind for kind in SCALARS if coerces("FLOAT64", kind, True)} == {"FLOAT64", "NUMERIC", "BIGNUMERIC"}
    assert not coerces("INT64", "STRING", True)
    assert not coerces("INT64", "BOOL", True)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("INT64", "FLOAT64", True),
        ("FLOAT64", "NUMERIC", True),
        ("DATE", "DATETIME", True),
        ("DATETIME", "DATE", True),
        ("DATE", "TIMESTAMP", False),
        ("DATETIME", "TIMESTAMP", False),
        ("INT64", "STRING", False),
        ("BOOL", "INT64", False),
        ("BOOL", "STRING", False),
        ("STRING", "DATE", False),
        ("", "DATE", True),
        ("ARRAY<INT64>", "INT64", False),
        ("ARRAY<INT64>", "ARRAY<INT64>", True),
        ("ARRAY<STRUCT>", "ARRAY<STRUCT<a INT64>>", True),
        ("STRUCT<a INT64>", "STRING", False),
        ("JSON", "STRING", False),
    ],
)
def test_comparable(one: str, other: str, fits: bool) -> None:
    assert comparable(one, other) is fits
    assert comparable(other, one) is fits


def test_literals_compare_with_what_they_become() -> None:
    assert comparable("DATE", "STRING", False, True)
    assert comparable("STRING", "TIMESTAMP", True, False)
    assert not comparable("DATE", "STRING")
    assert not comparable("STRING", "INT64", True, True)
    assert not comparable("BOOL", "STRING", False, True)


def test_supertypes() -> None:
    assert supertype([("INT64", False), ("FLOAT64", False)]) == "FLOAT64"
    assert supertype([("NUMERIC", False), ("FLOAT64", True)]) == "NUMERIC"
    assert supertype([("DATE", False), ("STRING", True)]) == "DATE"
    assert supertype([("DATE", False), ("STRING", False)]) == ""
    assert supertype([("INT64", False), ("", False)]) == ""
    assert supertype([]) == ""


# Types as text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("integer", "INT64"),
        ("NUMERIC(10, 2)", "NUMERIC"),
        ("Decimal(5,2)", "NUMERIC"),
        ("BOOLEAN", "BOOL"),
        ("float", "FLOAT64"),
        ("STRING(20)", "STRING"),
        ("array<struct<a int64, b array<string(5)>>>", "ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>"),
        ("STRUCT<INT64, STRING>", "STRUCT<INT64, STRING>"),
        ("STRUCT<x NUMERIC(10, 2), y DATE>", "STRUCT<x NUMERIC, y DATE>"),
        ("{}", ""),
        ("ARRAY<{}>", ""),
        ("VARCHAR(10)", ""),
        ("", ""),
    ],
)
def test_normal_type(written: str, kind: str) -> None:
    assert normal_type(written) == kind


def test_members() -> None:
    kind = "STRUCT<a INT64, b STRUCT<c ARRAY<STRING>>>"
    assert member_type(kind, "B.c") == "ARRAY<STRING>"
    assert member_type(kind, "x") == ""
    assert member_type("JSON", "a.b") == "JSON"


def test_type_of_a_schema_field() -> None:
    at = Span(1, 1, 1, 2)

    def field(name: str, kind: str, mode: str = "NULLABLE", fields: tuple[Field, ...] = ()) -> Field:
        return Field(name, kind, mode, "", "", fields, kind, at, at)

    assert type_of_field(field("a", "INTEGER")) == "INT64"
    assert type_of_field(field("a", "STRING", "REPEATED")) == "ARRAY<STRING>"
    record = field("lines", "STRUCT", "REPEATED", (field("sku", "STRING"), field("price", "NUMERIC")))
    assert type_of_field(record) == "ARRAY<STRUCT<sku STRING, price NUMERIC>>"


def test_no_query_without_text() -> None:
    assert expression_type(Sx("subquery", "", (), 0, 0, None), column_type, lambda query: "INT64") == ""
    assert expression_type(Sx("subquery", "", (), 0, 0, Query()), column_type, lambda query: "INT64") == "INT64"
