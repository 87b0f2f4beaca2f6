"""CA302, CA303 and CA305 over small projects: what is found, where exactly, and what is left alone.

A case is a text of one or more files (``# file: PATH`` begins another). A line with a finding
ends in ``<- CODE``, followed by ``advice`` where it is only that. Python files may use
``bigquery`` and ``client`` without saying where from.
"""

from __future__ import annotations

import pytest
from support import files_of, marked, notebook, project_from

from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.effects import Effects
from cloudact_lint.project.focus import with_importers
from cloudact_lint.project.project import Project
from cloudact_lint.rules.atomicity.ignored_result_status import IgnoredResultStatus
from cloudact_lint.rules.atomicity.insert_should_be_merge import InsertShouldBeMerge
from cloudact_lint.rules.atomicity.multi_write_without_transaction import MultiWriteWithoutTransaction

HEAD = "from google.cloud import bigquery; client = bigquery.Client()\n"
RULES = {"CA302": MultiWriteWithoutTransaction, "CA303": InsertShouldBeMerge, "CA305": IgnoredResultStatus}


def findings(code, files, **settings):
    return sorted(RULES[code]().check_project(project_from(files, **settings)), key=lambda f: f.sort_key())


def check(code, text, default="app.py", **settings):
    files = {path: HEAD + body if path.endswith(".py") else body for path, body in files_of(text, default).items()}
    found = {
        (f.location.path, f.location.span.row): "advice" if f.kind == "advice" else ""
        for f in findings(code, files, **settings)
    }
    assert found == marked(files, code)


def spot(finding, files):
    span = finding.location.span
    assert span.row == span.end_row
    return files[finding.location.path].splitlines()[span.row - 1][span.column - 1 : span.end_column - 1]


