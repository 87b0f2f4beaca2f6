"""YAML files as facts: values, places, and what cannot be read."""

from __future__ import annotations

import pickle
import time

import pytest

from cloudact_lint.facts.pipeline import child, walk, yaml_facts
from cloudact_lint.facts.text_places import line_places, place_of, span_of
from cloudact_lint.source.text import SourceFile


def facts(text):
    return yaml_facts(SourceFile.from_bytes("a.yml", text.encode()))


def plain(node):
    if node.value is not None:
        return node.value
    if any(key is not None for key, _ in node.items) or node.tag == "map":
        return {key.value: plain(value) for key, value in node.items}
    return [plain(value) for _, value in node.items]


def document(text):
    found = facts(text)
    assert not found.problems
    return found.yaml[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [x, 'y']\nc: {d: e}", {"a": "1", "b": ["x", "y"], "c": {"d": "e"}}),
        ("a: |\n  SELECT 1\n  FROM t\n", {"a": "SELECT 1\nFROM t\n"}),
        ("a: !Ref b\nc: !!str 1\nd: !Sub [x]", {"a": "b", "c": "1", "d": ["x"]}),
        ("a: &x {k: v}\nb: *x", {"a": {"k": "v"}, "b": {"k": "v"}}),
        ("a: &x {k: v, l: m}\nb:\n  <<: *x\n  k: w", {"a": {"k": "v", "l": "m"}, "b": {"k": "w", "l": "m"}}),
        (
            "x: &x {a: 1}\ny: &y {b: 2}\nz: {<<: [*x, *y]}",
            {"x": {"a": "1"}, "y": {"b": "2"}, "z": {"a": "1", "b": "2"}},
        ),
        ("- a\n- b", ["a", "b"]),
        ("a:", {"a": ""}),
    ],
)
def test_values(text, expected):
    assert plain(document(text)) == expected


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("1", "int"),
        ("x", "str"),
        ("'1'", "str"),
        ("true", "bool"),
        ("~", "null"),
        ("1.5", "float"),
        ("!Ref x", "!Ref"),
        ("[a]", "seq"),
        ("{}", "map"),
    ],
)
def test_tags(text, tag):
    assert document(text).tag == tag


PLACED = """\
name: plain value   # comment
single: 'it''s here'
double: "a\\tb \\u00e9 z"
anchored: &a !tag "text"
ünï: "ü 😀 x"
literal: |
    SELECT 1

      FROM t
keep: |2+
    indented more
  less

folded: >-
  one
  two

  three
multi: first
  second
long: "one
  two \\
  three"
list:
  - sql: >
      INSERT INTO t
      SELECT 1
"""


def test_every_character_of_every_scalar_is_where_places_say():
    source = SourceFile.from_bytes("a.yml", PLACED.encode())
    checked = 0
    for _, node in walk(yaml_facts(source).yaml[0]):
        for offset, char in enumerate(node.value or ""):
            row, column = place_of(node.places, offset, node.value)
            written = source.line(row)[column - 1 : column]
            if char not in " \n\t" and written != "\\":
                assert written == char, (node, offset)
                checked += 1
    assert checked > 100


def test_spans():
    root = document("a: bcd\ne:\n  - f")
    assert child(root, "a").at == (1, 4, 1, 7)
    assert root.items[1][0].at == (2, 1, 2, 2)
    assert child(root, "e").items[0][1].at == (3, 5, 3, 6)


def test_windows_line_ends():
    root = document("a: |\r\n  SELECT 1\r\n  FROM t\r\nb: c\r\n")
    node = child(root, "a")
    assert node.value == "SELECT 1\nFROM t\n"
    assert place_of(node.places, node.value.index("FROM"), node.value) == (3, 3)
    assert child(root, "b").at.row == 4


def test_several_documents():
    assert [plain(node) for node in facts("a: 1\n---\nb: 2\n...\n---\n- c\n").yaml] == [{"a": "1"}, {"b": "2"}, ["c"]]
    assert facts("").yaml == ()
    assert facts("# only a comment\n").yaml == ()


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("a:\n\t- b", 2, 1),
        ("a: b: c", 1, 5),
        ("a: \0b", 1, 4),
        ("a: 'x", 1, 6),
        ("a: [1, 2", 1, 9),
        ("ok: 1\n---\na: ]", 3, 4),
        ("a: %x", 1, 4),
        ("x: *unknown y: 2", 1, None),
        ("a: @b", 1, 4),
    ],
)
def test_problems_have_a_place(text, row, column):
    (problem,) = facts(text).problems
    assert problem.at.row == row
    assert column is None or problem.at.column == column
    assert problem.message


def test_documents_before_an_error_are_kept():
    found = facts("ok: 1\n---\na: ]")
    assert [plain(node) for node in found.yaml] == [{"ok": "1"}]


@pytest.mark.parametrize(
    "text", ["{{ if x }}\na: b\n  c", "{% for x in y %}\na: {{ x }}: b\n{% endfor %}", "a: {{ x }} y"]
)
def test_templates_that_do_not_parse_are_no_problem(text):
    assert facts(text).problems == ()


def test_billion_laughs_stay_small():
    text = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    start = time.perf_counter()
    found = facts(text)
    assert sum(1 for node in found.yaml for _ in walk(node)) < 50_000
    pickle.dumps(found)
    assert time.perf_counter() - start < 5


def test_an_alias_of_what_holds_it_is_empty():
    root = document("a: &a [1, *a]")
    assert [value.tag for _, value in child(root, "a").items] == ["int", "alias"]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 3000 + "x", "{a: " * 3000])
def test_deep_nesting_is_a_problem(text):
    (problem,) = facts(text).problems
    assert "deep" in problem.message


def test_walk_gives_paths():
    paths = [(path, node.value) for path, node in walk(document("a:\n  - b: c\n    d: e")) if node.value]
    assert paths == [(("a", "b"), "c"), (("a", "d"), "e")]
    assert child(None, "a") is None
    assert child(document("a: b"), "x", "y") is None


def test_places_of_offsets():
    text = "ab\ncd"
    assert place_of((), 1, text) == (1, 2)
    assert place_of(((0, 5, 9),), 1, text) == (5, 10)
    assert place_of(((0, 5, 9),), 4, text) == (6, 2)
    assert place_of(((0, 5, 9), (3, 6, 9)), 4, text) == (6, 10)
    assert span_of(((0, 5, 9), (3, 6, 9)), 0, 5, text) == (5, 9, 6, 11)
    assert line_places([(0, 1, 1), (3, 1, 4), (5, 2, 1)]) == ((0, 1, 1), (5, 2, 1))
