"""Facts of Python that are easily lost."""

from __future__ import annotations

from cloudact_lint.facts import extract
from cloudact_lint.facts import model as m
from cloudact_lint.source.text import SourceFile


def body(text):
    return extract(SourceFile.from_bytes("app.py", text.encode())).module.body


def test_an_ellipsis_is_no_none():
    field, nothing = body("name: str = ...\nother: str = None\n")
    assert field.value == m.Name("Ellipsis")
    assert nothing.value == m.Const(None)


def test_keywords_of_a_class_are_kept_and_are_no_bases():
    (cls,) = body("class Order(Model, metaclass=Meta, extra='forbid', **more):\n    pass\n")
    assert cls.bases == (m.Name("Model"),)
    assert [name for name, _ in cls.keywords] == ["metaclass", "extra", None]
    assert cls.keywords[0][1] == m.Name("Meta")
