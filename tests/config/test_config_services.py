import pytest
from config_samples import CATALOGUE

from cloudact_lint.config.loader import load
from cloudact_lint.config.schema import json_schema
from cloudact_lint.config.settings import ServiceSettings
from cloudact_lint.errors import UserError


def settings(folder, text, name=".cloudact-lint.yaml"):
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    return load([str(folder)], CATALOGUE)


def test_services(tmp_path):
    found = settings(tmp_path, """
services:
  ledger: {folder: services/ledger/, ports: [8080, 9090], hosts: ["*.ledger.example"], variables: [LEDGER_URL]}
  billing: {}
""")
    assert found.services == (
        ServiceSettings("billing"),
        ServiceSettings("ledger", "services/ledger", (8080, 9090), ("*.ledger.example",), ("LEDGER_URL",)),
    )


def test_a_file_that_extends_another_replaces_services_by_name(tmp_path):
    (tmp_path / "base.yaml").write_text("services:\n  a: {ports: [1]}\n  b: {ports: [2]}\n", encoding="utf-8")
    found = settings(tmp_path, "extends: ./base.yaml\nservices:\n  b: {variables: [B_URL]}\n")
    assert found.services == (ServiceSettings("a", ports=(1,)), ServiceSettings("b", variables=("B_URL",)))


@pytest.mark.parametrize(("text", "said"), [
    ("services: [a]", "services: must be a table"),
    ("services: {a: x}", "services.a: must be a table"),
    ("services: {a: {port: [1]}}", "services.a.port: unknown key"),
    ("services: {a: {ports: [http]}}", "services.a.ports: must hold ports"),
    ("services: {a: {ports: [true]}}", "services.a.ports: must hold ports"),
    ("services: {a: {ports: 80}}", "services.a.ports: must be a list of ports"),
    ("services: {a: {ports: [70000]}}", "not 70000"),
    ("services: {a: {hosts: ['http://a']}}", "services.a.hosts: must hold hosts"),
    ("services: {a: {variables: ['A-B']}}", "'A-B' is no name of an environment variable"),
    ("services: {a: {folder: 3}}", "services.a.folder: must be a text"),
])
def test_what_is_wrong_is_named(tmp_path, text, said):
    with pytest.raises(UserError) as error:
        settings(tmp_path, text)
    assert said in str(error.value)


def test_the_schema_knows_them():
    said = json_schema(CATALOGUE)["properties"]["services"]["additionalProperties"]
    assert set(said["properties"]) == {"folder", "ports", "hosts", "variables"}
    assert said["additionalProperties"] is False
