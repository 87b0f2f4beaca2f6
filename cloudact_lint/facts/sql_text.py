"""Cheap questions about a text: is it SQL, of which kind, and BigQuery's or another's?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cloudact_lint.facts.sql_statement import main_verb
from cloudact_lint.facts.sql_tables import read_path
from cloudact_lint.facts.sql_tokens import Token, first_words, is_hole, tokens, word_set
from cloudact_lint.lazy import lazy_pattern

_KINDS = word_set(
    "SELECT INSERT UPDATE DELETE MERGE CREATE DROP ALTER TRUNCATE CALL DECLARE SET BEGIN COMMIT ROLLBACK IF FOR "
    "WHILE LOOP REPEAT CASE ASSERT RAISE RETURN EXECUTE EXPORT LOAD GRANT REVOKE UNDROP EXPLAIN"
)
_START = lazy_pattern(
    r"\s*(?:(?:--[^\n]*(?:\n|\Z)|\#[^\n]*(?:\n|\Z)|/\*[^*]*(?:\*(?!/)[^*]*)*\*/|\()\s*)*"
    r"(SELECT|WITH|FROM|INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE|CALL|DECLARE|SET|BEGIN|COMMIT|ROLLBACK"
    r"|IF|FOR|WHILE|LOOP|EXECUTE|EXPORT|LOAD|GRANT|REVOKE|ASSERT)\b",
    re.I,
)
_PREFIX = 40_000
"""How much of a text is looked at: no select list is longer."""
_STRONG = lazy_pattern(r"\*|`|=|__h\d|\{|%s|@\w|\w\.\w+\.\w|\$\{|\w\(")
_TYPES = word_set(
    "STRING INT64 INTEGER INT FLOAT64 NUMERIC BIGNUMERIC BOOL BOOLEAN BYTES DATE DATETIME TIME TIMESTAMP JSON "
    "ARRAY STRUCT GEOGRAPHY INTERVAL DEFAULT"
)
_OTHER = lazy_pattern(
    r"\bRETURNING\b|\bON\s+CONFLICT\b|\$\$|\$\d|\b(?:BIG|SMALL)?SERIAL\b|\bTIMESTAMPTZ\b"
    r"|\b(?:JSONB|VARCHAR|NVARCHAR|BYTEA|CITEXT)\b"
    r"|[\w\")\]'}]::\s*\w|\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:POLICY|EXTENSION|TRIGGER|TYPE|ROLE|SEQUENCE|RULE)\b"
    r"|\b(?:DROP|ALTER)\s+(?:POLICY|TRIGGER|TYPE|EXTENSION|SEQUENCE|INDEX)\b|\bROW\s+LEVEL\s+SECURITY\b|\bAUTO_?INCREMENT\b"
    r"|\bCREATE\s+(?:UNIQUE\s+)?INDEX\b|\bON\s+DUPLICATE\s+KEY\b|\bINSERT\s+OR\s+(?:IGNORE|REPLACE|ABORT|FAIL)\b"
    r"|^\s*PRAGMA\b|\bsqlite_(?:master|schema)\b|\bpg_\w+\b|\bplpgsql\b|\bILIKE\b|\b(?:gen_random_uuid|uuid_generate_v4)\s*\("
    r"|\bPRIMARY\s+KEY\b(?!\s*(?:\([^)]*\)\s*)?NOT\s+ENFORCED)|\b(?:FROM|INTO|UPDATE|TABLE|JOIN)\s+(?:public|auth|storage)\.\w"
    r"|\bauth\.(?:uid|role|jwt)\s*\(|\bCOMMENT\s+ON\s+(?:TABLE|COLUMN|FUNCTION|POLICY)\b|\bTIMESTAMP\s+WITH(?:OUT)?\s+TIME\s+ZONE\b"
    r"|\bFOR\s+UPDATE\b|\bTO\s+(?:authenticated|anon|service_role)\b|\bALTER\s+COLUMN\s+\w+\s+TYPE\b|\bENGINE\s*=\s*\w"
    r"|\bINTERVAL\s+'\d+\s+\w+'|\bRAISE\s+(?:NOTICE|EXCEPTION|WARNING)\b|\b\w+\s+TEXT\b(?:\s+(?:NOT|DEFAULT|UNIQUE|NULL)|\s*[,)])"
    r"|\bCOPY\s+INTO\b|\bLATERAL\s+FLATTEN\b|\bVARIANT\b|\bWAREHOUSE\b|\bSELECT\s+(?:DISTINCT\s+ON|TOP\s+\d)",
    re.I | re.M,
)
_HINTS = word_set(
    ":: $ RETURNING CONFLICT SERIAL BIGSERIAL SMALLSERIAL TIMESTAMPTZ JSONB VARCHAR NVARCHAR BYTEA CITEXT POLICY "
    "EXTENSION TRIGGER TYPE ROLE SEQUENCE RULE INDEX SECURITY AUTOINCREMENT AUTO_INCREMENT DUPLICATE IGNORE "
    "REPLACE PRAGMA SQLITE_MASTER SQLITE_SCHEMA PLPGSQL ILIKE GEN_RANDOM_UUID UUID_GENERATE_V4 PRIMARY PUBLIC "
    "AUTH STORAGE COMMENT ZONE UPDATE AUTHENTICATED ANON SERVICE_ROLE ENGINE INTERVAL NOTICE TEXT COPY FLATTEN "
    "VARIANT WAREHOUSE TOP ON ABORT FAIL EXCEPTION WARNING"
)
"""Without one of these words or signs ``_OTHER`` cannot match, but for names in pg_."""
_HINT_WORDS = lazy_pattern(r"\w+|::|\$")


def statement_kind(text: str) -> str:
    """The keyword that says what the first statement of a text does; empty if it is no SQL.

    Upper case; ``BEGIN TRANSACTION`` for that; after WITH the verb of the statement itself.
    """
    head = first_words(text, 2)
    if not head:
        return ""
    word = head[0].word
    if word == "BEGIN":
        following = head[1].word if len(head) > 1 else ""
        return "BEGIN TRANSACTION" if following in ("TRANSACTION", ";", "") else "BEGIN"
    if word in ("WITH", "(", "FROM"):
        found = tokens(text)
        verb = found[main_verb(found)].word
        return "SELECT" if verb in ("WITH", "FROM", "(") else verb if verb in _KINDS else ""
    return word if word in _KINDS else ""


def looks_like_sql(text: str) -> bool:
    """Whether a string is SQL by its structure, and not prose that begins with a verb.

    Text that only names a statement (``"DELETE FROM orders failed"``) is no SQL.
    """
    start = _START.match(text)
    if start is None:
        return False
    found = tokens(text[start.start(1) : start.start(1) + _PREFIX])
    written = text[start.start(1) : start.end(1)]
    plain = written.isupper() or written.islower()
    check = _CHECKS.get(written.upper())
    return check is not None and check(text[start.start(1) : start.start(1) + _PREFIX], found, written.isupper(), plain)


def other_dialect(text: str) -> bool:
    """Whether a SQL text shows by its words that it is for another database than BigQuery."""
    upper = text.upper()
    if _HINTS.isdisjoint(_HINT_WORDS.findall(upper)) and "PG_" not in upper:
        return False
    return _OTHER.search(text) is not None and _OTHER.search(_without_literals(text)) is not None


def _without_literals(text: str) -> str:
    """The text without comments and without what stands in strings."""
    made: list[str] = []
    last = 0
    for token in tokens(text):
        if token.start > last:
            made.append(" ")
        piece = text[token.start : token.end]
        if token.kind == "s":
            after_interval = len(made) > 1 and made[-2].upper() == "INTERVAL"
            piece = piece if after_interval else "''"
        made.append(piece)
        last = token.end
    return "".join(made)


# One check for each verb: (text from the verb on, tokens, verb in capitals, not in Title case) ---


def _word(found: Sequence[Token], at: int) -> str:
    return found[at].word if at < len(found) else ""


def _path(text: str, found: Sequence[Token], at: int) -> tuple[bool, bool, int]:
    """Whether a name stands at ``at``, whether it can only be a table's, the index after it."""
    ref, index = read_path(text, found, at)
    if ref is None:
        return False, False, at
    sure = len(ref.parts) > 1 or found[at].kind == "q" or "{}" in ref.parts[0] or "_" in ref.parts[0]
    return True, sure, index


