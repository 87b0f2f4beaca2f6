"""The types, modes and column names that BigQuery knows."""

from __future__ import annotations

from cloudact_lint.errors import nearest
from cloudact_lint.lazy import lazy_pattern

TYPES = {
    "STRING": "STRING", "BYTES": "BYTES", "INTEGER": "INT64", "INT64": "INT64", "FLOAT": "FLOAT64",
    "FLOAT64": "FLOAT64", "NUMERIC": "NUMERIC", "BIGNUMERIC": "BIGNUMERIC", "BOOLEAN": "BOOL", "BOOL": "BOOL",
    "TIMESTAMP": "TIMESTAMP", "DATE": "DATE", "TIME": "TIME", "DATETIME": "DATETIME", "GEOGRAPHY": "GEOGRAPHY",
    "RECORD": "STRUCT", "STRUCT": "STRUCT", "JSON": "JSON", "INTERVAL": "INTERVAL", "RANGE": "RANGE",
    # Names that standard SQL has for them; whether the API takes them too is not said anywhere.
    "INT": "INT64", "SMALLINT": "INT64", "BIGINT": "INT64", "TINYINT": "INT64", "BYTEINT": "INT64",
    "DECIMAL": "NUMERIC", "BIGDECIMAL": "BIGNUMERIC",
}
"""The name in standard SQL of every name a type may be given."""
MODES = ("NULLABLE", "REQUIRED", "REPEATED")
FOREIGN = frozenset(
    {
        "VARCHAR", "VARCHAR2", "NVARCHAR", "NVARCHAR2", "CHAR", "NCHAR", "CHARACTER", "TEXT", "NTEXT", "LONGTEXT",
        "MEDIUMTEXT", "CLOB", "BLOB", "NUMBER", "DOUBLE", "REAL", "LONG", "SHORT", "BYTE", "BINARY", "VARBINARY",
        "VARIANT", "OBJECT", "ARRAY", "MAP", "UUID", "JSONB", "SERIAL", "BIGSERIAL", "MONEY", "BIT", "IMAGE", "XML",
        "DATETIME2", "SMALLDATETIME", "DATETIMEOFFSET", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ",
        "TIMESTAMPTZ", "TIMETZ", "INET", "INT2", "INT4", "INT8", "INT16", "INT32", "UINT8", "UINT16", "UINT32",
        "UINT64", "FLOAT4", "FLOAT8", "FLOAT32", "HLL", "SUPER", "ENUM", "SET", "YEAR", "UNIQUEIDENTIFIER"
    }
)  # fmt: skip
"""Types of other databases and formats: several of them together make it another's schema."""
_NEAR = {
    "VARCHAR": "STRING", "CHAR": "STRING", "TEXT": "STRING", "NVARCHAR": "STRING", "STR": "STRING", "UUID": "STRING",
    "LONG": "INT64", "INT32": "INT64", "NUMBER": "NUMERIC", "DOUBLE": "FLOAT64", "REAL": "FLOAT64", "OBJECT": "RECORD",
    "FLOAT32": "FLOAT64", "TIMESTAMPTZ": "TIMESTAMP", "JSONB": "JSON", "MAP": "RECORD", "DICT": "RECORD",
    "ARRAY": "the type of its elements, with mode REPEATED", "BLOB": "BYTES", "BINARY": "BYTES", "ENUM": "STRING",
}

_WRITTEN = lazy_pattern(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(\(\s*[\w\s,]*\))?\s*\Z")
_RANGE = lazy_pattern(r"\s*RANGE\s*<\s*(DATE|DATETIME|TIMESTAMP)\s*>\s*\Z", 2)
_TEMPLATE = lazy_pattern(r"\{[^}]*\}|\$\w|<[%\w]+>|%\(")
_FORBIDDEN = '!"$()*,./;?@[\\]^`{}~'
_PREFIXES = ("_TABLE_", "_FILE_", "_PARTITION", "_ROW_TIMESTAMP", "__ROOT__", "_COLIDENTIFIER")
LONGEST_NAME = 300


def split_type(written: str) -> tuple[str, str]:
    """A type as written: its name in standard SQL, empty if BigQuery has none such, and its parameters."""
    if match := _RANGE.match(written):
        return f"RANGE<{match.group(1).upper()}>", ""
    match = _WRITTEN.match(written)
    if match is None:
        return "", ""
    return TYPES.get(match.group(1).upper(), ""), match.group(2) or ""


def is_template(text: str) -> bool:
    """Whether a text holds a placeholder that something else fills in."""
    return _TEMPLATE.search(text) is not None


def type_help(written: str) -> str:
    """What may have been meant by a type that there is not, as the end of a sentence."""
    word = written.strip().upper().partition("(")[0].partition("<")[0]
    if word in _NEAR:
        return f"did you mean {_NEAR[word]}?"
    return nearest(word, TYPES).replace("'", "")


def wrong_name(name: str) -> str:
    """Why BigQuery would not take a column of this name; empty if it would."""
    if not name.strip():
        return "has no name"
    if is_template(name):
        return ""
    bad = sorted({char for char in name if char in _FORBIDDEN}, key=name.index)
    if bad:
        return f"has {' '.join(bad)} in its name, which BigQuery does not allow there"
    if len(name) > LONGEST_NAME:
        return f"has a name of {len(name)} characters; BigQuery takes {LONGEST_NAME}"
    prefix = next((prefix for prefix in _PREFIXES if name.upper().startswith(prefix)), "")
    return f"begins with {prefix}, which BigQuery keeps for itself" if prefix else ""
