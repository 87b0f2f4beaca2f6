"""Shell scripts as commands, seen from outside."""

from __future__ import annotations

import time

import pytest

from cloudact_lint.facts.shell import commands, program, shell_facts
from cloudact_lint.source.text import SourceFile


def words(text):
    return [command.words for command in commands(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bq query 'SELECT 1'", [("bq", "query", "SELECT 1")]),
        (
            'bq query \\\n  --use_legacy_sql=false \\\n  "SELECT 1"',
            [("bq", "query", "--use_legacy_sql=false", "SELECT 1")],
        ),
        ("a; b && c || d | e & f", [("a",), ("b",), ("c",), ("d",), ("e",), ("f",)]),
        ("# bq query x\nls # bq query y", [("ls",)]),
        ("echo a#b", [("echo", "a#b")]),
        ("echo \"bq query 'x'\"", [("echo", "bq query 'x'")]),
        ("X=1 bq query y", [("bq", "query", "y")]),
        (
            'BQ="bq query --use_legacy_sql=false"; $BQ "SELECT 1"',
            [("bq", "query", "--use_legacy_sql=false", "SELECT 1")],
        ),
        ('BQ="bq query"\n${BQ} x', [("bq", "query", "x")]),
        ('Q="SELECT 1"; bq query "$Q"', [("bq", "query", "SELECT 1")]),
        ('ARGS=(--a --b=c)\nARGS+=(--d)\nbq query "${ARGS[@]}" x', [("bq", "query", "--a", "--b=c", "--d", "x")]),
        ('bq query "${OTHER[@]}" "$unknown"', [("bq", "query", "${OTHER[@]}", "$unknown")]),
        ("bq query '$Q'", [("bq", "query", "$Q")]),
        (
            "if ! bq show x > /dev/null 2>&1; then bq mk x; else ls; fi",
            [("bq", "show", "x"), ("bq", "mk", "x"), ("ls",)],
        ),
        ("[[ -n $x && $y < 3 ]] && bq ls", [("bq", "ls")]),
        ("[ -f x ] || exit 1", [("[", "-f", "x", "]"), ("exit", "1")]),
        ("f() { bq ls; }\nfunction g { bq rm x; }\nf", [("bq", "ls"), ("bq", "rm", "x"), ("f",)]),
        ("case $x in a|b) bq ls ;; *) bq rm y ;; esac; ls", [("bq", "ls"), ("bq", "rm", "y"), ("ls",)]),
        ("case x in (a) ls;; esac", [("ls",)]),
        ("(cd x && bq ls) && ls", [("cd", "x"), ("bq", "ls"), ("ls",)]),
        ("(( i++ )); ls", [("ls",)]),
        ("diff <(bq ls) x", [("bq", "ls"), ("diff", "x")]),
        ("ls 2> err.txt > out.txt &", [("ls",)]),
        ("x=$((1 + 2)); ls", [("ls",)]),
        ("a=${b:-$(date)}; ls", [("ls",)]),
        ("ls \"a b\"'c'\\ d", [("ls", "a bc d")]),
        ("echo $'a b'", [("echo", "a b")]),
        ("time bq ls", [("bq", "ls")]),
        ("bash -c 'bq ls'", [("bash", "-c", "bq ls"), ("bq", "ls")]),
        ("local n=5; export A=b", [("local", "n=5"), ("export", "A=b")]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "N=$(bq query x)",
        'N="$(bq query x)"',
        "N=`bq query x`",
        "for i in $(bq query x); do ls; done",
        'echo "n: $(bq query x | tail -1)"',
    ],
)
def test_substitutions_hold_commands(text):
    assert ("bq", "query", "x") in words(text)


def test_loops():
    found = {
        command.words[0]: command.loop
        for command in commands(
            "a\nfor x in 1 2; do\n b\n for y in 3; do c; done\n d\ndone\ne\n"
            "while f; do g; done < in.txt\nh\nuntil i\ndo j\ndone"
        )
    }
    assert found == {
        "a": False,
        "b": True,
        "c": True,
        "d": True,
        "e": False,
        "f": True,
        "g": True,
        "h": False,
        "i": True,
        "j": True,
    }


@pytest.mark.parametrize(
    ("text", "stdin"),
    [
        ("bq query <<EOF\nSELECT 1\nEOF\nls", "SELECT 1\n"),
        ("bq query <<-'EOF'\n\tSELECT $x\n\tEOF\nls", "SELECT $x\n"),
        ("bq query <<'SQL' | tee log\nSELECT 1\nSQL\nls", "SELECT 1\n"),
        ('bq query <<< "SELECT 1"\nls', "SELECT 1"),
        ('echo "SELECT 1" | bq query\nls', "SELECT 1"),
        ("cat <<EOF | bq query\nSELECT 1\nEOF\nls", "SELECT 1\n"),
    ],
)
def test_standard_input(text, stdin):
    found = commands(text)
    assert [command.stdin for command in found if command.words[0] == "bq"] == [stdin]
    assert found[-1].words == ("ls",)


@pytest.mark.parametrize(
    "text",
    ['Q=$(cat <<EOF\nSELECT 1\nEOF\n)\nbq query "$Q"', "read -r -d '' Q <<EOF\nSELECT 1\nEOF\nbq query \"$Q\""],
)
def test_here_document_in_a_variable(text):
    assert commands(text)[-1].words[2].strip() == "SELECT 1"


def test_here_document_text_is_no_command():
    assert words("cat <<EOF\nbq query x\nEOF") == [("cat",)]


def test_places():
    (first, second) = commands("ls -l\n  bq query \\\n    x")
    assert first.at == (1, 1, 1, 6)
    assert second.at == (2, 3, 3, 6)
    (moved,) = commands("bq ls", 7, 5)
    assert moved.at == (7, 5, 7, 10)
    (placed,) = commands("\nbq ls", places=((0, 4, 9), (1, 5, 9)))
    assert placed.at == (5, 9, 5, 14)


def test_a_variable_extended_by_itself():
    assert words('a="--x"; a="$a --y"; bq load $a t') == [("bq", "load", "--x", "--y", "t")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sudo -E bq ls", ("bq", "ls")),
        ("env A=b bq ls", ("bq", "ls")),
        ("timeout 60 bq ls", ("bq", "ls")),
        ("command -v bq", ("command", "-v", "bq")),
        ("xargs -I x bq rm", ("x", "bq", "rm")),
        ("bq ls", ("bq", "ls")),
    ],
)
def test_program(text, expected):
    assert program(commands(text)[0]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'",
        '"',
        "`",
        "$(",
        "${",
        "$((",
        "<<",
        "<<EOF",
        "<<EOF\n",
        "case",
        "case x in",
        "case x in a)",
        "for",
        "done",
        "esac",
        "((",
        "[[",
        "a=(",
        "\\",
        "a\\",
        "$",
        "<(",
        "\0",
        ")))",
        "function",
        "f()",
        ";;",
        "|",
        "&&",
        "<<<",
        "$(cat <<EOF\nx",
        '"$(',
        "EOF",
        "{",
        "}",
        "bash -c",
    ],
)
def test_broken_scripts_are_never_an_error(text):
    commands(text)


@pytest.mark.parametrize(
    "text",
    [
        "$(" * 50_000,
        "((" * 100_000,
        "<<A " * 50_000,
        "a='" * 100_000,
        "case x in " * 50_000,
        "`" * 100_001,
        "a;" * 100_000,
        '"$(' * 50_000,
        "A=$A$A;" * 20_000,
        "bash -c 'bash -c ls';" * 2000,
        "${" * 100_000,
        "for x in a; do " * 30_000,
        "a=(" * 50_000,
    ],
    ids=lambda text: text[:8],
)
def test_large_scripts_cost_linear_time(text):
    start = time.perf_counter()
    commands(text)
    assert time.perf_counter() - start < 10


def test_facts_of_a_file_with_windows_line_ends():
    facts = shell_facts(SourceFile.from_bytes("a.sh", b"ls\r\nbq query \\\r\n x\r\n"))
    assert [command.words for command in facts.shell] == [("ls",), ("bq", "query", "x")]
    assert facts.shell[1].at.row == 2
