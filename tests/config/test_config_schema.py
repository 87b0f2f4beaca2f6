import json

import pytest
from config_samples import CATALOGUE

from cloudact_lint.config.keys import ALL_NAMES
from cloudact_lint.config.schema import json_schema

GOOD = {
    "extends": ["cloudact"], "select": ["CA1", "ALL", "missing-cap"], "per-file-ignores": {"a/*": ["CA201"]},
    "severities": {"CA101": "high"}, "rules": {"CA101": {"allowed-hosts": ["x"], "limit": 3}, "missing-cap": {}},
    "environments": {"prod": ["x"]}, "max-file-size": 5, "extend-project-ids": ["a-b"],
    "report": {"order": [1], "rows": {"1": {"title": "x", "severity": "low", "rules": ["CA1"]}}},
}
BAD = [
    {"selct": []}, {"select": "CA1"}, {"select": ["CA211"]}, {"severity": "hihg"}, {"max-file-size": 0},
    {"rules": {"CA101": {"x": 1}}}, {"rules": {"CA101": {"limit": "many"}}}, {"extend-advice": True}, {"advice": 1},
]


def test_every_key_is_in_the_schema_and_the_schema_is_json():
    schema = json_schema(CATALOGUE)
    assert set(schema["properties"]) == set(ALL_NAMES)
    assert json.loads(json.dumps(schema)) == schema


def test_a_validator_agrees_with_the_loader():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json_schema(CATALOGUE)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(GOOD)) == []
    for wrong in BAD:
        assert list(validator.iter_errors(wrong)), wrong
