"""``check --jobs-export``, and what ``--statistics`` says of SQL."""

import csv
import io
import json

import pytest
from cli_samples import project, run

CODE = '''\
from google.cloud import bigquery

client = bigquery.Client()


def small():
    return list(client.query("SELECT id, name FROM shop.customers WHERE region = 'eu'").result())


def dear(table, day):
    sql = f"""
        SELECT order_id, total  -- what
        FROM `{table}`
        WHERE day = '{day}' AND total > 0
    """
    return list(client.query(sql).result())


def unseen():
    return list(client.query("SELECT id FROM shop.carts WHERE closed").result())
'''
ROWS = [
    {"query": "select id, name from `shop.customers` where region = 'us'", "total_bytes_billed": "10485760",
     "total_slot_ms": "100"},
    {"query": "SELECT order_id, total FROM `acme-data-1.shop.orders_2026` WHERE day = '2026-01-01' AND total > 0",
     "total_bytes_billed": str(3 << 38), "total_slot_ms": "7200000"},
    {"query": "SELECT order_id, total FROM `acme-data-1.shop.orders_2027` WHERE day = '2026-01-02' AND total > 0",
     "total_bytes_billed": str(1 << 38), "total_slot_ms": "3600000"},
    {"query": "SELECT 1", "total_bytes_billed": "1048576", "total_slot_ms": "1"},
    {"query": None, "total_bytes_billed": "0", "total_slot_ms": None},
]


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [json.dumps(ROWS), "".join(json.dumps(row) + "\n" for row in ROWS), as_csv(ROWS)], ids=["json", "lines", "csv"],
)
def test_findings_on_dear_queries_come_first(tmp_path, text):
    project(tmp_path, {"app.py": CODE, "jobs.txt": text})
    ran = run("check", "--select", "CA201", "--output-format", "json", "--jobs-export", "jobs.txt", cwd=tmp_path)
    assert ran.code == 1, ran.err
    found = json.loads(ran.out)
    assert [(one["location"]["row"], one.get("cost")) for one in found] == [
        (16, {"bytes_billed": 4 << 38, "slot_ms": 10_800_000, "jobs": 2}),
        (7, {"bytes_billed": 10485760, "slot_ms": 100, "jobs": 1}),
        (20, None),
    ]


def test_people_read_what_it_cost(tmp_path):
    project(tmp_path, {"app.py": CODE, "jobs.json": json.dumps(ROWS)})
    words = ("check", "--select", "CA201", "--jobs-export", "jobs.json")
    out = run(*words, "--output-format", "concise", cwd=tmp_path).out
    assert out.splitlines()[0].endswith("(billed 1.0 TiB in 2 jobs, 3.0 slot hours)")
    assert "note: 3 of 4 exported jobs were found in 2 SQL texts: 1.0 TiB of 1.0 TiB billed\n" in out
    assert "= note: billed 10.0 MiB in 1 job\n" in run(*words, cwd=tmp_path).out


def test_rows_may_stand_for_many_jobs(tmp_path):
    rows = [{"query": ROWS[0]["query"], "bytes_billed": 1.5e9, "job_count": 340}]
    project(tmp_path, {"app.py": CODE, "jobs.json": json.dumps(rows)})
    ran = run("check", "--select", "CA201", "--output-format", "json", "--jobs-export", "jobs.json", cwd=tmp_path)
    assert json.loads(ran.out)[0]["cost"] == {"bytes_billed": 1_500_000_000, "slot_ms": 0, "jobs": 340}


def test_statements_of_a_script_have_costs_of_their_own(tmp_path):
    script = (
        "CREATE PROCEDURE shop.fill()\nBEGIN\n"
        "  INSERT INTO shop.totals (id, total) SELECT id, total FROM shop.orders;\n"
        "  INSERT INTO shop.counts (id, n) SELECT id, COUNT(*) FROM shop.orders GROUP BY id;\nEND;\n"
    )
    rows = [{"query": "INSERT INTO shop.counts (id, n) SELECT id, COUNT(*) FROM shop.orders GROUP BY id",
             "total_bytes_billed": 1 << 40}]
    project(tmp_path, {"fill.sql": script, "jobs.json": json.dumps(rows), "schemas/orders.json": json.dumps(
        [{"name": "order_id", "type": "STRING"}, {"name": "total", "type": "NUMERIC"}])})
    ran = run("check", "--select", "CA501", "--output-format", "json", "--jobs-export", "jobs.json", cwd=tmp_path)
    found = [(one["location"]["row"], "cost" in one) for one in json.loads(ran.out)]
    assert found == [*[(4, True)] * (len(found) - 1), (3, False)] and len(found) > 1


