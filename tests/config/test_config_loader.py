
import pytest
from config_samples import CATALOGUE

from cloudact_lint.config.loader import load
from cloudact_lint.errors import ConfigError, UserError


def settings(folder, text=None, name=".cloudact-lint.yaml", **how):
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    return load([str(folder)], CATALOGUE, **how)


def failure(folder, text, name=".cloudact-lint.yaml", **how):
    with pytest.raises(UserError) as caught:
        settings(folder, text, name, **how)
    return f"{caught.value.message} | {caught.value.help}".replace(str(folder) + "/", "").replace(str(folder), "")


def test_defaults_without_any_file(tmp_path):
    found = settings(tmp_path)
    assert found.select == ("CA",) and found.root == str(tmp_path) and found.sources == ()
    assert "node_modules" in found.exclude and "tests/" in found.test_paths


def test_the_nearest_file_wins_and_names_the_root(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / ".cloudact-lint.yaml").write_text("severity: high")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.cloudact-lint]\nseverity = 'medium'\n")
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1\n# cloudact-lint is only spoken of\n")
    found = load([str(inner)], CATALOGUE)
    assert (found.severity, found.root) == ("medium", str(tmp_path / "a"))


def test_the_common_folder_of_several_paths_decides(tmp_path):
    for name, severity in (("a", "high"), ("b", "critical")):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".cloudact-lint.yaml").write_text(f"severity: {severity}")
    assert load([str(tmp_path / "a"), str(tmp_path / "b")], CATALOGUE).severity == "low"
    assert load([str(tmp_path / "a" / "missing.py")], CATALOGUE).severity == "high"


def test_without_a_file_the_repository_is_the_root(tmp_path):
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "src"
    inner.mkdir()
    assert load([str(inner)], CATALOGUE).root == str(tmp_path)


def test_isolated_and_config(tmp_path):
    other = tmp_path / "shared" / "lint.yaml"
    other.parent.mkdir()
    other.write_text("severity: critical")
    settings(tmp_path, "severity: high")
    assert settings(tmp_path, isolated=True).severity == "low"
    chosen = settings(tmp_path, config=str(other))
    assert chosen.severity == "critical" and chosen.root == str(tmp_path)
    assert "did you mean 'lint.yaml'" in failure(tmp_path, None, config=str(other.parent / "lint.yml"))


@pytest.mark.parametrize("name", [".cloudact-lint.yml", "cloudact-lint.yaml"])
def test_other_names(tmp_path, name):
    assert settings(tmp_path, "advice: true", name).advice


def test_codes_may_be_prefixes_slugs_lower_case_or_all(tmp_path):
    found = settings(tmp_path, "select: [ca2, hardcoded-url, ALL]\nignore: [CA205]")
    assert found.select == ("ALL", "CA101", "CA2") and found.ignore == ("CA205",)


def test_all_shapes(tmp_path):
    found = settings(tmp_path, """
select: [CA]
per-file-ignores: {"scripts/*.py": [CA201, hardcoded-url]}
severities: {CA1: high, CA104: low}
environments: {prod: ["*-prod"], test: ["*-test"]}
rules: {hardcoded-url: {allowed-hosts: [b, a], strict: true}, CA101: {limit: 7}}
extend-test-paths: [checks/]
max-file-size: 10
fail-on: medium
respect-gitignore: false
""")
    assert found.per_file_ignores == (("scripts/*.py", ("CA101", "CA201")),)
    assert found.severities == (("CA101", "high"), ("CA104", "low"))
    assert found.environments == (("prod", ("*-prod",)), ("test", ("*-test",)))
    assert found.option(CATALOGUE.meta("CA101"), "allowed-hosts") == ("b", "a")
    assert found.option(CATALOGUE.meta("CA101"), "limit") == 7
    assert "checks/" in found.test_paths and "tests/" in found.test_paths
    assert (found.max_file_size, found.fail_on, found.respect_gitignore) == (10, "medium", False)


def test_extended_files_lie_below(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "lint.yaml").write_text(
        "severity: high\nignore: [CA104]\nsemgrep-rules: [rules]\nexclude: [x]\n"
        "rules: {CA101: {limit: 1, strict: true}}"
    )
    found = settings(tmp_path, "extends: base/lint.yaml\nignore: [CA205]\nexclude: [y]\nrules: {CA101: {limit: 2}}")
    assert found.severity == "high" and found.exclude == ("y",) and found.ignore == ("CA104", "CA205")
    assert found.semgrep_rules == ("base/rules",)
    assert dict(dict(found.rule_options)["CA101"]) == {"limit": 2, "strict": True}


def test_presets_and_lists_of_them(tmp_path):
    found = settings(tmp_path, "extends: [cloudact, bug-hunt]\nproject-ids: [mine]")
    assert found.advice and found.project_ids == ("mine",) and "CA501" not in found.select
    assert found.sources[:2] == ("preset cloudact", "preset bug-hunt")
    assert "cloudact-prod" in settings(tmp_path, "extends: cloudact\nextend-project-ids: [x]").project_ids


