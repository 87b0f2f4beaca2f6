"""Hand-made findings and the sources they stand in."""

from __future__ import annotations

from pathlib import Path

from cloudact_lint.findings import (
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Location,
    Related,
    Severity,
    Span,
    Suppression,
)
from cloudact_lint.output.report import Report
from cloudact_lint.rule import Option, RuleMeta

JOBS = 'def run(client):\n\tname = "å日本😀"; rows = client.query("SELECT 1")\n\treturn rows\n'
CLIENTS = "from google.cloud import bigquery\r\n\r\nclient = bigquery.Client()\r\n"
SCRIPT = "DELETE FROM d.t\nWHERE day = @day;\nINSERT INTO d.t SELECT 1;\n"
NOTEBOOK = """{"cells": [
 {"cell_type": "markdown", "source": ["# Title"]},
 {"cell_type": "code", "source": "x = 1"},
 {"cell_type": "code", "source": ["import bq\\n", "bq.query(sql)\\n"]}
]}"""

QUERY = RuleMeta(
    code="CA201",
    slug="missing-maximum-bytes-billed",
    summary="BigQuery query job without a limit on the bytes it may bill",
    severity=Severity.MEDIUM,
    default="on",
    languages=("python", "typescript"),
    why="One bad filter and a query reads **everything**; see `bq`.",
    instead="Pass `QueryJobConfig(maximum_bytes_billed=…)`.",
    silent="Dry runs.",
    options=(Option("ceiling", 10, "Largest limit in GiB that counts as one."),),
    references=("https://cloud.google.com/bigquery/docs/best-practices-costs",),
    bug_hunt=(16,),
)
SECRET = RuleMeta(
    code="CA605",
    slug="plaintext-credential",
    summary="A secret in source",
    severity=Severity.CRITICAL,
    default="advice",
    languages=("python",),
    why="Whoever reads the source has it.",
    instead="Read it from a secret store.",
    cwe=(798,),
)
RULES = {"CA201": QUERY, "CA605": SECRET}


def query_finding(**changes: object) -> Finding:
    """At a call after a tab and wide characters, explained by a place in another file."""
    values: dict[str, object] = {
        "code": "CA201",
        "slug": QUERY.slug,
        "message": "Query job has no maximum_bytes_billed",
        "severity": Severity.MEDIUM,
        "location": Location("api/jobs.py", Span(2, 24, 2, 48)),
        "related": (Related(Location("api/clients.py", Span(3, 10, 3, 27)), "the client is built here"),),
        "fingerprint": "0123456789abcdef0123456789abcdef",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def script_finding(**changes: object) -> Finding:
    """Over two lines, with a further part of the message, a fix and evidence."""
    values: dict[str, object] = {
        "code": "CA302",
        "slug": "multi-write-without-transaction",
        "message": "DELETE and INSERT on d.t are not one transaction\n"
        "help: wrap them in BEGIN TRANSACTION\nsecond run loses rows",
        "severity": Severity.HIGH,
        "location": Location("sql/load 1.sql", Span(1, 1, 2, 18)),
        "confidence": Confidence.MEDIUM,
        "fixes": (
            Fix("Open a transaction", "unsafe", (
                Edit("sql/load 1.sql", Span(3, 26, 3, 26), "\nCOMMIT TRANSACTION;"),
                Edit("sql/load 1.sql", Span(1, 1, 1, 1), "BEGIN TRANSACTION;\n"),
            )),
        ),
        "evidence": (Evidence("t", "day", 2),),
        "fingerprint": "f" * 32,
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def cell_finding(**changes: object) -> Finding:
    """In the second code cell of a notebook, as advice."""
    values: dict[str, object] = {
        "code": "CA201",
        "slug": QUERY.slug,
        "message": "100% uncapped: a, b",
        "severity": Severity.LOW,
        "location": Location("nb.ipynb", Span(2, 1, 2, 14), 2),
        "kind": "advice",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def suppressed_finding() -> Finding:
    """Not shown because of a comment."""
    finding = query_finding(location=Location("api/clients.py", Span(3, 1, 3, 7)), related=(), fingerprint="a" * 32)
    return finding.suppressed_by(Suppression("inSource", "the probe is tiny", 3))


def write_sources(root: Path) -> None:
    """The files the findings stand in."""
    for name, text in {
        "api/jobs.py": JOBS, "api/clients.py": CLIENTS, "sql/load 1.sql": SCRIPT, "nb.ipynb": NOTEBOOK,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def report(root: Path, *findings: Finding, **changes: object) -> Report:
    """A report of findings in files under ``root``."""
    write_sources(root)
    values: dict[str, object] = {"rules": RULES, "files": 1003, "seconds": 0.31, "version": "1.2.3", "exit_code": 1}
    return Report(findings, str(root), **(values | changes))  # type: ignore[arg-type]


def all_findings() -> tuple[Finding, ...]:
    """One of each."""
    return suppressed_finding(), query_finding(), cell_finding(), script_finding()
