"""CA401, CA402, CA403: what messages name, what evidence lists, who is asked."""

# ruff: noqa: E501
import json

import pytest
from support import project_from

from cloudact_lint.config.settings import ColumnFamily, DeprecatedColumn, FamilyColumn
from cloudact_lint.rules.schema._compact import compact
from cloudact_lint.rules.schema.deprecated_column import DeprecatedColumnRule
from cloudact_lint.rules.schema.missing_required_columns import MissingRequiredColumns
from cloudact_lint.rules.schema.missing_tenant_column import MissingTenantColumn


def schema(*columns):
    """Columns as ``name TYPE MODE``, one line each."""
    rows = [json.dumps(dict(zip(("name", "type", "mode"), column.split()))) for column in columns]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def found(rule, files, **settings):
    return list(rule.check_project(project_from(files, **settings)))


@pytest.mark.parametrize(("names", "short"), [
    (["a", "b"], ["a", "b"]),
    ([f"l_{n}_{p}" for n in range(1, 11) for p in ("id", "name")], ["l_{1..10}_{id,name}"]),
    (["l1", "l2"], ["l1", "l2"]),
    (["l1", "l2", "l3", "x", "l7"], ["l{1..3}", "l7", "x"]),
    (["l_1_id", "l_2_id", "l_3_id", "l_1_name"], ["l_{1..3}_id", "l_1_name"]),
    (["l_01", "l_02", "l_03"], ["l_01", "l_02", "l_03"]),
    ([], []),
])
def test_numbered_names_are_told_in_few_words(names, short):
    assert compact(names) == short


LEVELS = ColumnFamily(
    "levels", ("sales_*",), ("sales_old",),
    tuple(FamilyColumn(f"level_{n}_{part}", "STRING") for n in range(1, 11) for part in ("id", "name")),
)


def test_a_missing_family_is_one_finding_with_one_piece_of_evidence_per_column():
    (finding,) = found(MissingRequiredColumns(), {
        "s/sales_daily.json": schema("day DATE"),
        "s/sales_weekly.json": schema(*(f"{c.name} STRING" for c in LEVELS.columns)),
        "s/sales_old.json": schema("day DATE"),
    }, column_families=(LEVELS,))
    assert "`sales_daily` lacks the columns `level_{1..10}_{id,name}` STRING" in finding.message
    assert "`levels`" in finding.message and finding.location.path == "s/sales_daily.json"
    assert [(e.table, e.column) for e in finding.evidence][::19] == [
        ("sales_daily", "level_1_id"), ("sales_daily", "level_10_name"),
    ]
    (related,) = finding.related
    assert (related.location.path, related.location.span.row) == ("s/sales_weekly.json", 2)


def test_missing_and_wrong_columns_are_told_together():
    family = ColumnFamily("run", ("t",), (), (
        FamilyColumn("run_id", "STRING", "REQUIRED"), FamilyColumn("at", "TIMESTAMP"), FamilyColumn("who", "STRING", "REQUIRED"),
    ))
    (finding,) = found(MissingRequiredColumns(), {"s/t.json": schema("at DATE", "who STRING")}, column_families=(family,))
    assert "lacks the column `run_id` STRING REQUIRED" in finding.message
    assert "`at` as DATE, not TIMESTAMP" in finding.message and "`who` NULLABLE, not REQUIRED" in finding.message
    assert [(e.column, e.row) for e in finding.evidence] == [("run_id", 1), ("at", 2), ("who", 3)]


def test_only_files_that_are_asked_for_are_reported():
    project = project_from({"s/sales_a.json": schema("d DATE"), "s/sales_b.json": schema("d DATE")},
                           column_families=(LEVELS,))
    project.focus = frozenset({"s/sales_b.json"})
    assert [f.location.path for f in MissingRequiredColumns().check_project(project)] == ["s/sales_b.json"]


def test_deprecated_columns_name_their_successors_and_say_whether_these_are_there():
    columns = tuple(DeprecatedColumn(f"area_{n}", f"region_{n}") for n in range(1, 5))
    (finding,) = found(DeprecatedColumnRule(), {
        "s/t.json": schema("x STRING", *(f"area_{n} STRING" for n in range(1, 5)), "region_1 STRING"),
    }, deprecated_columns=columns)
    assert "`area_{1..4}` (use `region_{1..4}`)" in finding.message and "lacks `region_{2..4}`" in finding.message
    assert [e.row for e in finding.evidence] == [3, 4, 5, 6] and finding.location.span.row == 3
    assert len(finding.related) == 3


def test_a_successor_may_be_words():
    (finding,) = found(DeprecatedColumnRule(), {"s/t.json": schema("path STRING", "level_1 STRING", "level_2 STRING")},
                       deprecated_columns=(DeprecatedColumn("path", "level_{1..2}, of each level"),))
    assert "`path` (use level_{1..2}, of each level)" in finding.message and "lacks" not in finding.message


def test_the_tenant_column_is_proposed_as_its_siblings_have_it():
    (finding,) = found(MissingTenantColumn(), {
        "shared/a.json": schema("shop_id INT64 REQUIRED"), "shared/b.json": schema("shopid STRING"),
    }, tenant_column="shop_id", tenant_tables=("shared/",))
    assert "`b` is shared" in finding.message and "Add `shop_id` INT64 REQUIRED" in finding.message
    assert "`shopid` may be it" in finding.message
    assert [r.location.path for r in finding.related] == ["shared/a.json"]
    assert [(e.table, e.column) for e in finding.evidence] == [("b", "shop_id")]
