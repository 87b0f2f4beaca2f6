"""Which services a repository has, where they answer, and which variables hold their addresses."""

from __future__ import annotations

import json
import textwrap

import pytest

from cloudact_lint.config.settings import ServiceSettings, Settings
from cloudact_lint.engine.opening import opened
from cloudact_lint.project.services.containers import ports_of
from cloudact_lint.project.services.detect import directory

FASTAPI = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/health')\ndef health():\n    return {}\n"
NEXT = json.dumps({"scripts": {"dev": "next dev -p 3100"}, "dependencies": {"next": "15"}})


@pytest.fixture
def look(tmp_path):
    def ask(files, question, **settings):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(textwrap.dedent(text), encoding="utf-8")
        known = Settings(root=str(tmp_path), **settings)
        with opened(known, [str(tmp_path)], jobs=1, use_cache=False) as (project, _):
            return question(directory(project))

    return ask


def facts(known):
    return {
        service.name: (service.folder, sorted(service.ports), sorted(service.variables)) for service in known.services
    }


def named(known, variable, near="web/lib/api.ts"):
    service, paths = known.named(variable, near)
    return service.name if service else None, sorted(paths)


def at(known, host, near="web/lib/api.ts"):
    service = known.at(host, near)
    return service.name if service else None


def test_compose_files_name_services(look):
    files = {
        "deploy/docker-compose.yml": """\
            services:
              api-service:
                build: {context: ../backend, dockerfile: Dockerfile}
                container_name: acme-api
                ports: ["127.0.0.1:9000:8000/tcp"]
                environment:
                  - PIPELINES=http://pipelines:8001
              pipelines:
                build: ../jobs
                expose: ["8001"]
                ports:
                  - target: 8001
                    published: 9001
              cache:
                image: redis:7
                ports: ["6379:6379"]
              web:
                build: ../web
                environment:
                  API_BASE: ${API_BASE:-http://api-service:8000/v1}
            """,
        "backend/pyproject.toml": "", "backend/app/main.py": FASTAPI,
        "jobs/pyproject.toml": "", "jobs/app/main.py": FASTAPI,
        "web/package.json": NEXT, "web/lib/api.ts": "export {}\n",
    }  # fmt: skip

    def question(known):
        assert facts(known) == {
            "api-service": ("backend", [8000, 9000], ["API_BASE"]),
            "pipelines": ("jobs", [8001, 9001], ["PIPELINES"]),
            "web": ("web", [3100], []),
        }
        assert at(known, "localhost:9000") == "api-service"
        assert at(known, "localhost:8000") is None  # only its container listens there
        assert at(known, "api-service:8000") == at(known, "acme-api") == "api-service"
        assert at(known, "cache:6379") is None
        assert named(known, "API_BASE") == ("api-service", ["/v1"])
        assert known.of_file("jobs/app/main.py").name == "pipelines"

    look(files, question)


def test_environment_files_and_images(look):
    files = {
        "web/package.json": NEXT,
        "web/.env.example": """\
            # where it is
            export API_URL="http://localhost:8080" # local
            STRIPE_URL=https://api.stripe.com
            """,
        "web/lib/api.ts": "export {}\n",
        "api/Dockerfile": """\
            FROM python:3.12
            ENV PORT=8080
            CMD ["uvicorn", "app.main:app", \\
                 "--port", "8080"]
            """,
        "api/app/main.py": FASTAPI,
    }

    def question(known):
        assert facts(known)["api"] == ("api", [8080], ["API_URL"])
        assert named(known, "API_URL") == ("api", [""])
        assert named(known, "STRIPE_URL") == (None, [])

    look(files, question)


def test_names_of_variables_tell_where_values_do_not(look):
    files = {
        "01-web/package.json": NEXT, "01-web/lib/api.ts": "export {}\n",
        "02-api-service/pyproject.toml": "", "02-api-service/main.py": FASTAPI,
        "03-data-pipeline-service/pyproject.toml": "", "03-data-pipeline-service/main.py": FASTAPI,
    }  # fmt: skip

    def question(known):
        for variable, name in {
            "API_SERVICE_URL": "02-api-service", "NEXT_PUBLIC_API_URL": "02-api-service",
            "PIPELINE_SERVICE_URL": "03-data-pipeline-service", "DATA_PIPELINE_BASE_URL": "03-data-pipeline-service",
            "FRONTEND_URL": "01-web", "OPENAI_API_URL": None, "DATA_URL": None, "SUPABASE_URL": None,
        }.items():  # fmt: skip
            assert named(known, variable, "01-web/lib/api.ts")[0] == name, variable

    look(files, question)


