import pytest

from cloudact_lint.migration.types import faults, field_of, rounds, same, spelled, widening


@pytest.mark.parametrize(
    "text",
    [
        "STRING", "STRING(10)", "NUMERIC(10, 2)", "ARRAY<INT64>", "STRUCT<a INT64, b ARRAY<STRUCT<c STRING(3)>>>",
        "RANGE<DATE>", "ARRAY<STRUCT<a RANGE<TIMESTAMP>, b JSON>>",
    ],
)
def test_types_are_read_and_spelled_alike(text):
    assert spelled(field_of("x", text), bare=True) == text


def test_other_names_of_types():
    read = field_of("x", "record<a integer, b float, `odd name` bool>".replace("record", "STRUCT"))
    assert spelled(read, bare=True) == "STRUCT<a INT64, b FLOAT64, odd name BOOL>"
    assert spelled(read) == "STRUCT<`a` INT64, `b` FLOAT64, `odd name` BOOL>"


@pytest.mark.parametrize("text", ["", "ARRAY<", "STRUCT<a>", "STRUCT<a INT64", "INT64>", "a b", "STRUCT<>", "``"])
def test_what_is_no_type(text):
    assert field_of("x", text) is None or list(faults(field_of("x", text)))


@pytest.mark.parametrize(
    ("old", "new", "can"),
    [
        ("INT64", "NUMERIC", True), ("INT64", "BIGNUMERIC", True), ("INT64", "FLOAT64", True),
        ("NUMERIC", "BIGNUMERIC", True), ("NUMERIC", "FLOAT64", True), ("BIGNUMERIC", "FLOAT64", True),
        ("DATE", "DATETIME", True), ("STRING(10)", "STRING(20)", True), ("STRING(10)", "STRING", True),
        ("BYTES(1)", "BYTES(2)", True), ("NUMERIC(6, 2)", "NUMERIC(8, 2)", True), ("NUMERIC(6, 2)", "NUMERIC", True),
        ("NUMERIC(6, 2)", "NUMERIC(7, 3)", True), ("INT64", "NUMERIC(30, 5)", True),
        ("STRUCT<a INT64, b STRING>", "STRUCT<a NUMERIC, b STRING>", True),
        ("NUMERIC", "INT64", False), ("FLOAT64", "INT64", False), ("FLOAT64", "NUMERIC", False),
        ("INT64", "STRING", False), ("STRING", "INT64", False), ("STRING", "STRING(10)", False),
        ("STRING(20)", "STRING(10)", False), ("NUMERIC(6, 2)", "NUMERIC(6, 3)", False),
        ("NUMERIC", "NUMERIC(9)", False),
        ("INT64", "NUMERIC(10)", False), ("BIGNUMERIC", "NUMERIC", False), ("TIMESTAMP", "DATE", False),
        ("DATETIME", "TIMESTAMP", False), ("ARRAY<INT64>", "ARRAY<NUMERIC>", False), ("INT64", "ARRAY<INT64>", False),
        ("STRUCT<a INT64>", "STRUCT<a INT64, b STRING>", False), ("STRUCT<a INT64>", "STRUCT<b INT64>", False),
    ],
)
def test_which_types_may_become_which(old, new, can):
    before, after = field_of("x", old), field_of("x", new)
    assert not same(before, after)
    assert widening(before, after) is can


def test_nested_fields_may_stand_in_any_order():
    assert same(field_of("x", "STRUCT<a INT64, b STRING>"), field_of("x", "STRUCT<b STRING, a INT64>"))


def test_rounding_is_known():
    assert rounds(field_of("x", "NUMERIC"), field_of("x", "FLOAT64"))
    assert not rounds(field_of("x", "INT64"), field_of("x", "NUMERIC"))
