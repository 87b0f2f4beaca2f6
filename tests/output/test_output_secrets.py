"""A secret that a finding stands on is in no report."""

from __future__ import annotations

import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.engine.runner import check
from cloudact_lint.output import FORMATS, render
from cloudact_lint.output.report import Report

SECRET = "q7RzW3kXv9TnB2mLc8YdF4sHj6"
CODE = f"""import os

API_KEY = "{SECRET}"; other = os.environ["OTHER"]
RAW = '''
{SECRET}'''
"""


@pytest.mark.parametrize("kind", FORMATS)
def test_no_format_shows_it(kind, tmp_path):
    text = CODE.replace("RAW", "PRIVATE_KEY")
    (tmp_path / "app.py").write_text(text, encoding="utf-8")
    found = check(Settings(root=str(tmp_path), select=("CA605",)), [str(tmp_path)], use_cache=False, jobs=1).findings
    assert {finding.location.span.row for finding in found} == {3, 4}
    shown = render(kind, Report(found, str(tmp_path)))
    assert "CA605" in shown
    assert SECRET not in shown


def test_the_rest_of_the_line_is_shown(tmp_path):
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    found = check(Settings(root=str(tmp_path), select=("CA605",)), [str(tmp_path)], use_cache=False, jobs=1).findings
    shown = render("full", Report(found, str(tmp_path)))
    assert f'API_KEY = {"*" * (len(SECRET) + 2)}; other = os.environ["OTHER"]' in shown