def test_many_small_systems_on_one_port(look):
    files = {}
    for name in ("one", "two"):
        files[f"samples/{name}/backend/pyproject.toml"] = ""
        files[f"samples/{name}/backend/main.py"] = FASTAPI
        files[f"samples/{name}/backend/Dockerfile"] = "FROM x\nEXPOSE 8080\n"
        files[f"samples/{name}/frontend/package.json"] = NEXT
        files[f"samples/{name}/frontend/lib/api.ts"] = "export {}\n"

    def question(known):
        for name in ("one", "two"):
            near = f"samples/{name}/frontend/lib/api.ts"
            assert known.at("localhost:8080", near).folder == f"samples/{name}/backend"
            assert known.named("BACKEND_URL", near)[0].folder == f"samples/{name}/backend"
        assert known.at("localhost:8080", "tools/check.py") is None

    look(files, question)


def test_one_folder_may_hold_several_services(look):
    files = {
        "compose.yaml": """\
            services:
              public:
                build: .
                command: uvicorn app.public:app --host 0.0.0.0 --port 8000
                ports: ["8000:8000"]
              internal:
                build: .
                command: ["gunicorn", "-b", "0.0.0.0:9000", "app.internal:app"]
                ports: ["9000:9000"]
              old:
                image: registry.example.com/all
                environment: [FLASK_APP=/srv/app/old.py]
                command: flask run
                ports: ["5050:5000"]
            """,
        "pyproject.toml": "", "app/__init__.py": "", "app/public.py": FASTAPI, "app/internal.py": FASTAPI,
        "app/old.py": "from flask import Flask\n\napp = Flask(__name__)\n",
    }  # fmt: skip

    def question(known):
        files = {service.name: [app.file for app in service.applications] for service in known.services}
        assert files == {"public": ["app/public.py"], "internal": ["app/internal.py"], "old": ["app/old.py"]}
        assert [at(known, f"localhost:{port}", "x.py") for port in (8000, 9000, 5050)] == ["public", "internal", "old"]

    look(files, question)


def test_ports_in_code(look):
    files = {
        "a/pyproject.toml": "",
        "a/main.py": FASTAPI + "\n\nif __name__ == '__main__':\n    import uvicorn\n\n"
        "    uvicorn.run('main:app', port=int(os.environ.get('PORT', 8123)))\n",
        "b/package.json": json.dumps({"scripts": {"start": "node dist/server.js"}, "dependencies": {"express": "4"}}),
        "b/src/server.ts": "const port = process.env.PORT || 3999\napp.listen(port)\n",
    }
    assert {name: said[1] for name, said in look(files, facts).items()} == {"a": [8123], "b": [3999]}


def test_the_configuration_has_the_last_word(look):
    files = {"api/pyproject.toml": "", "api/main.py": FASTAPI, "web/package.json": NEXT, "web/lib/api.ts": ""}
    said = (
        ServiceSettings("core", "api", (9999,), ("*.core.example.com",), ("CORE",)),
        ServiceSettings("ledger", "", (), ("ledger.example.com:443",), ()),
    )

    def question(known):
        assert facts(known)["core"] == ("api", [9999], ["CORE"])
        assert at(known, "eu.core.example.com") == named(known, "CORE")[0] == "core"
        assert at(known, "ledger.example.com:443") == "ledger"

    look(files, question, services=said)


def test_kubernetes_and_bad_files_do_no_harm(look):
    files = {
        "api/pyproject.toml": "", "api/main.py": FASTAPI,
        "k8s/api.yaml": "kind: Service\nmetadata: {name: api}\nspec:\n  ports: [{port: 80, targetPort: 8000}]\n",
        "compose.yaml": "services:\n  - x\n  api: 3\n",
        "docker-compose.yml": """\
            services:
              api:
                build: ../../elsewhere
                ports: ["a:b", "${PORT}:80", {x: 1}, "99999:1"]
            """,
        "api/Dockerfile": "EXPOSE ${NOTHING}\nCMD\n",
        "api/.env.example": "=\nX\nAPI_URL=\n\0\n",
        "web/package.json": "[]",
    }  # fmt: skip

    def question(known):
        assert [service.name for service in known.services] == ["api"]
        assert at(known, "api:80", "x.py") == "api"

    look(files, question)


@pytest.mark.parametrize(
    ("command", "ports"),
    [
        ("uvicorn a:b --port 8000", [8000]), ("uvicorn a:b --port=${PORT:-8001}", [8001]), ("next dev -p 3100", [3100]),
        ("gunicorn -b 0.0.0.0:9000 a:b", [9000]), ("gunicorn --bind :${PORT:-8080} a", [8080]),
        ("PORT=4000 node server.js", [4000]), ("python manage.py runserver 0.0.0.0:7000", [7000]), ("npm start", []),
    ],
)  # fmt: skip
def test_ports_of_commands(command, ports):
    assert ports_of(command) == ports