REPEATS = {
    "the guard must ask for the same table": """
        def add():
            if list(client.query("SELECT 1 FROM core.teams WHERE id = @id").result()):
                return
            client.query("INSERT INTO core.people (id) VALUES (@id)").result()  # <- CA303
    """,
    "a look-up in a helper": """
        def exists(name):
            return bool(list(client.query("SELECT 1 FROM core.teams WHERE name = @name").result()))

        def add(name):
            if exists(name):
                raise ValueError(name)
            client.query("INSERT INTO core.teams (name) VALUES (@name)").result()  # <- CA303 advice
    """,
    "a look-up for a table given as a parameter": """
        def count(table):
            return list(client.query(f"SELECT COUNT(*) AS n FROM `{table}`").result())[0].n

        def seed(rows):
            if count("core.prices") > 0:
                return
            client.insert_rows_json("core.prices", rows)
    """,
    "refused in a loop over the rows": """
        def add(name):
            for row in client.query("SELECT COUNT(*) AS n FROM core.teams WHERE name = @name").result():
                if row.n > 0:
                    raise ValueError(name)
            client.query("INSERT INTO core.teams (name) VALUES (@name)").result()  # <- CA303 advice
    """,
    "a look-up that fails is passed over, unless the table is not there yet": """
        from google.api_core.exceptions import NotFound

        def swallow(name):
            try:
                found = list(client.query("SELECT 1 FROM core.teams WHERE name = @name").result())
            except Exception:
                found = []
            if found:
                raise ValueError(name)
            client.query("INSERT INTO core.teams (name) VALUES (@name)").result()  # <- CA303

        def expect(rows):
            found = []
            try:
                found = list(client.query("SELECT 1 FROM core.teams LIMIT 1").result())
            except NotFound:
                pass
            if found:
                return
            client.insert_rows_json("core.teams", rows)
    """,
    "a test in another branch guards nothing": """
        def count(day):
            rows = list(client.query("SELECT used FROM core.quotas WHERE day = @day").result())
            if rows:
                if rows[0].used > 10:
                    raise ValueError(day)
            else:
                client.query("INSERT INTO core.quotas (day) VALUES (@day)").result()  # <- CA303
    """,
    "a copy and a frame": """
        def run(frame):
            config = bigquery.CopyJobConfig(write_disposition="WRITE_APPEND")
            client.copy_table("core.new", "core.all", job_config=config).result()  # <- CA303
            client.copy_table("core.new", "core.other").result()
    """,
    "either disposition": """
        def run(uri, append):
            mode = "WRITE_APPEND" if append else "WRITE_TRUNCATE"
            config = bigquery.LoadJobConfig(write_disposition=mode)
            client.load_table_from_uri(uri, "core.costs", job_config=config)  # <- CA303 advice
    """,
    "a configuration made elsewhere": """
        from configs import appending, replacing

        def run(uri):
            client.load_table_from_uri(uri, "core.costs", job_config=appending())  # <- CA303
            client.load_table_from_uri(uri, "core.costs", job_config=replacing())
        # file: configs.py
        def appending():
            return bigquery.LoadJobConfig(write_disposition=bigquery.WriteDisposition.WRITE_APPEND)

        def replacing():
            return bigquery.LoadJobConfig(write_disposition=bigquery.WriteDisposition.WRITE_TRUNCATE)
    """,
    "LOAD DATA": """
        def run():
            client.query("LOAD DATA INTO core.costs FROM FILES (format='CSV', uris=['gs://b/c'])")  # <- CA303
            client.query("LOAD DATA OVERWRITE core.costs FROM FILES (format='CSV', uris=['gs://b/c'])")
    """,
    "a job id of one's own, and a random one": """
        import uuid

        def run(day):
            client.query("INSERT INTO core.costs SELECT * FROM core.raw", job_id=f"costs-{day}")
            client.query("INSERT INTO core.costs SELECT * FROM core.raw", job_id=str(uuid.uuid4()))  # <- CA303
    """,
    "row ids given through options that are not seen": """
        def run(rows, **options):
            client.insert_rows_json("core.costs", rows, **options)
    """,
    "no id at all": """
        from google.cloud.bigquery.client import AutoRowIDs

        def run(rows):
            client.insert_rows_json("core.costs", rows, AutoRowIDs.DISABLED)  # <- CA303
            ids = [None for _ in rows]
            client.insert_rows_json("core.costs", rows, row_ids=ids)  # <- CA303
    """,
    "an executor and a lambda": """
        async def run(loop, rows):
            errors = await loop.run_in_executor(None, lambda: client.insert_rows_json("core.costs", rows))  # <- CA303
            return errors
    """,
    "code of a module itself": """
        client.query("INSERT INTO core.costs SELECT * FROM core.raw").result()  # <- CA303
    """,
    "one row that says what happened is no append, many are": """
        def save(result, rows):
            client.insert_rows_json("core.check_results", [result])
            client.insert_rows_json("core.check_results", rows)  # <- CA303

        def record_cost():
            client.query("INSERT INTO core.spent (n) VALUES (1)")
    """,
    "one transaction that deletes first": """
        def run():
            client.query('''
                BEGIN TRANSACTION;
                DELETE FROM core.costs WHERE day = @day;
                INSERT INTO core.costs SELECT * FROM core.raw WHERE day = @day;
                COMMIT TRANSACTION;
            ''')
    """,
    "a move is told once": """
        def run():
            client.query("INSERT INTO core.old SELECT * FROM core.people WHERE gone")
            client.query("DELETE FROM core.people WHERE gone")
    """,
    "dry runs": """
        def check(sql):
            dry = bigquery.QueryJobConfig(dry_run=True)
            client.query("INSERT INTO core.costs SELECT * FROM core.raw", job_config=dry)

        def check_or_run(dry):
            config = bigquery.QueryJobConfig(dry_run=dry)
            client.query("INSERT INTO core.costs SELECT * FROM core.raw", job_config=config)  # <- CA303
    """,
    "temporary tables, IF, error handlers of scripts, high-water marks": """
        def run():
            client.query("CREATE TEMP TABLE seen (id INT64); INSERT INTO seen SELECT id FROM core.raw;")
            client.query("IF @first THEN INSERT INTO core.a SELECT 1; END IF;")
            client.query("BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN INSERT INTO core.failed_days SELECT @day; END;")
            client.query("INSERT INTO core.b SELECT * FROM core.raw WHERE at > (SELECT MAX(at) FROM core.b)")
    """,
    "a query job that replaces, or may append": """
        def run(mode):
            config = bigquery.QueryJobConfig(destination="p.core.a", write_disposition="WRITE_TRUNCATE")
            client.query("SELECT 1", job_config=config)
            chosen = bigquery.WriteDisposition.WRITE_TRUNCATE
            if mode == "append":
                chosen = bigquery.WriteDisposition.WRITE_APPEND
            config = bigquery.QueryJobConfig(destination="p.core.a", write_disposition=chosen)
            client.query("SELECT 1", job_config=config)  # <- CA303 advice
    """,
    "a clearing helper takes care": """
        class Store:
            def clear(self, day):
                client.query("DELETE FROM core.costs WHERE day = @day").result()

            def add(self, rows):
                client.insert_rows_json("core.costs", rows)

            def replace(self, day, rows):
                self.clear(day)
                self.add(rows)
    """,
    "tests are left alone": """
        # file: tests/test_app.py
        def test_it():
            client.query("INSERT INTO core.costs SELECT * FROM core.raw").result()
    """,
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in REPEATS.items()])
def test_appends(text):
    check("CA303", text)


