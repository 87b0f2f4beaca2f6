from cloudact_lint.facts import extract
from cloudact_lint.facts import model as m
from cloudact_lint.source.text import SourceFile


def only_class(text):
    return extract(SourceFile.from_bytes("a.py", text.encode())).module.body[-1]


def test_classes_keep_their_keywords():
    found = only_class("class Row(TypedDict, total=False, metaclass=M, **more):\n    id: int\n")
    assert found.keywords == (("total", m.Const(False)), ("metaclass", m.Name("M")), (None, m.Name("more")))
    assert found.bases == (m.Name("TypedDict"),)


def test_plain_classes_have_none():
    assert only_class("class A:\n    pass\n").keywords == ()
