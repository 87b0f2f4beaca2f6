"""Which types BigQuery's functions take: https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all."""

from __future__ import annotations

from types import MappingProxyType

from cloudact_lint.project.sql.functions import NUMBERS
from cloudact_lint.project.sql.type_names import SCALARS, element_type

_NUMBER = frozenset(NUMBERS)
_DAY = frozenset({"DATE", "DATETIME", "TIMESTAMP"})
_TEXT = frozenset({"STRING", "BYTES"})

_FIRST: tuple[tuple[frozenset[str], str], ...] = (
    (
        _NUMBER,
        """ABS CEIL CEILING FLOOR ROUND TRUNC SQRT EXP LN LOG LOG10 SIGN POW POWER STDDEV STDDEV_POP STDDEV_SAMP
        VARIANCE VAR_POP VAR_SAMP CORR COVAR_POP COVAR_SAMP SAFE_NEGATE IEEE_DIVIDE""",
    ),
    (_NUMBER | {"INTERVAL"}, "SUM AVG"),
    (
        _TEXT,
        """LOWER UPPER LENGTH SUBSTR SUBSTRING LEFT RIGHT REPLACE SPLIT STARTS_WITH ENDS_WITH REGEXP_CONTAINS
        REGEXP_EXTRACT REGEXP_EXTRACT_ALL REGEXP_REPLACE STRPOS INSTR LPAD RPAD LTRIM RTRIM TRIM STRING_AGG REVERSE
        FARM_FINGERPRINT MD5 SHA1 SHA256 SHA512""",
    ),
    (frozenset({"STRING"}), "INITCAP SOUNDEX TRANSLATE PARSE_JSON PARSE_NUMERIC PARSE_BIGNUMERIC CHAR_LENGTH"),
    (frozenset({"STRING", "JSON"}), "JSON_VALUE JSON_EXTRACT_SCALAR JSON_QUERY JSON_EXTRACT JSON_QUERY_ARRAY"),
    (frozenset({"BOOL"}), "COUNTIF LOGICAL_AND LOGICAL_OR IF"),
    (
        _DAY,
        """DATE_ADD DATE_SUB DATE_TRUNC DATE_DIFF TIMESTAMP_ADD TIMESTAMP_SUB TIMESTAMP_TRUNC TIMESTAMP_DIFF
        DATETIME_ADD DATETIME_SUB DATETIME_TRUNC DATETIME_DIFF""",
    ),
    (frozenset({"TIMESTAMP"}), "UNIX_SECONDS UNIX_MILLIS UNIX_MICROS"),
    (frozenset({"INT64"}), "TIMESTAMP_SECONDS TIMESTAMP_MILLIS TIMESTAMP_MICROS DATE_FROM_UNIX_DATE CHR"),
    (frozenset({"DATE", "DATETIME"}), "LAST_DAY"),
)
_SECOND: tuple[tuple[frozenset[str], str], ...] = (
    (_NUMBER, "POW POWER IEEE_DIVIDE"),
    (_TEXT, "STARTS_WITH ENDS_WITH REGEXP_CONTAINS REGEXP_EXTRACT STRPOS"),
    (frozenset({"STRING"}), "PARSE_DATE PARSE_DATETIME PARSE_TIMESTAMP PARSE_TIME"),
    (_DAY, "FORMAT_DATE FORMAT_DATETIME FORMAT_TIMESTAMP DATE_DIFF TIMESTAMP_DIFF DATETIME_DIFF"),
)
_BOTH = "SAFE_ADD SAFE_SUBTRACT SAFE_MULTIPLY SAFE_DIVIDE"
ARRAYS = frozenset({"ARRAY_LENGTH", "ARRAY_TO_STRING", "ARRAY_REVERSE", "ARRAY_CONCAT_AGG"})
"""Functions of an array."""
DIFFERENCES = frozenset({"DATE_DIFF", "TIMESTAMP_DIFF", "DATETIME_DIFF"})
"""Functions of two moments, which must be of one type."""
_CASTS = MappingProxyType(
    {
        "INT64": _NUMBER | {"BOOL", "STRING"},
        **dict.fromkeys(("FLOAT64", "NUMERIC", "BIGNUMERIC"), _NUMBER | {"STRING"}),
        "BOOL": frozenset({"BOOL", "INT64", "STRING"}),
        **dict.fromkeys(("DATE", "DATETIME", "TIMESTAMP"), _DAY | {"STRING"}),
        "TIME": frozenset({"TIME", "DATETIME", "TIMESTAMP", "STRING"}),
        "BYTES": _TEXT,
        "STRING": SCALARS - {"JSON", "GEOGRAPHY"},
    }
)


def _table() -> dict[tuple[str, int], frozenset[str]]:
    found = {(name, 0): kinds for kinds, names in _FIRST for name in names.split()}
    found.update({(name, 1): kinds for kinds, names in _SECOND for name in names.split()})
    found.update({(name, at): _NUMBER for name in _BOTH.split() for at in (0, 1)})
    return found


_TAKEN = MappingProxyType(_table())


def takes(function: str, position: int, kind: str, literal: bool = False) -> bool:
    """Whether a function takes a value of this type as an argument; true for functions not known here."""
    wanted = _TAKEN.get((function.upper().removeprefix("SAFE."), position))
    if wanted is None or not kind or kind in wanted:
        return True
    if kind == "STRING" and literal:
        return not wanted.isdisjoint(_DAY)
    return kind not in SCALARS and not element_type(kind)


def casts(given: str, wanted: str) -> bool:
    """Whether CAST turns one type into the other at all
    (https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules); true where one is not known."""
    known = _CASTS.get(wanted)
    return known is None or given not in SCALARS or given in known