APART = {
    "the nearest insert is found once, whatever the branches": """
        def run(rows, fast):
            client.query("TRUNCATE TABLE core.costs").result()
            for chunk in rows:
                client.insert_rows_json("core.costs", chunk)  # <- CA302
    """,
    "a table that is an expression is the same only where it is read": """
        class Store:
            def clear(self, table):
                client.query(f"DELETE FROM `{table}` WHERE TRUE").result()

        class Other:
            def fill(self, table, rows):
                client.insert_rows_json(table, rows)

        def both(rows):
            Store().clear("core.a")
            Other().fill("core.b", rows)

        def one(rows):
            Store().clear("core.a")
            Other().fill("core.a", rows)  # <- CA302
    """,
    "tables with one prefix are two": """
        def run(prefix, rows):
            client.query(f"DELETE FROM core.{prefix}_costs WHERE TRUE").result()
            client.insert_rows_json(f"core.{prefix}_usage", rows)

        def same(prefix, rows):
            client.query(f"DELETE FROM core.{prefix}_costs WHERE TRUE").result()
            client.insert_rows_json(f"core.{prefix}_costs", rows)  # <- CA302
    """,
    "an attribute of the object is one table in all methods": """
        class Store:
            def __init__(self, table):
                self.table = table

            def clear(self):
                client.query(f"DELETE FROM `{self.table}` WHERE TRUE").result()

            def replace(self, rows):
                self.clear()
                client.insert_rows_json(self.table, rows)  # <- CA302
    """,
    "an update that closes nothing": """
        def run():
            client.query("UPDATE core.plans SET seen = TRUE WHERE id = @id").result()
            client.query("INSERT INTO core.plans (id) VALUES (@id)").result()
    """,
    "ways to close a row": """
        def a():
            client.query("UPDATE core.plans SET status = 'expired' WHERE id = @id").result()
            client.query("INSERT INTO core.plans (id) VALUES (@id)").result()  # <- CA302

        def b():
            client.query("UPDATE core.plans SET valid_to = CURRENT_DATE() WHERE id = @id").result()
            client.query("INSERT INTO core.plans (id) VALUES (@id)").result()  # <- CA302

        def c():
            client.query("UPDATE core.plans SET deleted_at = NULL WHERE id = @id").result()
            client.query("INSERT INTO core.plans (id) VALUES (@id)").result()
    """,
    "handlers put back what was there": """
        def run(rows, old):
            try:
                client.query("MERGE core.costs t USING core.raw s ON t.id = s.id WHEN MATCHED THEN DELETE").result()
            except Exception:
                client.query("DELETE FROM core.costs WHERE day = @day").result()
                client.insert_rows_json("core.costs", old)
                raise
    """,
    "a cut script through a wrapper and sqlparse": """
        import sqlparse

        def execute(sql):
            return client.query(sql).result()

        def run(path):
            for statement in sqlparse.split(path.read_text()):
                execute(statement)  # <- CA302 advice
    """,
    "words cut at semicolons are no SQL": """
        def run(text):
            for word in text.split(";"):
                print(word)
                client.query("SELECT 1")
    """,
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in APART.items()])
def test_apart(text):
    check("CA302", text)


