import pytest

from cloudact_lint.config.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("tests/", "a/tests/x.py", True), ("tests/", "tests", False), ("tests/", "mytests/x.py", False),
        ("node_modules", "a/node_modules/b/c.js", True), ("*.min.js", "a/b.min.js", True),
        ("test_*.py", "a/test_x.py", True), ("/test_*.py", "a/test_x.py", False), ("a/*.py", "a/b/c.py", False),
        ("a/**", "a/b/c.py", True), ("a/**/c.py", "a/c.py", True), ("**/c.py", "c.py", True), ("./a.py", "a.py", True),
        ("a?.py", "a/.py", False), ("a[0-9].py", "a1.py", True), ("a[!0-9].py", "a1.py", False),
        ("[z-a]", "[z-a]", True),
        ("a[", "a[", True), ("a.py", "axpy", False), ("dist", "a/dist", True), ("dist", "distance/x.py", False),
    ],
)
def test_globs(pattern, path, hit):
    assert matches(path, (pattern,)) is hit


def test_no_patterns_match_nothing():
    assert not matches("a.py", ())