def test_pyproject(tmp_path):
    found = settings(tmp_path, '[tool.cloudact-lint]\nextends = "cloudact"\nselect = ["CA2"]\n', "pyproject.toml")
    assert found.select == ("CA2",) and "preset cloudact" in found.sources


def test_a_layer_that_names_a_rule_wins_over_the_layers_below(tmp_path):
    text = "select: [CA101, CA201]\nignore: [CA104]\nextend-select: [CA205]"
    assert settings(tmp_path, text, options={"select": ["CA104"]}).ignore == ()
    assert settings(tmp_path, text, options={"select": ["CA104"]}).extend_select == ()
    assert settings(tmp_path, text, options={"ignore": ["CA2"]}).select == ("CA101",)
    assert settings(tmp_path, text, options={"select": ["ALL"]}).ignore == ("CA104",)


MISTAKES = {
    "selct: [CA1]": "1: selct: unknown key | did you mean 'select'?",
    "advice: true\nselect: [CA211]": "2: select: there is no rule 'CA211' | did you mean 'CA201'?",
    "select: [hardcoded-uri]": "1: select: there is no rule 'hardcoded-uri' | did you mean 'hardcoded-url'?",
    "select: CA1": "1: select: must be a list of texts, not 'CA1' | write [\"CA1\"]",
    "select: [1]": "1: select: must be a list of texts; it holds 1 | ",
    "select: &a [*a]": "1: select: must be a list of texts; it holds a list | ",
    "select: [CA1]\nselect: [CA2]": "2: select: given twice | ",
    "advice: yes please": "1: advice: must be true or false, not 'yes please' | ",
    "max-file-size: true": "1: max-file-size: must be a number of bytes, not true | ",
    "max-file-size: 0": "1: max-file-size: must be above 0, not 0 | ",
    "engine: semgrap": "1: engine: must be one of builtin, semgrep, not 'semgrap' | did you mean 'semgrep'?",
    "rules:\n  CA101:\n    alowed-hosts: [x]":
        "3: rules.CA101.alowed-hosts: CA101 has no such option | did you mean 'allowed-hosts'?",
    "rules: {CA101: {limit: many}}": "1: rules.CA101.limit: must be a number, not 'many' | ",
    "rules: {CA999: {}}": "1: rules.CA999: there is no rule 'CA999' | did you mean 'CA902'?",
    "rules: [CA101]": "1: rules: must be a table of keys and values, not a list | ",
    "severities: {CA1: {}}": "1: severities.CA1: must be one of low, medium, high, critical, not a table | ",
    "extends: cloudakt": "1: extends: there is no preset 'cloudakt' | did you mean 'cloudact'?",
    "extends: ../x.yaml": "1: extends: there is no configuration file '../x.yaml' | presets: bug-hunt, cloudact",
    "- a": " must hold keys and values, not a list | ",
    "a: [": "2: not valid YAML: did not find expected node content | ",
    "? [a, b]\n: 1": "1: not valid YAML: found unhashable key | ",
    "report: {order: [[1]], rows: {}}": "1: report.order: there is no row a list | ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_named(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    assert failure(tmp_path, text) == ".cloudact-lint.yaml:" + MISTAKES[text]


def test_mistakes_in_toml_name_file_and_key(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert failure(tmp_path, "[tool.cloudact-lint]\nselct = []", "pyproject.toml") == (
        "pyproject.toml: selct: unknown key | did you mean 'select'?"
    )
    assert "pyproject.toml: not valid TOML" in failure(tmp_path, "[tool.cloudact-lint", "pyproject.toml")


def test_broken_bytes(tmp_path):
    (tmp_path / ".cloudact-lint.yaml").write_bytes(b"advice: \xff")
    with pytest.raises(ConfigError, match="not valid UTF-8 at byte 8"):
        load([str(tmp_path)], CATALOGUE)
    (tmp_path / ".cloudact-lint.yaml").write_bytes(b"\xef\xbb\xbfadvice: true\r\n")
    assert load([str(tmp_path)], CATALOGUE).advice
    (tmp_path / ".cloudact-lint.yaml").write_bytes(b"")
    assert not load([str(tmp_path)], CATALOGUE).advice


def test_circles_are_errors(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.yaml").write_text("extends: .cloudact-lint.yaml")
    assert failure(tmp_path, "extends: b.yaml") == (
        "b.yaml:1: extends: goes in a circle: .cloudact-lint.yaml extends b.yaml extends .cloudact-lint.yaml | "
    )


def test_who_said_what_is_remembered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = settings(tmp_path, "extends: bug-hunt\nignore: [CA201]", options={"severity": "high"})
    assert ("ignore", "CA201", ".cloudact-lint.yaml") in found.origins
    assert ("advice", "", "preset bug-hunt") in found.origins
    assert ("severity", "", "command line") in found.origins
