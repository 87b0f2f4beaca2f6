"""What is written: idempotent, quoted, and SQL and bash in the eyes of their own parsers."""

import re
import shutil
import subprocess

import pytest
from migrate_samples import CONFIG, code, field, git, migrate, schema, statements
from sqlglot import exp, parse_one

from cloudact_lint.migration import names
from cloudact_lint.migration.model import Fill, Plan, Retyped, TablePlan
from cloudact_lint.migration.script import Target, bash, sql
from cloudact_lint.migration.types import field_of

ODD = [
    "it's", 'say "no"', "back\\slash", "back`tick", "two\nlines", "a\r\nb", "'; DROP TABLE x; --",
    "`; DROP TABLE x; --", "100 %s %d %%", "{braces} ${HOME} $(touch broken) `touch broken`", "\u2028\u200b\ue000",
    "ж✓", "\x00\x07", '"""', "'''", "SQL\nSQL_\nEOF", "*/ --", "# no", "@dataset_like", "trailing \\",
]


def full_plan(text="Plain words", name="orders"):
    """Every kind of step for one table."""
    table = TablePlan(
        name,
        added=[
            field_of("sku", "STRING", description=text), field_of("lines", "ARRAY<STRUCT<a INT64, b STRING(20)>>"),
            field_of("price", "NUMERIC(10, 2)"),
        ],
        retyped=[
            Retyped(field_of("total", "INT64"), field_of("total", "NUMERIC")),
            Retyped(field_of("box", "STRUCT<a INT64>"), field_of("box", "STRUCT<a NUMERIC>")),
        ],
        relaxed=["buyer"],
        defaults=[("made_at", "CURRENT_TIMESTAMP()"), ("state", "'new'")],
        described=[("day", text), ("state", "x")],
        description=text,
        fills=[Fill("buyer", "customer_id"), Fill("cost", "total")],
        filter_by=("day", "DATE"),
        person=[text],
        notes=[text],
    )
    return Plan((table,), text, 1)


TARGETS = [
    Target(), Target(dataset="shop"), Target("acme-data-1", "shop"), Target(like="shop\\_%"),
    Target("acme-data-1", like="%'_%", region="eu"),
]


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("text", ["Plain words", *ODD], ids=ascii)
def test_sql_stays_the_same_statements_whatever_it_says(text, target):
    plain, odd = (code(sql(full_plan(words), target)) for words in ("Plain words", text))
    kinds = [type(item).__name__ for item in statements(plain)] if not target.like else []
    assert kinds == ([type(item).__name__ for item in statements(odd)] if not target.like else [])
    assert plain.count("\n") == odd.count("\n")


@pytest.mark.parametrize("text", ["Plain words", *ODD], ids=ascii)
def test_texts_arrive_whole(text):
    written = code(sql(full_plan(text), Target(dataset="shop")))
    said = [item for statement in statements(written) for item in statement.find_all(exp.Literal)]
    if "\x00" not in text and "\u2028" not in text:
        assert text in [_unescaped(item.this) for item in said]


def _unescaped(text):
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), text).replace("\\r", "\r")


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_names_stay_between_their_backticks(name):
    quoted = names.quoted(name)
    assert "\n" not in quoted and quoted.startswith("`") and quoted.endswith("`")
    if not set(name) & {"\x00", "\u2028", "\\"}:
        found = parse_one(f"SELECT {quoted}", read="bigquery")
        assert isinstance(found, exp.Select) and len(found.expressions) == 1
    assert not re.search(r"(?<!\\)(?:\\\\)*`", quoted[1:-1])


@pytest.mark.parametrize("name", ["a`b", "a;b", "a\nb", "a.b", "", "x" * 301, "a{b}", "a\u202eb"], ids=ascii)
def test_names_that_bigquery_does_not_take_are_not_written(tmp_path, capsys, name):
    (tmp_path / ".cloudact-lint.yaml").write_text(CONFIG)
    path = tmp_path / "orders.json"
    path.write_text(schema(field("id"), field("n")))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    path.write_text(schema(field("id"), field("n"), field(name or " ")))
    _, out, _ = migrate(capsys, tmp_path, "--from", "HEAD")
    assert "ADD COLUMN" not in code(out)


@pytest.mark.parametrize(
    "default", ["1; DROP TABLE x", "1 -- x", "1)", "(SELECT 1)", "1 AS a", "1, 2", "/* 1", "''' open"]
)
def test_defaults_that_are_more_than_an_expression_are_not_written(tmp_path, capsys, default):
    (tmp_path / ".cloudact-lint.yaml").write_text(CONFIG)
    path = tmp_path / "orders.json"
    path.write_text(schema(field("id"), field("n", "INTEGER")))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    path.write_text(schema(field("id"), field("n", "INTEGER", defaultValueExpression=default)))
    _, out, err = migrate(capsys, tmp_path, "--from", "HEAD")
    assert "SET DEFAULT" not in out and "the default of `n` is not one expression" in err


