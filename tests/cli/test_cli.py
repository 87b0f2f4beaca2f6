import json
import re
import statistics
import subprocess
import sys
import time

import pytest
from cli_samples import CALL, HOME, project, run

from cloudact_lint.__main__ import main


def test_help_lists_the_commands(tmp_path):
    ran = run("--help", cwd=tmp_path)
    assert ran.code == 0 and ran.err == ""
    assert re.findall(r"^  (\w+)  ", ran.out.split("Commands:")[1], re.M) == [
        "baseline", "cache", "check", "config", "map", "migrate", "report", "rule", "rules", "schema", "server",
        "version",
    ]
    assert "..." not in ran.out.split("Commands:")[1]


def test_no_words_at_all_is_help(tmp_path):
    assert run(cwd=tmp_path).out == run("--help", cwd=tmp_path).out


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from cloudact_lint.__main__ import main; main(['check', '--help']);"
        "print([m for m in ('libcst', 'sqlglot', 'tree_sitter', 'yaml', 'rich', 'cloudact_lint.findings',"
        " 'cloudact_lint.registry') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_help_is_quick(tmp_path):
    def once():
        began = time.perf_counter()
        run("--help", cwd=tmp_path)
        return time.perf_counter() - began

    assert statistics.median(once() for _ in range(7)) < 0.3  # 0.15 on an idle machine


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "error: there is no command 'chek'\nhelp: did you mean 'check'?\n"),
        (["src"], "error: there is no command 'src'\nhelp: did you mean 'cloudact-lint check src'?\n"),
        (["x/y.py"], "error: there is no command 'x/y.py'\nhelp: did you mean 'cloudact-lint check x/y.py'?\n"),
        (["zzz"], "error: there is no command 'zzz'\nhelp: 'cloudact-lint --help' lists them\n"),
        (["cache", "claen"], "error: there is no command 'claen'\nhelp: did you mean 'clean'?\n"),
        (["check", "--selct", "CA1"], "error: there is no option '--selct'\nhelp: did you mean '--select'?\n"),
        (["check", "scr"], "error: there is no file or folder 'scr'\nhelp: did you mean 'src'?\n"),
        (["check", "src/b.py"], "error: there is no file or folder 'src/b.py'\nhelp: did you mean 'src/a.py'?\n"),
        (["check", "--select", "CA1001"], "error: --select: there is no rule 'CA1001'\nhelp: did you mean 'CA101'?\n"),
        (["check", "--engine", "semgrap"],
         "error: --engine: must be one of builtin, semgrep, not 'semgrap'\nhelp: did you mean 'semgrep'?\n"),
        (["check", "--output-format", "jsn"], "error: unknown output format 'jsn'\nhelp: did you mean 'json'?\n"),
        (["check", "--config", "no.yaml"], "error: there is no configuration file 'no.yaml'\n"),
        (["check", "--config", "no.yaml", "--isolated"],
         "error: --config and --isolated exclude each other\nhelp: leave one of them out\n"),
        (["check", "--per-file-ignores", "CA101"],
         "error: --per-file-ignores: 'CA101' names no file\nhelp: write GLOB:CODE, e.g. 'scripts/*.py:CA201'\n"),
        (["check", "-", "src"], "error: standard input is one file; 'src' cannot be checked beside it\n"),
        (["check", "--output-file", "no/where.txt", "src"],
         "error: 'no/where.txt' cannot be written: No such file or directory\n"),
        (["rule", "hardcoded-service-uri"],
         "error: there is no rule 'hardcoded-service-uri'\nhelp: did you mean 'hardcoded-service-url'?\n"),
        (["config", "nowhere"], "error: there is no file or folder 'nowhere'\n"),
    ],
)
def test_mistakes_are_answered_with_the_nearest_name(tmp_path, words, said):
    project(tmp_path, {"src/a.py": CALL})
    ran = run(*words, cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (2, "", said)


def test_a_mistake_in_the_configuration(tmp_path):
    project(tmp_path, {"a.py": CALL, ".cloudact-lint.yaml": "advice: true\nignroe: [CA101]\n"})
    ran = run("check", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: .cloudact-lint.yaml:2: ignroe: unknown key\nhelp: did you mean 'ignore'?\n"


def test_exit_status(tmp_path):
    project(tmp_path, {"a.py": CALL})
    assert run("check", cwd=tmp_path).code == 1
    assert run("check", "a.py", cwd=tmp_path).code == 1
    assert run("check", "--fail-on", "medium", cwd=tmp_path).code == 0
    assert run("check", "--exit-zero", cwd=tmp_path).code == 0
    assert run("check", "--severity", "medium", cwd=tmp_path).code == 0
    assert run("check", "--ignore", "CA101", cwd=tmp_path).code == 0
    assert run("check", "--per-file-ignores", "*.py:hardcoded-service-url", cwd=tmp_path).code == 0


def test_a_finding_as_people_see_it(tmp_path):
    project(tmp_path, {"a.py": CALL})
    ran = run("check", "--output-format", "concise", cwd=tmp_path)
    lines = ran.out.splitlines()
    assert lines[0].startswith("a.py:5:25: CA101 ")
    assert re.fullmatch(r"Found 1 finding \(1 low\), in 1 file, [\d.]+ s\.", lines[-1])
    assert "\x1b" not in ran.out and ran.err == ""
    assert "\x1b[" in run("check", cwd=tmp_path, FORCE_COLOR="1").out
    assert "\x1b[" not in run("check", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[" in run("check", "--color", cwd=tmp_path, NO_COLOR="1").out


def test_quiet_statistics_and_timings(tmp_path):
    project(tmp_path, {"a.py": CALL})
    quiet = run("check", "-q", "--output-format", "concise", cwd=tmp_path)
    assert len(quiet.out.splitlines()) == 1 and quiet.err == ""
    table = run("check", "--statistics", cwd=tmp_path).out.splitlines()
    assert table[0].split() == ["1", "CA101", "low", "hardcoded-service-url"]
    assert "discover" in run("check", "--timings", cwd=tmp_path).err
    assert run("check", "-q", "--ignore", "CA101", cwd=tmp_path).out == ""


def test_no_files_left_is_success_with_a_sentence(tmp_path):
    project(tmp_path, {"pyproject.toml": "[tool.cloudact-lint]", "node_modules/a.py": CALL, "x.txt": "x"})
    ran = run("check", cwd=tmp_path)
    assert ran.code == 0 and ran.out.startswith("No findings: no files to check")
    assert run("check", "--force-exclude", "node_modules/a.py", cwd=tmp_path).code == 0
    assert run("check", "node_modules/a.py", cwd=tmp_path).code == 1


def test_paths_are_shown_from_the_working_directory(tmp_path):
    project(tmp_path, {".cloudact-lint.yaml": "", "src/a.py": CALL})
    assert run("check", "--output-format", "concise", cwd=tmp_path / "src").out.startswith("a.py:5:25: CA101")


def test_standard_input(tmp_path):
    ran = run("check", "-", cwd=tmp_path, stdin=CALL.encode())
    assert ran.code == 1 and '5 |     return requests.get("http://localhost:8000/items", timeout=5)' in ran.out
    sql = run("check", "--stdin-filename", "x/q.sql", "-", cwd=tmp_path, stdin=b"SELECT 1 FROM `acme-prod-7.d.t`\n",)
    assert sql.code == 1 and sql.out.startswith("x/q.sql:1:") and "CA102" in sql.out


def test_formats_for_programs(tmp_path):
    project(tmp_path, {"a.py": CALL})
    found = json.loads(run("check", "--output-format", "json", cwd=tmp_path).out)
    assert [(one["code"], one["location"]["row"], one["noqa_row"]) for one in found] == [("CA101", 5, 5)]
    ran = run("check", "--output-format", "sarif", "--output-file", "out.sarif", cwd=tmp_path)
    assert ran.code == 1 and ran.out == "" and ran.err.startswith("Found 1 finding")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"


def test_help_names_the_formats_there_are(tmp_path):
    from cloudact_lint.output import FORMATS

    text = " ".join(run("check", "--help", cwd=tmp_path).out.split())
    assert ", ".join(FORMATS[:-1]) + f" or {FORMATS[-1]}." in text


def test_rule_by_code_and_by_name(tmp_path):
    by_code = run("rule", "ca101", cwd=tmp_path)
    assert by_code.code == 0 and by_code.out.startswith("CA101 hardcoded-service-url [low, on]\n")
    assert by_code == run("rule", "hardcoded-service-url", cwd=tmp_path)
    facts = json.loads(run("rule", "CA101", "--output-format", "json", cwd=tmp_path).out)
    assert facts["code"] == "CA101" and facts["why"] and facts["examples"]


def test_rules_table(tmp_path):
    lines = run("rules", cwd=tmp_path).out.splitlines()
    assert lines[0].split() == ["code", "name", "severity", "default", "languages", "what", "it", "finds"]
    assert any(line.startswith("CA101  hardcoded-service-url ") for line in lines)
    listed = json.loads(run("rules", "--output-format", "json", cwd=tmp_path).out)
    assert [one["code"] for one in listed] == [line.split()[0] for line in lines[1:]]


def test_config_show_says_why(tmp_path):
    project(tmp_path, {
        "pyproject.toml": '[tool.cloudact-lint]\nignore = ["CA107"]\n[tool.cloudact-lint.per-file-ignores]\n'
                          '"scripts/" = ["CA101"]\n',
        "scripts/a.py": "",
    })
    ran = run("config", "--show", "scripts/a.py", cwd=tmp_path)
    lines = ran.out.splitlines()
    assert lines[:2] == [f"Root: {tmp_path}", "From: pyproject.toml"]
    assert '  ignore = ["CA107"]  (pyproject.toml)' in lines and '  select = ["CA"]  (default)' in lines
    rules = {line.split()[0]: " ".join(line.split()[2:]) for line in lines if line.startswith("  CA")}
    assert rules["CA101"] == "off ignored by CA101 in scripts/ (pyproject.toml)"
    assert rules["CA107"] == "off ignored by CA107 (pyproject.toml)"
    assert rules["CA102"] == "on selected by CA (default)"
    assert rules["CA903"] == "on selected by CA (default); advice, not shown without --advice"


def test_config_schema_is_json(tmp_path):
    schema = json.loads(run("config", "--schema", cwd=tmp_path).out)
    assert schema["$schema"].endswith("2020-12/schema") and "CA101" in schema["properties"]["rules"]["properties"]


def test_cache_commands(tmp_path):
    project(tmp_path, {"a.py": CALL})
    assert run("cache", "dir", cwd=tmp_path).out.strip() == str(tmp_path / ".c")
    run("check", cwd=tmp_path)
    assert list((tmp_path / ".c").rglob("*-*"))
    assert run("cache", "clean", cwd=tmp_path).code == 0
    assert not [path for path in (tmp_path / ".c").rglob("*") if path.is_file() and path.suffix != ".TAG"]


def test_version(tmp_path):
    from cloudact_lint import __version__

    assert run("version", cwd=tmp_path).out.startswith(f"cloudact-lint {__version__} (Python ")
    assert run("version", cwd=tmp_path) == run("--version", cwd=tmp_path)


def test_a_console_without_the_characters_does_not_matter(tmp_path):
    project(tmp_path, {"ж✓.py": CALL})
    ran = run("check", cwd=tmp_path, PYTHONIOENCODING="cp1252")
    assert ran.code == 1 and "CA101" in ran.out and "Traceback" not in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently")
def test_a_closed_pipe_is_no_news(tmp_path):
    command = f"PYTHONPATH={HOME} {sys.executable} -m cloudact_lint rules | true"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""


def test_a_bug_of_ours_is_a_sentence_and_status_3(tmp_path, monkeypatch, capsys):
    from cloudact_lint.commands import explain

    def broken(*_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(explain, "rules", broken)
    assert main(["rules"]) == 3
    err = capsys.readouterr().err
    assert err.startswith("internal error: ZeroDivisionError: division by zero (test_cli.py:")
    assert "Traceback" not in err


def test_interrupting(monkeypatch, capsys):
    from cloudact_lint.commands import explain

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(explain, "rules", interrupted)
    assert main(["rules"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_crash_in_a_rule_is_status_3_and_the_findings_stay(tmp_path, monkeypatch, capsys):
    from cloudact_lint.engine import runner

    real = runner.check

    def crashed(*words, **keys):
        import dataclasses

        return dataclasses.replace(real(*words, **keys), crashed=True)

    project(tmp_path, {"a.py": CALL})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "check", crashed)
    assert main(["check", "--no-cache", "--exit-zero"]) == 3
    assert "CA101" in capsys.readouterr().out
