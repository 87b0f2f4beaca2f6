"""CA404, CA406, CA407: layouts and copies of schemas, by what the findings say."""

# ruff: noqa: E501
import json

from support import project_from

from cloudact_lint.config.settings import DeprecatedColumn
from cloudact_lint.rules.schema.bad_clustering import BadClustering
from cloudact_lint.rules.schema.duplicate_schema import DuplicateSchema
from cloudact_lint.rules.schema.inconsistent_partitioning import InconsistentPartitioning


def schema(*columns):
    rows = [json.dumps(dict(zip(("name", "type", "mode"), column.split()))) for column in columns]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def tables(**layouts):
    text = "tables:\n"
    for name, (partition, cluster) in layouts.items():
        text += f"  {name}:\n    partition_field: {partition}\n    clustering_fields: [{cluster}]\n"
    return text


def found(rule, files, **settings):
    return sorted(rule.check_project(project_from(files, **settings)), key=lambda finding: finding.sort_key())


def test_a_missing_column_names_the_nearest_and_points_at_the_schema():
    (finding,) = found(BadClustering(), {
        "s/orders.json": schema("customer_id STRING", "day DATE"), "t.yaml": tables(orders=("day", "customer_ids, zzz")),
    })
    assert finding.kind == "on" and finding.severity.value == "high"
    assert "`customer_ids` and `zzz`" in finding.message and "did you mean `customer_id` for `customer_ids`?" in finding.message
    assert [related.location.path for related in finding.related] == ["s/orders.json"]
    assert [(e.table, e.column, e.row) for e in finding.evidence] == [("orders", "customer_ids", 4), ("orders", "zzz", 4)]


def test_a_deprecated_clustering_column_names_its_successor():
    (finding,) = found(BadClustering(), {
        "s/orders.json": schema("area STRING", "day DATE"), "t.yaml": tables(orders=("day", "areas")),
    }, deprecated_columns=(DeprecatedColumn("areas", "region"),))
    assert "use `region`, once it is there" in finding.message and "did you mean" not in finding.message


def test_each_wrong_type_is_told_with_its_field():
    (finding,) = found(BadClustering(), {
        "s/orders.json": schema("amount FLOAT64", "tags STRING REPEATED", "day DATE"),
        "t.yaml": tables(orders=("day", "amount, tags")),
    })
    assert "`amount`, which is FLOAT64, `tags`, which is REPEATED" in finding.message
    assert [related.location.span.row for related in finding.related] == [2, 3]


def test_one_list_may_be_wrong_in_two_ways():
    findings = found(BadClustering(), {
        "s/orders.json": schema(*(f"{name} STRING" for name in "abcde"), "day DATE"),
        "t.yaml": tables(orders=("day", "a, b, c, d, x")),
    })
    assert ["takes 4" in finding.message for finding in findings].count(True) == 1 and len(findings) == 2


def test_a_column_that_only_another_copy_has_is_advice():
    (finding,) = found(BadClustering(), {
        "s/orders.json": schema("a STRING", "day DATE"), "deep/er/s/orders.json": schema("a STRING", "b STRING", "day DATE"),
        "t.yaml": tables(orders=("day", "b")),
    })
    assert finding.kind == "advice" and "another description" in finding.message


def test_a_table_without_a_schema_is_left_alone():
    assert found(BadClustering(), {"t.yaml": tables(orders=("day", "b"))}) == []


def test_layouts_that_contradict_each_other_are_told_with_both_places():
    (finding,) = found(InconsistentPartitioning(), {
        "a.yaml": tables(orders=("sold_on", "shop")), "b.yaml": tables(orders=("loaded", "shop, kind")),
    })
    assert finding.location.path == "b.yaml" and finding.related[0].location.path == "a.yaml"
    assert "partitioned by `loaded` here, partitioned by `sold_on` there" in finding.message
    assert "clustered by (shop, kind) here, by (shop) there" in finding.message


def test_an_odd_sibling_is_found_for_whoever_asks_for_a_sibling():
    files = {f"s/{name}_sales_raw.json": schema("sale_date DATE", "loaded DATE", "shop STRING") for name in "abc"}
    files["t.yaml"] = tables(a_sales_raw=("sale_date", "shop"), b_sales_raw=("sale_date", "shop"),
                             c_sales_raw=("loaded", "shop"))
    (finding,) = found(InconsistentPartitioning(), files)
    assert "`c_sales_raw` is partitioned by `loaded`" in finding.message and "`a_sales_raw` and `b_sales_raw`" in finding.message
    assert len(finding.related) == 2 and finding.kind == "on"


def test_copies_tell_how_they_differ():
    (finding,) = found(DuplicateSchema(), {
        "s/orders.json": schema("id STRING REQUIRED", "amount NUMERIC", "day DATE"),
        "demo/x/s/orders.json": schema("id STRING", "amount FLOAT64", "shop STRING"),
    })
    assert finding.severity.value == "medium" and finding.location.path == "demo/x/s/orders.json"
    for words in ("lacks `day`", "has `shop` more", "`amount` as FLOAT64, not NUMERIC", "`id` as NULLABLE, not REQUIRED"):
        assert words in finding.message
    assert {e.column for e in finding.evidence} == {"day", "shop", "amount", "id"}


def test_equal_copies_are_low_and_one_finding():
    text = schema("id STRING", "day DATE")
    (finding,) = found(DuplicateSchema(), {"s/orders.json": text, "demo/x/s/orders.json": text, "z/y/w/s/orders.json": text})
    assert finding.severity.value == "low" and "in 3 files" in finding.message and len(finding.related) == 2