def test_a_loop_over_datasets():
    added = [field_of("note", "STRING", description="100 %")]
    plan = Plan((TablePlan("orders", added=added, relaxed=["buyer"]),), "x", 1)
    assert code(sql(plan, Target("acme-data-1", like="shop%", region="EU"))) == '''\
DECLARE needed BOOL;
FOR dataset IN (
  SELECT schema_name
  FROM `acme-data-1`.`region-eu`.INFORMATION_SCHEMA.SCHEMATA
  WHERE schema_name LIKE 'shop%'
  ORDER BY schema_name
) DO
  EXECUTE IMMEDIATE FORMAT("""ALTER TABLE IF EXISTS `acme-data-1`.`%s`.`orders`
    ADD COLUMN IF NOT EXISTS `note` STRING OPTIONS (description = '100 %%')""", dataset.schema_name);
  EXECUTE IMMEDIATE FORMAT("""SELECT EXISTS (SELECT 1 FROM `acme-data-1`.`%s`.INFORMATION_SCHEMA.COLUMNS
    WHERE table_name = 'orders' AND column_name = 'buyer' AND is_nullable = 'NO')""", dataset.schema_name) INTO needed;
  IF needed THEN
    EXECUTE IMMEDIATE FORMAT("""ALTER TABLE IF EXISTS `acme-data-1`.`%s`.`orders`
    ALTER COLUMN `buyer` DROP NOT NULL""", dataset.schema_name);
  END IF;
END FOR;'''


def dynamic(text):
    """The statements of EXECUTE IMMEDIATE FORMAT as they are for a dataset: our own reading of the literals."""
    unescape = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}
    pattern = r'FORMAT\("""((?:\\.|"(?!"")|[^"\\])*)"""((?:, dataset\.schema_name)*)\)'
    for body, arguments in re.findall(pattern, text, re.S):
        plain = re.sub(
            r"\\(u[0-9a-f]{4}|U[0-9a-f]{8}|.)",
            lambda found: unescape.get(found.group(1)) or chr(int(found.group(1)[1:], 16)), body, flags=re.S,
        )
        assert len(re.findall(r"(?<!%)(?:%%)*%s", plain)) == arguments.count(",")
        yield plain % (("shop_1",) * arguments.count(","))


@pytest.mark.parametrize("text", ["Plain words", *ODD], ids=ascii)
def test_what_a_loop_runs_is_what_a_plain_script_says(text):
    plan = full_plan(text)
    def squeeze(words):
        return re.sub(r"\s+", " ", words).replace(" IF EXISTS", "").strip("; ")

    plain = [squeeze(part) for part in code(sql(plan, Target(dataset="shop_1"))).split(";\n") if "END IF" not in part]
    found = [squeeze(part) for part in dynamic(sql(plan, Target(like="shop%"))) if not part.startswith("SELECT EXISTS")]
    assert len(found) == len(plain) == 8
    for one, other in zip(found, plain):
        assert other.endswith(one) or one == other


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("text", ["Plain words", *ODD], ids=ascii)
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_is_bash_whatever_it_says(tmp_path, text, target):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "bq").write_text("#!/bin/sh\necho \"ARGS $*\" >> \"$LOG\"\ncat >> \"$LOG\"\n")
    (tmp_path / "bin" / "bq").chmod(0o755)
    script = tmp_path / "migrate.sh"
    script.write_bytes(bash(full_plan(text), target).encode())
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).stderr == b""
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "LOG": str(tmp_path / "log"), "HOME": "/home/somebody",
           "PROJECT": "acme-data-2", "DATASET": "shop_2"}
    done = subprocess.run(["bash", str(script)], capture_output=True, env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    log = (tmp_path / "log").read_text()
    assert "--project_id=acme-data-2" in log and "--use_legacy_sql=false --maximum_bytes_billed=1099511627776" in log
    assert not (tmp_path / "broken").exists() and "/home/somebody" not in log
    assert "`orders`" in log and ("--parameter=dataset_like:STRING:" + target.like in log) is bool(target.like)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "PROJECT must be"),
        ({"PROJECT": "a b"}, "PROJECT must be"),
        ({"PROJECT": "p", "DATASET": "a.b"}, "DATASET must be"),
        ({"PROJECT": "p", "DATASET": "d", "MAXIMUM_BYTES_BILLED": "x"}, "MAXIMUM_BYTES_BILLED must be"),
        ({"PROJECT": "p", "DATASET": "d"}, "bq is not installed"),
    ],
)
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_checks_what_it_is_given(tmp_path, given, said):
    script = tmp_path / "migrate.sh"
    script.write_text(bash(full_plan(), Target()))
    env = {"PATH": "", **given}
    done = subprocess.run([shutil.which("bash"), str(script)], capture_output=True, text=True, env=env)
    assert done.returncode == 2 and said in done.stderr


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="needs shellcheck")
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_shellcheck_is_content(tmp_path, target):
    script = tmp_path / "migrate.sh"
    script.write_text(bash(full_plan("it's"), target))
    done = subprocess.run(["shellcheck", str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--project", "a b"], "--project: 'a b' is no name that BigQuery takes there"),
        (["--dataset", "a`b"], "--dataset: 'a`b' is no name"),
        (["--dataset", "d", "--dataset-like", "d%"], "--dataset and --dataset-like exclude each other"),
        (["--region", "e u"], "--region: 'e u' is no name"),
        (["--from", "HEAD", "--live", "x"], "--from and --live exclude each other"),
    ],
)
def test_options_that_cannot_be(tmp_path, capsys, words, said):
    status, out, err = migrate(capsys, tmp_path, *words)
    assert (status, out) == (2, "") and said in err


def test_equal_plans_give_equal_scripts():
    for target in TARGETS:
        assert sql(full_plan(), target) == sql(full_plan(), target)
        assert bash(full_plan(), target) == bash(full_plan(), target)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_googles_own_parser_takes_it(target):
    pytest.importorskip("zetasql")
    from zetasql.api import Parser
    from zetasql.types import LanguageOptions

    options = LanguageOptions.maximum_features() if hasattr(LanguageOptions, "maximum_features") else None
    parser = Parser(options)
    for text in ["Plain words", *ODD]:
        written = sql(full_plan(text), target)
        parser.parse_script(written)
        for statement in dynamic(written):
            parser.parse_statement(statement)
