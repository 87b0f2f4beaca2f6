from __future__ import annotations

import pytest
from config_samples import CATALOGUE

from cloudact_lint.config.loader import load, load_preset
from cloudact_lint.config.schema import json_schema
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError
from cloudact_lint.project.pipelines.shape import IDS, TYPES, Shape


def settings(folder, text):
    (folder / ".cloudact-lint.yaml").write_text(text, encoding="utf-8")
    return load([str(folder)], CATALOGUE)


def test_lists_are_added_to_what_is_extended(tmp_path):
    (tmp_path / "base.yaml").write_text("pipelines: {types: [engine], files: [jobs/]}\n")
    found = settings(tmp_path, "extends: base.yaml\npipelines: {types: [runs_on], ids: [key]}\n")
    assert dict(found.pipelines) == {"files": ("jobs/",), "ids": ("key",), "types": ("engine", "runs_on")}
    shape = Shape.of(found)
    assert shape.types == ("engine", "runs_on", *TYPES) and shape.ids == ("key", *IDS)
    assert shape.may_hold("jobs/a.yaml") and not shape.may_hold("other/a.yaml")


def test_nothing_is_said_by_default():
    shape = Shape.of(Settings())
    assert shape.types == TYPES and shape.may_hold("any/where.yaml")
    assert shape.tells("notify_team") and shape.tells("send_failure_email") and not shape.tells("load_rows")


MISTAKES = {
    "pipelines: {typs: [x]}": "pipelines.typs: unknown key | did you mean 'types'?",
    "pipelines: {types: x}": "pipelines.types: must be a list of texts, not 'x' | write [\"x\"]",
    "pipelines: {processors: [src/steps]}":
        "pipelines.processors: 'src/steps' must hold {} once, for the type of a step | ",
    "pipelines: [x]": "pipelines: must be a table of keys and values, not a list | ",
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_named(text, tmp_path):
    with pytest.raises(UserError) as caught:
        settings(tmp_path, text)
    message = f"{caught.value.message} | {caught.value.help}".partition(": ")[2]
    assert message == MISTAKES[text]


def test_the_schema_knows_every_word():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema(CATALOGUE))
    assert list(validator.iter_errors({"pipelines": {"types": ["x"], "entry-points": ["run"]}})) == []
    assert list(validator.iter_errors({"pipelines": {"typs": ["x"]}}))


def test_the_preset_names_its_keys():
    assert "ps_type" in dict(load_preset("cloudact", CATALOGUE).pipelines)["types"]