def test_exports_do_not_mix_in_the_cache(tmp_path):
    project(tmp_path, {"app.py": CODE, "one.json": json.dumps(ROWS[:1]), "two.json": json.dumps(ROWS[1:2])})
    words = ("check", "--select", "CA201", "--output-format", "json")

    def rows(*more):
        found = json.loads(run(*words, *more, cwd=tmp_path).out)
        return [one["location"]["row"] for one in found if "cost" in one]

    for _ in range(2):
        assert rows("--jobs-export", "one.json") == [7]
        assert rows("--jobs-export", "two.json") == [16]
        assert rows() == []
    (tmp_path / "one.json").write_text(json.dumps(ROWS[1:2]))
    assert rows("--jobs-export", "one.json") == [16]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("jobs.json", "", "'jobs.json' is empty"),
        ("jobs.json", "[]", "'jobs.json' has no row"),
        ("jobs.json", '[{"query": "SELECT 1"}]', "'jobs.json', row 1: no total_bytes_billed"),
        ("jobs.json", '[{"a": 1}]', "'jobs.json', row 1: no query"),
        ("jobs.json", '{"query": "a", "bytes_billed": 1}\n{"query"', "'jobs.json', row 2: no JSON"),
        ("jobs.csv", "query,total_bytes_billed\nSELECT 1,many\n", "'jobs.csv', row 2: total_bytes_billed is 'many'"),
        ("jobs.csv", "query,total_bytes_billed\nSELECT 1,-5\n", "'jobs.csv', row 2: total_bytes_billed is '-5'"),
        ("jobs.csv", 'query,total_bytes_billed\n"SELECT 1,5\n', "'jobs.csv', row 2"),
        ("jobs.json", '[{"query": 5, "bytes_billed": 1}]', "'jobs.json', row 1: the query is no text"),
        ("jobs.csv", b"query,total_bytes_billed\n\xff\xfe\xfd,1\n", "'jobs.csv' is no text"),
    ],
)
def test_an_export_that_is_none(tmp_path, name, text, said):
    project(tmp_path, {"app.py": CODE, name: text})
    ran = run("check", "--jobs-export", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "") and ran.err.startswith("error: ") and said in ran.err
    assert "Traceback" not in ran.err


def test_an_export_that_is_not_there(tmp_path):
    project(tmp_path, {"app.py": CODE})
    ran = run("check", "--jobs-export", "no.json", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "error: 'no.json' cannot be read: No such file or directory\n")


def test_statistics_count_sql(tmp_path):
    project(tmp_path, {
        "schemas/orders.json": json.dumps([{"name": "id", "type": "STRING"}, {"name": "n", "type": "NUMERIC"}]),
        "a.sql": "SELECT id FROM shop.orders;\nSELECT id FROM shop.nowhere;\nSELECT id FROM t WHERE (id = ;\n",
        "app.py": CODE,
    })
    lines = run("check", "--select", "CA201", "--statistics", cwd=tmp_path).out.splitlines()
    assert lines[0].split()[:2] == ["3", "CA201"]
    assert "SQL: 4 texts (3 in code, 1 in .sql files)" in lines
    assert "statements: 6, of which parsed 5 (83.3 %)" in lines
    named = next(line for line in lines if line.startswith("tables named: "))
    assert named.startswith("tables named: 5, of which known 1 (20.0 %), unknown 3, with a name that code puts in 1;")
    assert any(line.startswith("not parsed: a.sql:3: ") for line in lines)
    again = run("check", "--select", "CA201", "--statistics", cwd=tmp_path).out.splitlines()
    assert again[:-1] == lines[:-1]
    ran = run("check", "--select", "CA201", "--statistics", "--output-format", "json", cwd=tmp_path)
    assert "SQL: 4 texts" in ran.err and len(json.loads(ran.out)) == 3
