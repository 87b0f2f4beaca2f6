"""Mistakes in SQL scripts that BigQuery refuses, beyond those of single words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cloudact_lint.facts.sql_model import Tree
from cloudact_lint.facts.sql_tokens import first_words, tokens
from cloudact_lint.facts.sql_walk import expressions, walk
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.faults import READ, Fault, missing_comma, open_end, statement_fault
from cloudact_lint.project.sql.texts import SqlText, SqlTexts

_SPECIFIER = lazy_pattern(r"%(?:%|[-+ #0']*(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z]))")
_KNOWN = frozenset("diouxXeEfFgGpPstT")
_BIGQUERY = lazy_pattern(
    r"`[^`\n.]+\.|\b(?:INT64|FLOAT64|STRUCT\s*[<(]|ARRAY\s*<|SAFE_CAST|EXECUTE\s+IMMEDIATE"
    r"|TIMESTAMP_(?:SUB|ADD|DIFF|TRUNC)|PARSE_(?:DATE|TIMESTAMP)|FARM_FINGERPRINT|GENERATE_UUID|COUNTIF)",
    2,
)
_OPENS = lazy_pattern(r"\b(?:BEGIN|LOOP|WHILE|THEN|DO)\b", 2)
_DML = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})


def is_bigquery(text: SqlText) -> bool:
    """Whether a text surely runs on BigQuery: a client runs it, or its words say so."""
    return text.site is not None or _BIGQUERY.search(text.text) is not None


def faults(text: SqlText, procedures: Mapping[str, Sequence[Tree]]) -> Iterator[Fault]:
    """Everything that is surely refused in one text."""
    if not is_bigquery(text):
        return
    yield from _words(text)
    for tree in text.parsed.trees:
        if tree.problem:
            continue
        yield from _with_first(text, tree)
        yield from _formats(tree)
        yield from _call(tree, procedures)
    yield from _dynamic(text)
    if text.source == "file" or (text.site is not None and text.complete):
        yield from _declarations(text)
        yield from _blocks(text)


# Words -----------------------------------------------------------------------------------


def _words(text: SqlText) -> Iterator[Fault]:
    if not text.complete:
        return
    broken = any(tree.problem for tree in text.parsed.trees)
    fault = open_end(text.text) if broken else None
    if fault is not None:
        yield fault
        return
    for tree in text.parsed.trees:
        statement = tree.statement
        if "dynamic" in statement.flags:
            continue
        if statement.kind in READ:
            fault = statement_fault(text.text, statement.offset, statement.length)
            if fault is not None:
                yield fault
        elif tree.problem and statement.kind == "CREATE" and "table" in statement.flags:
            fault = missing_comma(text.text, tree.problem_at)
            if fault is not None:
                yield fault


def _with_first(text: SqlText, tree: Tree) -> Iterator[Fault]:
    """BigQuery wants the WITH of a DML statement inside its query, not before the verb."""
    kind = tree.statement.kind
    if kind not in _DML or not tree.ctes:
        return
    start = tree.statement.offset
    head = first_words(text.text[start : start + 200], 1)
    if not head or head[0].word != "WITH":
        return
    where = {
        "INSERT": "write `INSERT INTO … WITH … SELECT …`",
        "MERGE": "put the WITH into the query of USING",
    }.get(kind, f"put the WITH into a subquery of the {kind}")
    at = start + head[0].start
    yield Fault(at, at + 4, f"WITH stands before {kind}, where BigQuery takes it only before a SELECT: {where}")


# Functions and calls ---------------------------------------------------------------------


def _formats(tree: Tree) -> Iterator[Fault]:
    for _, expr in expressions(tree):
        for item in walk(expr):
            if item.kind == "call" and item.name == "FORMAT" and item.args and item.args[0].kind == "string":
                wanted = placeholders(item.args[0].name)
                given = len([arg for arg in item.args if arg.kind != "flag"]) - 1
                if wanted is not None and wanted != given and not any(arg.kind == "hole" for arg in item.args):
                    message = (
                        f"FORMAT has {wanted} placeholder{_s(wanted)} and gets {given} argument{_s(given)}: give it "
                        "one argument for each"
                    )
                    yield Fault(item.start, min(item.end, item.start + 6), message)


def placeholders(template: str) -> int | None:
    """How many arguments FORMAT needs for a template; None if that cannot be told
    (https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#format_string)."""
    if "__h" in template or "{}" in template:
        return None
    count, end = 0, 0
    for match in _SPECIFIER.finditer(template):
        if "%" in template[end : match.start()]:
            return None
        end = match.end()
        if match.group() == "%%":
            continue
        if match.group(3) not in _KNOWN:
            return None
        count += 1 + (match.group(1) == "*") + (match.group(2) == "*")
    return None if "%" in template[end:] else count


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def procedures_of(project: Project) -> dict[str, list[Tree]]:
    """The procedures that the repository makes, by last name part in lower case."""
    found: dict[str, list[Tree]] = {}
    for text in SqlTexts.of(project).defining():
        for tree in text.parsed.trees:
            if tree.statement.kind == "CREATE" and "procedure" in tree.statement.flags and tree.target is not None:
                found.setdefault(tree.target.parts[-1].lower(), []).append(tree)
    return found


def _call(tree: Tree, procedures: Mapping[str, Sequence[Tree]]) -> Iterator[Fault]:
    if tree.statement.kind != "CALL" or tree.target is None or not tree.target.parts:
        return
    known = procedures.get(tree.target.parts[-1].lower(), ())
    if any(expr.kind == "hole" for expr in tree.exprs) or any(item.problem for item in known):
        return
    counts = sorted({len(item.params) for item in known})
    if counts and len(tree.exprs) not in counts and _is_complete(tree):
        wanted = " or ".join(map(str, counts))
        message = (
            f"`{tree.target.parts[-1]}` takes {wanted} argument{_s(counts[-1])} and is called with {len(tree.exprs)}: "
            "give it what its CREATE PROCEDURE names"
        )
        yield Fault(tree.target.start, tree.target.end, message)


def _is_complete(tree: Tree) -> bool:
    return all(expr.kind != "other" or expr.args for expr in tree.exprs)


# EXECUTE IMMEDIATE -----------------------------------------------------------------------


def _dynamic(text: SqlText) -> Iterator[Fault]:
    """USING against the parameters of the text that is run."""
    trees = text.parsed.trees
    for index, tree in enumerate(trees):
        if tree.statement.kind != "EXECUTE" or tree.problem or not tree.exprs:
            continue
        source = tree.exprs[0]
        inner = [t for t in trees[index + 1 :] if source.start <= t.statement.offset < source.end]
        if source.kind != "string" and not (source.kind == "call" and source.name == "FORMAT"):
            continue
        if not inner or any(t.problem or "unparsed" in t.statement.flags for t in inner):
            continue
        used = list(_parameters(inner))
        given = {name.lower() for name in tree.params if name}
        if given or not any(not name for name, _ in used):
            missing = next(((name, at) for name, at in used if name and name.lower() not in given), None)
            if missing is not None and (given or (text.source == "file" and len(tree.exprs) == 1)):
                name, at = missing
                yield Fault(*at, f"`@{name}` is no parameter of this EXECUTE IMMEDIATE: add `USING … AS {name}`")
        elif source.kind == "string" and not given:
            wanted, got = sum(1 for name, _ in used if not name), len(tree.exprs) - 1
            if wanted != got:
                message = f"the text has {wanted} parameter{_s(wanted)} `?` and USING gives {got}"
                yield Fault(tree.statement.offset, tree.statement.offset + 7, message)


def _parameters(trees: Sequence[Tree]) -> Iterator[tuple[str, tuple[int, int]]]:
    for tree in trees:
        for _, expr in expressions(tree):
            for item in walk(expr):
                if item.kind == "param":
                    yield item.name, (item.start, item.end)


# Scripts ---------------------------------------------------------------------------------


def _declarations(text: SqlText) -> Iterator[Fault]:
    """DECLARE right behind another statement of its block."""
    before: Tree | None = None
    for tree in text.parsed.trees:
        statement = tree.statement
        if "dynamic" in statement.flags:
            continue
        if statement.kind == "DECLARE" and before is not None and before.statement.kind != "DECLARE":
            end = before.statement.offset + before.statement.length
            between = tokens(text.text[end : statement.offset])
            if between and all(token.word == ";" for token in between):
                message = "DECLARE stands behind another statement of its block: BigQuery takes it only at the start"
                yield Fault(statement.offset, statement.offset + 7, message)
                return
        before = tree


def _blocks(text: SqlText) -> Iterator[Fault]:
    """BEGIN, IF or a loop that no END closes."""
    if "{%" in text.text or "{{" in text.text or not _OPENS.search(text.text):
        return
    from cloudact_lint.facts.sql_script import Splitter

    splitter = Splitter(text.text)
    splitter.run()
    if splitter.open_blocks:
        block = splitter.open_blocks[-1]
        word = {"HANDLER": "BEGIN … EXCEPTION"}.get(block, block)
        close = "END" if block in ("BEGIN", "HANDLER") else f"END {block}"
        found = [token for token in tokens(text.text) if token.word == ("BEGIN" if block == "HANDLER" else block)]
        if found:
            yield Fault(found[-1].start, found[-1].end, f"{word} is not closed by `{close}`")
