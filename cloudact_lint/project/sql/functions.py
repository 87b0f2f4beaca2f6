"""What BigQuery's functions return: their documentation as a table.

https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all lists them, each with its
return type. A function that is not in the table, or whose type hangs on something that is not seen
here, has no known type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

_FIXED: dict[str, str] = {
    "INT64": """ARRAY_LENGTH ASCII APPROX_COUNT_DISTINCT BIT_AND BIT_COUNT BIT_OR BIT_XOR BYTE_LENGTH CHAR_LENGTH
        CHARACTER_LENGTH COUNT COUNTIF DATE_DIFF DATETIME_DIFF TIME_DIFF TIMESTAMP_DIFF DENSE_RANK RANK ROW_NUMBER NTILE
        EDIT_DISTANCE FARM_FINGERPRINT INSTR INT64 LENGTH OCTET_LENGTH RANGE_BUCKET STRPOS UNICODE UNIX_DATE UNIX_MICROS
        UNIX_MILLIS UNIX_SECONDS HLL_COUNT.EXTRACT HLL_COUNT.MERGE REGEXP_INSTR LAX_INT64 NET.IPV4_TO_INT64
        ARRAY_OFFSET GROUPING""",
    "FLOAT64": """ACOS ACOSH ASIN ASINH ATAN ATAN2 ATANH CBRT COS COSH COT COTH CSC CSCH SEC SECH SIN SINH TAN TANH RAND
        FLOAT64 IEEE_DIVIDE CORR PERCENT_RANK CUME_DIST LAX_FLOAT64 COSINE_DISTANCE EUCLIDEAN_DISTANCE DOT_PRODUCT
        ST_AREA ST_DISTANCE ST_LENGTH ST_PERIMETER ST_X ST_Y""",
    "BOOL": """ARRAY_INCLUDES CONTAINS_SUBSTR ENDS_WITH STARTS_WITH REGEXP_CONTAINS IS_INF IS_NAN LOGICAL_AND LOGICAL_OR
        BOOL LAX_BOOL SEARCH EXISTS ST_CONTAINS ST_INTERSECTS ST_WITHIN ST_DWITHIN ST_COVERS ST_COVEREDBY ST_EQUALS
        RANGE_CONTAINS RANGE_OVERLAPS ARRAY_IS_DISTINCT""",
    "STRING": """ARRAY_TO_STRING CHR CODE_POINTS_TO_STRING FORMAT FORMAT_DATE FORMAT_DATETIME FORMAT_TIME
        FORMAT_TIMESTAMP GENERATE_UUID INITCAP JSON_VALUE JSON_EXTRACT_SCALAR JSON_TYPE LAX_STRING NORMALIZE
        NORMALIZE_AND_CASEFOLD AEAD.DECRYPT_STRING SAFE_CONVERT_BYTES_TO_STRING SESSION_USER SOUNDEX STRING TO_BASE32
        TO_BASE64 TO_HEX TO_JSON_STRING TRANSLATE
        NET.HOST NET.PUBLIC_SUFFIX NET.REG_DOMAIN NET.IP_TO_STRING ST_ASTEXT ST_ASGEOJSON ST_GEOHASH COLLATE
        BIT_CAST_TO_STRING""",
    "BYTES": """CODE_POINTS_TO_BYTES FROM_BASE32 FROM_BASE64 FROM_HEX MD5 SHA1 SHA256 SHA512 HLL_COUNT.INIT
        HLL_COUNT.MERGE_PARTIAL NET.IP_FROM_STRING NET.SAFE_IP_FROM_STRING NET.IP_NET_MASK NET.IP_TRUNC
        NET.IPV4_FROM_INT64 ST_ASBINARY AEAD.ENCRYPT KEYS.NEW_KEYSET KEYS.ROTATE_KEYSET DETERMINISTIC_ENCRYPT""",
    "DATE": "CURRENT_DATE DATE DATE_FROM_UNIX_DATE PARSE_DATE",
    "DATETIME": "CURRENT_DATETIME DATETIME PARSE_DATETIME",
    "TIME": "CURRENT_TIME TIME TIME_ADD TIME_SUB TIME_TRUNC PARSE_TIME",
    "TIMESTAMP": """CURRENT_TIMESTAMP TIMESTAMP PARSE_TIMESTAMP TIMESTAMP_MICROS
        TIMESTAMP_MILLIS TIMESTAMP_SECONDS""",
    "JSON": """PARSE_JSON TO_JSON JSON_ARRAY JSON_ARRAY_APPEND JSON_ARRAY_INSERT JSON_OBJECT JSON_REMOVE JSON_SET
        JSON_STRIP_NULLS""",
    "INTERVAL": "JUSTIFY_DAYS JUSTIFY_HOURS JUSTIFY_INTERVAL MAKE_INTERVAL",
    "NUMERIC": "PARSE_NUMERIC",
    "BIGNUMERIC": "PARSE_BIGNUMERIC",
    "GEOGRAPHY": """ST_GEOGPOINT ST_GEOGFROMTEXT ST_GEOGFROMGEOJSON ST_GEOGFROM ST_BUFFER ST_CENTROID ST_UNION
        ST_MAKELINE""",
    "ARRAY<STRING>": "JSON_KEYS JSON_VALUE_ARRAY JSON_EXTRACT_STRING_ARRAY REGEXP_EXTRACT_ALL TEXT_ANALYZE",
    "ARRAY<INT64>": "TO_CODE_POINTS",
    "ARRAY<DATE>": "GENERATE_DATE_ARRAY",
    "ARRAY<TIMESTAMP>": "GENERATE_TIMESTAMP_ARRAY",
}

_AS_FIRST = """ABS ANY_VALUE ARRAY_CONCAT ARRAY_CONCAT_AGG ARRAY_REVERSE ARRAY_SLICE ARRAY_DISTINCT FIRST_VALUE
    LAST_VALUE LAG LEAD LEFT LOWER LPAD LTRIM MAX MAX_BY MIN MIN_BY NTH_VALUE NULLIFZERO PERCENTILE_DISC
    REPEAT REPLACE REVERSE REGEXP_REPLACE REGEXP_EXTRACT REGEXP_SUBSTR RIGHT RPAD RTRIM SAFE_NEGATE SIGN SUBSTR
    SUBSTRING TRIM UPPER ZEROIFNULL
    JSON_EXTRACT JSON_QUERY DATE_TRUNC DATETIME_TRUNC TIMESTAMP_TRUNC JSON_SUBSCRIPT"""
"""The type of the first argument; of a date function, only where that is no string."""

_COMMON = "COALESCE GREATEST IFNULL LEAST"
"""The common type of all arguments."""

_ARITHMETIC = "DIV MOD SAFE_ADD SAFE_MULTIPLY SAFE_SUBTRACT"
_DIVISION = "SAFE_DIVIDE POW POWER"
_ROUNDING = "CEIL CEILING FLOOR ROUND TRUNC EXP LN LOG LOG10 SQRT AVG"
"""INT64 becomes FLOAT64, all else stays."""
_DEVIATION = "STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP VAR_SAMP COVAR_POP COVAR_SAMP PERCENTILE_CONT"
_ELEMENTS = "ARRAY_FIRST ARRAY_LAST ARRAY_MAX ARRAY_MIN"

NUMBERS = ("INT64", "NUMERIC", "BIGNUMERIC", "FLOAT64")
"""From narrow to wide."""

Known = Sequence[str]
"""Types of arguments; empty where not known."""


def _first(types: Known) -> str:
    return types[0] if types else ""


def wider(types: Known, *, least: str = "INT64") -> str:
    """The number type that holds all of these, empty if one is no number."""
    if not types or any(kind not in NUMBERS for kind in types):
        return ""
    return max((*types, least), key=NUMBERS.index)


def divided(types: Known) -> str:
    """The type of a division: FLOAT64 of INT64s, else the wider one."""
    kind = wider(types)
    return "FLOAT64" if kind == "INT64" else kind


def _rounded(types: Known) -> str:
    kind = _first(types)
    return "FLOAT64" if kind == "INT64" else kind if kind in NUMBERS or kind == "INTERVAL" else ""


def _deviation(types: Known) -> str:
    return "FLOAT64" if _first(types) in ("INT64", "FLOAT64") else ""


def _sum(types: Known) -> str:
    return _first(types) if _first(types) in (*NUMBERS, "INTERVAL") else ""


def _array(types: Known) -> str:
    kind = _first(types)
    return f"ARRAY<{kind}>" if kind and not kind.startswith("ARRAY<") else ""


def _generated(types: Known) -> str:
    return _array((wider(types),)) if wider(types) else ""


def _split(types: Known) -> str:
    return _array(types) if _first(types) in ("STRING", "BYTES") else ""


def _element(types: Known) -> str:
    kind = _first(types)
    return kind[6:-1] if kind.startswith("ARRAY<") else ""


def _text(types: Known) -> str:
    return "BYTES" if types and all(kind == "BYTES" for kind in types) else "STRING" if "STRING" in types else ""


def _json_array(types: Known) -> str:
    return _array(types) if _first(types) in ("STRING", "JSON") else ""


def _date_moved(types: Known) -> str:
    """DATE_ADD: a string in place of a date is read as one; a DATETIME or TIMESTAMP stays what it is."""
    kind = _first(types)
    return "DATE" if kind in ("DATE", "STRING") else kind if kind in ("DATETIME", "TIMESTAMP") else ""


def _datetime_moved(types: Known) -> str:
    return "DATETIME" if _first(types) in ("DATE", "DATETIME", "STRING") else ""


def _timestamp_moved(types: Known) -> str:
    return "TIMESTAMP" if _first(types) in ("TIMESTAMP", "STRING") else ""


def _last_day(types: Known) -> str:
    return "DATE" if _first(types) in ("DATE", "DATETIME", "STRING") else ""


def _top(types: Known) -> str:
    kind = _first(types)
    return f"ARRAY<STRUCT<value {kind}, count INT64>>" if kind else ""


_BY_ARGUMENTS: dict[str, Callable[[Known], str]] = {
    **dict.fromkeys(_AS_FIRST.split(), _first),
    **dict.fromkeys(_ARITHMETIC.split(), wider),
    **dict.fromkeys(_DIVISION.split(), divided),
    **dict.fromkeys(_ROUNDING.split(), _rounded),
    **dict.fromkeys(_DEVIATION.split(), _deviation),
    **dict.fromkeys(_ELEMENTS.split(), _element),
    "APPROX_QUANTILES": _array,
    "APPROX_TOP_COUNT": _top,
    "ARRAY_AGG": _array,
    "CONCAT": _text,
    "DATETIME_ADD": _datetime_moved,
    "DATETIME_SUB": _datetime_moved,
    "DATE_ADD": _date_moved,
    "DATE_SUB": _date_moved,
    "GENERATE_ARRAY": _generated,
    "JSON_EXTRACT_ARRAY": _json_array,
    "JSON_QUERY_ARRAY": _json_array,
    "LAST_DAY": _last_day,
    "TIMESTAMP_ADD": _timestamp_moved,
    "TIMESTAMP_SUB": _timestamp_moved,
    "SPLIT": _split,
    "STRING_AGG": _text,
    "SUM": _sum,
}

_RESULTS = MappingProxyType({name: kind for kind, names in _FIXED.items() for name in names.split()})
COMMON = frozenset(_COMMON.split())
"""Functions that give the common type of their arguments."""
ARITHMETIC = frozenset((*_ARITHMETIC.split(), *_DIVISION.split()))
"""Functions of numbers, which take each other's types as operators do."""
_TRUNCATED = MappingProxyType({"DATE_TRUNC": "DATE", "DATETIME_TRUNC": "DATETIME", "TIMESTAMP_TRUNC": "TIMESTAMP"})
_PARTS = MappingProxyType({"DATE": "DATE", "TIME": "TIME", "DATETIME": "DATETIME", "TIMESTAMP": "TIMESTAMP"})


def results() -> Mapping[str, str]:
    """Functions that always return the same type, with it."""
    return _RESULTS


def function_type(name: str, types: Known, part: str = "") -> str:
    """What a function returns for arguments of these types, empty if not known.

    ``part`` is what EXTRACT takes out. SAFE. before a name changes nothing of its type.
    """
    name = name.upper().removeprefix("SAFE.")
    if name == "EXTRACT":
        return _PARTS.get(part.upper(), "INT64") if part else ""
    if name in _TRUNCATED and _first(types) not in ("DATE", "DATETIME", "TIMESTAMP"):
        return _TRUNCATED[name] if _first(types) == "STRING" else ""
    fixed = _RESULTS.get(name)
    if fixed is not None:
        return fixed
    rule = _BY_ARGUMENTS.get(name)
    return rule(types) if rule is not None else ""
