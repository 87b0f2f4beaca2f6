import time

import pytest

from cloudact_lint.jobs.matching import Patterns, fits
from cloudact_lint.jobs.normal import HOLE, normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select a from t", "SELECT  a\nFROM t -- why\n;"),
        ("SELECT a FROM t WHERE b = 'x' AND c = 1.5", 'select a from t where b = "y\'s" and c = 27'),
        ("SELECT a FROM t WHERE b = @b AND c = ?", "SELECT a FROM t WHERE b = 'x' AND c = 1"),
        ("SELECT a FROM `acme-data-1.shop.orders`", "SELECT a FROM `acme-data-1`.shop.`orders`"),
        ("SELECT a FROM t WHERE b IN (1, 2, 3)", "SELECT a FROM t WHERE b IN (7)"),
        ("SELECT a FROM t WHERE b <> 1", "SELECT /* x */ a FROM t WHERE b != 1"),
    ],
)
def test_one_query_written_twice(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t", "SELECT b FROM t"),
        ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b > 1"),
        ("SELECT a, 1 FROM t", "SELECT a, 1, 2 FROM t"),
        ("SELECT a FROM `x.t`", "SELECT a FROM `y.t`"),
        ("SELECT @@project_id", "SELECT 1"),
    ],
)
def test_two_queries(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("ours", "query", "is_it"),
    [
        ("SELECT a, b FROM `{project}.{dataset}.orders` WHERE c = 1",
         "SELECT a, b FROM `acme-data-1.shop.orders` WHERE c = 2", True),
        ("SELECT a, b FROM `{table}` WHERE c = 1", "SELECT a, b FROM `acme-data-1.shop.orders` WHERE c = 2", True),
        ("SELECT a, b FROM `{project}.{env}_shop.orders`", "SELECT a, b FROM `acme.prod_shop.orders`", True),
        ("SELECT a, b FROM `{project}.{env}_shop.orders`", "SELECT a, b FROM `acme.prod_store.orders`", False),
        ("SELECT a, b FROM shop.orders WHERE {filters} LIMIT 5",
         "SELECT a, b FROM shop.orders WHERE x = 1 AND y IN (1, 2) LIMIT 5", True),
        ("SELECT a, b FROM shop.orders WHERE {filters} LIMIT 5", "SELECT a, b FROM shop.orders WHERE x = 1", False),
        ("SELECT a, b FROM shop.orders WHERE {filters}", "SELECT a, b FROM shop.orders WHERE", False),
        ("SELECT a, b FROM shop.orders WHERE c = '{x}'", "SELECT a, b FROM shop.orders WHERE c = 'it'", True),
        ("SELECT a FROM x.{t} JOIN y.{u} ON c = d", "SELECT a FROM x.t JOIN y.u ON c = d", True),
        ("SELECT a FROM x.{t} JOIN y.{u} ON c = d", "SELECT a FROM x.t JOIN z.u ON c = d", False),
        ("SELECT {{ cols }} FROM x.t WHERE a = b", "SELECT a, b, c FROM x.t WHERE a = b", True),
    ],
)
def test_placeholders_fit_one_word_or_more(ours, query, is_it):
    assert any(HOLE in word for word in normal(ours)) or normal(ours) == normal(query)
    assert bool(Patterns([normal(ours)]).find(normal(query))) is is_it


def test_a_text_of_hardly_anything_but_placeholders_fits_nothing():
    assert Patterns([normal("SELECT * FROM {table}")]).find(normal("SELECT * FROM shop.orders WHERE a = 1")) == []


def test_the_text_that_says_most_wins():
    texts = ["SELECT a, b FROM {t} WHERE c = 1", "SELECT a, b FROM `{p}.shop.orders` WHERE c = 1"]
    patterns = Patterns([normal(text) for text in texts])
    assert patterns.find(normal("SELECT a, b FROM `acme.shop.orders` WHERE c = 7")) == [1]
    assert patterns.find(normal("SELECT a, b FROM `acme.shop.carts` WHERE c = 7")) == [0]


def test_an_equal_text_wins_over_one_with_placeholders():
    texts = ["SELECT a, b FROM {t} WHERE c = 1", "SELECT a, b FROM acme.orders WHERE c = 1"]
    assert Patterns([normal(text) for text in texts]).find(normal(texts[1])) == [1]


def test_many_placeholders_cost_no_more_than_their_number():
    ours = (HOLE, "A") * 400 + ("B",)
    began = time.perf_counter()
    assert not fits(ours, ("X", "A") * 4000 + ("C",))
    assert time.perf_counter() - began < 1
