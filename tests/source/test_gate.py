"""What the bytes of a file say."""

from __future__ import annotations

import pytest

from cloudact_lint.source.gate import tags, wanted


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("from google.cloud import bigquery", "bigquery"),
        ("bq query --nouse_legacy_sql", "bigquery"),
        ("pd.read_gbq(sql)", "query-call"),
        ("client.query_and_wait(", "query-call"),
        ("createQueryJob(options)", "query-call"),
        ("select 1", "sql"),
        ("CREATE OR REPLACE TABLE x", "sql"),
        ("Insert Into t", "insert"),
        ("insert_rows_json(", "insert"),
        ("writeDisposition: 'WRITE_APPEND'", "append"),
        ('x = "http://a"', "url"),
        ("process.env.X", "env"),
        ("${PROJECT}", "env"),
        ("version: 3\nservices:\n  api:\n", "service"),
        ("ports:\n- containerPort: 80\n", "service"),
        ("API_URL: ${API_URL:-http://api:8000}", "address"),
        ('- name: API\n  value: "https://api.example.com"', "address"),
        ("// who\n/* and * what */\n\n\"use server\"\nexport {}", "use-server"),
    ],
)
def test_set(text: str, tag: str) -> None:
    assert tag in tags(text.encode())
    assert tag in tags(text.encode("utf-16"))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("# see http://example.com", "url"),
        (" * @see https://example.com", "url"),
        ("subquery", "bigquery"),
        ("  services: [a]", "service"),
        ("docs: see https://example.com", "address"),
        ("const x = 1\n'use server'", "use-server"),
        ("/* 'use server' */" + " " * 5_000 + "x 'use server'", "use-server"),
        ("x = 1", "sql"),
        ("environment_less", "bigquery"),
    ],
)
def test_not_set(text: str, tag: str) -> None:
    assert tag not in tags(text.encode())


def test_code_is_always_wanted() -> None:
    assert wanted("python", frozenset())
    assert not wanted("yaml", frozenset())
    assert wanted("yaml", frozenset({"env"}))
