"""Default values: SQL that a schema file brings along and that is written into a statement."""

from __future__ import annotations


def is_expression(text: str) -> bool:
    """Whether this is one expression and nothing beside it: no second statement, no comment, no open end."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        if any(token.comments for token in sqlglot.tokenize(text, read="bigquery")):
            return False
        found = sqlglot.parse(f"SELECT {text}", read="bigquery")
        wrapped = sqlglot.parse(f"SELECT f({text}), 1", read="bigquery")
    except (SqlglotError, RecursionError):
        return False
    if len(found) != 1 or not isinstance(found[0], exp.Select) or len(wrapped) != 1:
        return False
    select = found[0]
    rest = [name for name, value in select.args.items() if value and name != "expressions"]
    plain = not rest and len(select.expressions) == 1 and not isinstance(select.expressions[0], (exp.Alias, exp.Star))
    return plain and not any(True for _ in select.find_all(exp.Query) if _ is not select)


def same_expression(one: str, other: str) -> bool:
    """Whether two defaults are alike but for blanks, case and the word NULL."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    from cloudact_lint.facts.sql_tokens import tokens

    words = []
    for token in tokens(text):
        words.append(token.word if token.kind in "wo" else text[token.start : token.end].replace('"', "'"))
    while len(words) > 2 and words[0] == "(" and words[-1] == ")" and "(" not in words[1:-1]:
        words = words[1:-1]
    return "" if words == ["NULL"] else " ".join(words) or text.strip()