def test_append_only_tables_are_a_setting():
    text = 'def f(rows):\n    client.insert_rows_json("core.clicks", rows)\n'
    check("CA303", text, append_only_tables=("clicks",))
    check("CA303", text.replace("rows)\n", "rows)  # <- CA303\n").replace("f(rows)  # <- CA303", "f(rows)"))


def test_the_keyword_inside_the_string_is_the_place():
    files = {
        "a.py": HEAD
        + 'def f(t):\n    sql = (\n        "-- add\\n"\n'
        + '        f"INSERT INTO `{t}.people` "\n        "(id) VALUES (1)"\n    )\n'
        + "    client.query(sql)\n",
        "b.py": HEAD
        + 'def f():\n    client.query("DELETE FROM a.b WHERE TRUE")\n'
        + '    client.query("""\n\n      INSERT INTO a.b SELECT 1""")\n',
        "c.py": HEAD + 'def f(rows):\n    x = client.insert_rows_json(\n        "a.b", rows)\n',
    }
    (first, third) = findings("CA303", files)
    assert spot(first, files) == "INSERT"
    assert (third.location.path, third.location.span[:2]) == ("c.py", (3, 9))
    (second,) = findings("CA302", files)
    assert spot(second, files) == "INSERT"
    assert second.location.span.row == 6
    assert [spot_related(second, files)] == ["DELETE"]


def spot_related(finding, files):
    where = finding.related[0].location
    return files[where.path].splitlines()[where.span.row - 1][where.span.column - 1 : where.span.end_column - 1]


def test_messages_name_the_table_and_the_way_out():
    files = {"a.py": HEAD + 'def f():\n    client.query("INSERT INTO p.core.people (id) VALUES (1)")\n'}
    (finding,) = findings("CA303", files)
    assert "people" in finding.message and "MERGE" in finding.message
    assert finding.anchor == "f:people"


def test_notebooks():
    cell = 'client.query("INSERT INTO core.costs SELECT * FROM core.raw").result()'
    (finding,) = findings("CA303", {"a.ipynb": notebook(HEAD, cell)})
    assert finding.location.path == "a.ipynb"


IGNORED = {
    "taken by attribute": """
        def load():
            return {"success": False, "rows": 0}

        def run():
            value = load()  # <- CA305
            return value["rows"]
    """,
    "read in a function inside": """
        def load():
            return {"success": False, "rows": 0}

        def run():
            value = load()
            def check():
                return value["success"]
            return check
    """,
    "logged only": """
        import logging

        def load():
            return {"status": "error"}

        def run():
            value = load()  # <- CA305
            logging.info("done %s", value)
    """,
    "threads": """
        class Loader:
            def load(self):
                return {"status": "error"}

            async def run(self):
                value = await self.load()
                return value is not None

            async def forget(self):
                await self.load()  # <- CA305
    """,
    "one of several callees": """
        class A:
            def execute(self):
                return {"status": "FAILED"}

        class B:
            def execute(self):
                return None

        def run(first):
            worker = A() if first else B()
            worker.execute()
    """,
    "a name assigned twice is not followed": """
        def load():
            return {"status": "FAILED", "rows": 1}

        def run():
            value = load()
            value = value["rows"]
            return value
    """,
    "handed on by unpacking": """
        def load():
            return {"status": "FAILED", "rows": 1}

        def run():
            value = load()
            return {**value}
    """,
    "a status that only describes": """
        def state():
            return {"status": "running"}

        def run():
            state()
    """,
    "streamed rows": """
        def run(rows):
            client.insert_rows_json("a.b", rows)  # <- CA305
            if client.insert_rows_json("a.b", rows):
                raise ValueError
    """,
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in IGNORED.items()])
def test_ignored(text):
    check("CA305", text)