def _select(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    strong = _STRONG.search(text) is not None
    if not plain and not strong:
        return False
    depth = 0
    for index, token in enumerate(found):
        depth += (token.word == "(") - (token.word == ")")
        if token.word == "FROM" and depth == 0 and index > 1:
            if _word(found, index + 1) == "(" or _is_hole_at(text, found, index + 1):
                return True
            named, sure, after = _path(text, found, index + 1)
            ends = _word(found, after) in _AFTER_TABLE or _word(found, after + 1) in _AFTER_TABLE
            if not named or not (sure or ends):
                return False
            return capitals or strong or (plain and ends and _plain_columns(found[1:index]))
    return plain and _select_value(text, found)


_AFTER_TABLE = word_set(
    "WHERE GROUP ORDER LIMIT JOIN LEFT INNER CROSS FULL RIGHT UNION QUALIFY HAVING AS ; , ( )"
) | {""}
_BEFORE_OBJECT = word_set(
    "OR REPLACE TEMP TEMPORARY MATERIALIZED EXTERNAL SNAPSHOT SEARCH VECTOR UNIQUE ROW ACCESS ALL"
)


def _plain_columns(found: Sequence[Token]) -> bool:
    """One name, or names with commas between: ``id, name``, but not ``an item``."""
    return len(found) % 2 == 1 and all((token.word == ",") == (index % 2 == 1) for index, token in enumerate(found))


def _select_value(text: str, found: Sequence[Token]) -> bool:
    """``SELECT 1``, ``SELECT @x``, ``SELECT CURRENT_DATE()``, ``SELECT *``."""
    index = 2 if _word(found, 1) in ("DISTINCT", "ALL", "-") else 1
    if index >= len(found):
        return False
    first = found[index]
    following = _word(found, index + 1)
    if first.word == "*" or first.kind == "p" or (is_hole(first, text) and following == "AS"):
        return True
    if first.kind == "s" or first.word.isdigit() or first.word in ("NULL", "TRUE", "FALSE"):
        return following in ("", ",", "AS", ";", "+", "-", "*", "/", "UNION", "||", ".", ")")
    if first.word == "(" and following in ("SELECT", "WITH"):  # a subquery as the first value
        return True
    return first.kind == "w" and following == "(" and first.end == found[index + 1].start


def _is_hole_at(text: str, found: Sequence[Token], at: int) -> bool:
    """Whether a placeholder stands at ``at``."""
    return at < len(found) and is_hole(found[at], text)


def _with(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    at = 2 if _word(found, 1) == "RECURSIVE" else 1
    named = at < len(found) and found[at].kind in ("w", "q")
    return named and _word(found, at + 1) == "AS" and _word(found, at + 2) == "("


def _insert(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    into = _word(found, 1) == "INTO"
    named, sure, after = _path(text, found, 2 if into else 1)
    following = _word(found, after)
    if not named or (not into and following not in ("(", "VALUES", "SELECT")):
        return False
    if following in ("VALUES", "SELECT", "WITH", "TABLE"):
        return plain
    if following == "(":
        return capitals or (plain and _STRONG.search(text) is not None)
    return following in ("", ";") and into and sure and plain


def _update(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    named, _, after = _path(text, found, 1)
    for index in range(after, min(after + 3, len(found))):
        if found[index].word == "SET":
            assigns = "=" in (_word(found, index + 2), _word(found, index + 4)) or _is_hole_at(text, found, index + 1)
            return named and plain and assigns
    return False


def _delete(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    at = 2 if _word(found, 1) == "FROM" else 1
    named, sure, after = _path(text, found, at)
    if not named or not plain:
        return False
    if "WHERE" in (_word(found, after), _word(found, after + 1), _word(found, after + 2)):
        return capitals or sure or "=" in [token.word for token in found]
    return at == 2 and _word(found, after) in ("", ";") and (sure or capitals)


def _merge(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    named, _, after = _path(text, found, 2 if _word(found, 1) == "INTO" else 1)
    return named and plain and "USING" in [_word(found, index) for index in range(after, after + 3)]


def _create(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    index = 1
    while _word(found, index) in _BEFORE_OBJECT:
        index += 1
    thing = _word(found, index)
    if thing not in ("TABLE", "VIEW", "SCHEMA", "PROCEDURE", "FUNCTION", "MODEL", "INDEX", "POLICY") or not plain:
        return False
    index += 1 + (_word(found, index + 1) == "FUNCTION")
    guarded = _word(found, index) == "IF"
    while _word(found, index) in ("IF", "NOT", "EXISTS"):
        index += 1
    named, sure, after = _path(text, found, index)
    following = _word(found, after)
    if following in ("(", "AS", "LIKE", "CLONE", "COPY", "PARTITION", "OPTIONS", "USING", "ON"):
        return named and (capitals or sure or following == "(")
    return named and following in ("", ";") and capitals and (sure or guarded)


def _drop(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    index = 1
    while _word(found, index) in _BEFORE_OBJECT:
        index += 1
    if _word(found, index) not in ("TABLE", "VIEW", "SCHEMA", "PROCEDURE", "FUNCTION", "MODEL", "INDEX"):
        return False
    index += 1
    guarded = _word(found, index) == "IF"
    while _word(found, index) in ("IF", "EXISTS"):
        index += 1
    named, sure, after = _path(text, found, index)
    if _word(found, 0) == "ALTER":
        return named and plain and _word(found, after) in ("ADD", "DROP", "SET", "RENAME", "ALTER")
    return named and plain and (sure or guarded) and _word(found, after) in ("", ";", "CASCADE", "RESTRICT")


def _call(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    named, sure, after = _path(text, found, 1)
    if not named or not plain or _word(found, after) != "(":
        return False
    return (capitals or sure) and found[after - 1].end == found[after].start


def _declare(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    words = [_word(found, index) for index in range(2, 8)]
    if not plain or len(found) < 3 or found[1].kind != "w":
        return False
    return words[0] in _TYPES or (words[0] == "," and not _TYPES.isdisjoint(words))


def _script(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    """BEGIN …, IF … THEN, LOOP …: statements end in ``;`` and blocks in END."""
    words = {token.word for token in found}
    if _word(found, 0) == "BEGIN" and _word(found, 1) in ("TRANSACTION", ";"):
        return plain
    if _word(found, 0) in ("COMMIT", "ROLLBACK"):
        return plain and len(found) <= 3 and (_word(found, 1) in ("TRANSACTION", ";"))
    return capitals and "END" in words and ";" in words


def _set(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    return capitals and len(found) > 4 and _word(found, 2) == "=" and any(token.word == ";" for token in found)


def _two_words(text: str, found: Sequence[Token], capitals: bool, plain: bool) -> bool:
    first, second, third = (_word(found, index) for index in range(3))
    if first == "EXECUTE":
        return plain and second == "IMMEDIATE" and len(found) > 2
    if first == "EXPORT":
        return plain and second == "DATA" and third in ("OPTIONS", "WITH")
    if first == "LOAD":
        return plain and second == "DATA" and third in ("INTO", "OVERWRITE")
    if first == "TRUNCATE":
        named, _, after = _path(text, found, 2)
        return plain and second == "TABLE" and named and _word(found, after) in ("", ";")
    return capitals and found[1:2] != [] and found[1].kind == "q" and "ON" in [token.word for token in found]


_CHECKS = {
    "SELECT": _select, "WITH": _with, "INSERT": _insert, "UPDATE": _update, "DELETE": _delete, "MERGE": _merge,
    "CREATE": _create, "DROP": _drop, "ALTER": _drop, "CALL": _call, "DECLARE": _declare, "SET": _set,
    "BEGIN": _script, "IF": _script, "FOR": _script, "WHILE": _script, "LOOP": _script, "COMMIT": _script,
    "ROLLBACK": _script, "EXECUTE": _two_words, "EXPORT": _two_words, "LOAD": _two_words, "TRUNCATE": _two_words,
    "GRANT": _two_words, "REVOKE": _two_words,
}