def test_a_wrapper_that_runs_sql_makes_its_callers_write():
    files = {
        "db.py": HEAD
        + "class Db:\n    def run(self, text, limit=5):\n        def go():\n"
        + "            return client.query(text)\n        return go()\n",
        "app.py": "from db import Db\n\ndef f(db: Db):\n    db.run(limit=3, text='DELETE FROM a.b WHERE TRUE')\n",
    }
    project = project_from(files)
    effects = Effects.of(BigQuery.of(project))
    (scope,) = [s for s in project.scopes("app.py") if s.function is not None]
    assert [(w.verb, w.table, w.path) for w in effects.of_function(scope)] == [("delete", "b", "app.py")]


TYPESCRIPT = """
    // file: src/db.ts
    import { BigQuery } from '@google-cloud/bigquery';
    const bq = new BigQuery();
    export async function runQuery(sql: string, params?: object) {
      const [rows] = await bq.query({ query: sql, params });
      return rows;
    }
    export class Store {
      private client = new BigQuery();
      async run(query: string) {
        return this.client.createQueryJob({ query });
      }
    }
    // file: src/app.ts
    import { runQuery, Store } from './db';
    export async function add(name: string) {
      await runQuery(`INSERT INTO core.teams (name) VALUES (@name)`, { name }); // <- CA303
    }
    export const addOnce = async () => {
      const found = await runQuery('SELECT 1 FROM core.teams WHERE name = @name');
      if (found.length > 0) { throw new Error('there'); }
      await runQuery(`INSERT INTO core.teams (name) VALUES (@name)`, {}); // <- CA303 advice
    };
    export async function replace() {
      const store = new Store();
      await store.run('DELETE FROM core.x WHERE TRUE');
      await store.run('INSERT INTO core.x SELECT 1'); // <- CA302
    }
"""


@pytest.mark.parametrize("code", ["CA302", "CA303"])
def test_typescript_over_files(code):
    files = files_of(TYPESCRIPT.replace("// file:", "# file:"))
    project = project_from(files)
    found = {
        (f.location.path, f.location.span.row): "advice" if f.kind == "advice" else ""
        for f in RULES[code]().check_project(project)
    }
    assert found == marked(files, code)


@pytest.mark.parametrize("code", sorted(RULES))
def test_files_far_from_bigquery_are_never_loaded(code):
    files = {
        "app.py": "from store import save\n\ndef run(rows):\n    save.query('INSERT INTO a.b SELECT 1')\n",
        "store.py": "def save(rows):\n    rows.insert(0, 1)\n",
        "web/list.ts": "export const add = (list: string[]) => list.query('INSERT INTO a.b SELECT 1');\n",
    }
    known = project_from(files)
    asked = []
    project = Project(known.settings, known.records, lambda path: asked.append(path) or known.facts(path))
    assert list(RULES[code]().check_project(project)) == []
    assert asked == []


@pytest.mark.parametrize("code", ["CA302", "CA303"])
def test_a_named_file_shows_what_the_whole_run_shows(code):
    files = files_of(TYPESCRIPT.replace("// file:", "# file:")) | {
        "store.py": HEAD + "def clear():\n    client.query('DELETE FROM a.b WHERE TRUE')\n",
        "app.py": "from store import client, clear\n\ndef run(rows):\n    clear()\n"
        "    client.insert_rows_json('a.b', rows)\n"
        "\ndef more(rows):\n    client.insert_rows_json('a.c', rows)\n",
    }
    whole = RULES[code]().check_project(project_from(files))
    narrow = project_from(files)
    narrow.focus = with_importers(narrow, ["app.py"])
    wanted = [(f.location, f.kind) for f in whole if f.location.path == "app.py"]
    assert [(f.location, f.kind) for f in RULES[code]().check_project(narrow) if f.location.path == "app.py"] == wanted
    assert wanted
