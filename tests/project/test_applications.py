"""Applications: their routes over files and routers, what each takes, and what every request passes."""

from __future__ import annotations

from support import files_of, project_from

from cloudact_lint.project.services.applications import applications, unmounted_routes


def apps_of(text, **settings):
    return applications(project_from(files_of(text, "main.py"), **settings))


def routes_of(text):
    """Methods and paths of the only application."""
    (app,) = apps_of(text)
    return {f"{','.join(sorted(route.methods))} {route.path}" for route in app.routes}


def params_of(text):
    """Name, source and need of the parameters of the only route."""
    (app,) = apps_of(text)
    (route,) = app.routes
    return {f"{p.name}:{p.where}{'' if p.required else '?'}" for p in route.params}


ROUTERS = """
from fastapi import FastAPI
from api import orgs, register

app = FastAPI()
app.include_router(orgs.router, prefix="/api/v1")
app.include_router(orgs.router, prefix="/api/v2")
register(app)

# file: api/__init__.py
from .more import register

# file: api/orgs.py
from fastapi import APIRouter
from .users import router as users

router = APIRouter(prefix="/orgs")
router.include_router(users, prefix="/{org}")

@router.get("")
def list_orgs(): ...

# file: api/users.py
from fastapi import APIRouter
router = APIRouter(prefix="/users")

@router.delete("/{user}")
def remove(user: str): ...

# file: api/more.py
from fastapi import APIRouter, FastAPI
from settings import settings

health = APIRouter()

@health.get("/health")
def ok(): ...

other = APIRouter()

@other.api_route("/any", methods=["POST", "put"])
def anything(): ...

def register(application: FastAPI):
    for router, prefix in [(health, ""), (other, settings.PREFIX)]:
        application.include_router(router, prefix=prefix)

# file: settings.py
class Settings:
    PREFIX: str = "/x"

settings = Settings()
"""


def test_routers_over_files_prefixes_helpers_and_loops():
    assert routes_of(ROUTERS) == {
        "GET /api/v1/orgs",
        "DELETE /api/v1/orgs/{org}/users/{user}",
        "GET /api/v2/orgs",
        "DELETE /api/v2/orgs/{org}/users/{user}",
        "GET /health",
        "POST,PUT /x/any",
    }


def test_a_complete_application_says_so():
    (app,) = apps_of(ROUTERS)
    assert app.complete
    assert (app.name, app.file, app.framework) == ("app", "main.py", "fastapi")


FACTORY = """
from fastapi import FastAPI, APIRouter

router = APIRouter()

@router.get("/a")
async def a(): ...

def create_app():
    app = FastAPI()
    app.include_router(router)
    return app

app = create_app()

@app.get("/b")
async def b(): ...
"""


def test_factory_and_what_is_put_on_its_result():
    assert routes_of(FACTORY) == {"GET /a", "GET /b"}


def test_routers_in_a_circle_end():
    text = """
    from fastapi import FastAPI, APIRouter
    app = FastAPI()
    a = APIRouter(prefix="/a")
    b = APIRouter(prefix="/b")
    a.include_router(b)
    b.include_router(a)
    app.include_router(a)
    @b.get("/x")
    def x(): ...
    """
    assert routes_of(text) == {"GET /a/b/x"}


def test_what_cannot_be_read_is_not_guessed():
    text = """
    from fastapi import FastAPI, APIRouter
    from elsewhere import prefix, routers
    app = FastAPI()
    r = APIRouter()
    @r.get("/x")
    def x(): ...
    app.include_router(r, prefix=prefix)
    for router in routers:
        app.include_router(router)
    """
    (app,) = apps_of(text)
    assert not app.complete
    assert app.routes == ()


def test_routers_that_nobody_includes():
    text = """
    from fastapi import FastAPI, APIRouter
    app = FastAPI()
    dead = APIRouter(prefix="/dead")
    @dead.get("/x")
    def x(): ...
    """
    project = project_from(files_of(text))
    assert [route.path for route in unmounted_routes(project)] == ["/dead/x"]
    assert applications(project)[0].routes == ()


def test_parameters_of_handler_and_of_what_it_depends_on():
    text = """
    from typing import Annotated, Optional
    from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Query, Request, UploadFile
    from pydantic import BaseModel

    class Item(BaseModel):
        name: str

    class Page:
        def __init__(self, limit: int = 10, cursor: Optional[str] = None): ...

    def common(page: Page = Depends(), x_token: str = Header()): ...
    Sort = Annotated[str, Query(alias="sortBy")]

    app = FastAPI()
    @app.post("/items/{kind}")
    def create(kind: str, request: Request, item: Item, q: str | None, sort: Sort, tags: list[str] = Query([]),
               must: int = Query(...), session: str = Cookie(None), part: Annotated[bytes, File()] = b"",
               upload: UploadFile = File(...), shared=Depends(common)): ...
    """
    assert params_of(text) == {
        "kind:path", "item:body", "q:query", "sortBy:query", "tags:query?", "must:query", "session:cookie?",
        "part:file?", "upload:file", "shared:dependency", "page:dependency", "limit:query?", "cursor:query?",
        "x-token:header",
    }  # fmt: skip


def test_middleware_added_in_every_way():
    text = """
    from fastapi import FastAPI
    from fastapi.middleware import Middleware
    from fastapi.middleware.cors import CORSMiddleware
    from starlette.middleware.gzip import GZipMiddleware
    from prometheus_fastapi_instrumentator import Instrumentator
    from setup import setup_ids

    app = FastAPI(middleware=[Middleware(GZipMiddleware)])
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    setup_ids(app)
    Instrumentator().instrument(app)

    @app.middleware("http")
    async def timing(request, call_next): ...

    @app.exception_handler(ValueError)
    async def refuse(request, error): ...

    # file: setup.py
    from asgi_correlation_id import CorrelationIdMiddleware

    def setup_ids(app):
        app.add_middleware(CorrelationIdMiddleware)
    """
    (app,) = apps_of(text)
    assert {item.name for item in app.middlewares} == {
        "GZipMiddleware", "CORSMiddleware", "CorrelationIdMiddleware", "Instrumentator", "timing",
    }  # fmt: skip
    assert [(name, function.function.name) for name, function in app.handlers] == [("ValueError", "refuse")]
    assert app.complete


def test_an_application_that_is_only_looked_at_is_none():
    text = """
    from fastapi import FastAPI

    def served():
        app = FastAPI()
        return wrap(app)

    def documented():
        app = FastAPI()
        print(app.openapi())
    """
    assert [app.at.row for app in apps_of(text)] == [4]


def test_flask_blueprints_nested_and_with_prefixes():
    text = """
    from flask import Flask
    from pages import pages, part, made

    def create_app():
        app = Flask(__name__)
        app.register_blueprint(pages, url_prefix="/p")
        app.register_blueprint(part)
        for blueprint, prefix in made():
            app.register_blueprint(blueprint, url_prefix=f"/made{prefix}")
        return app

    app = create_app()

    @app.route("/")
    def index(): ...

    # file: pages.py
    from flask import Blueprint, request
    from flask.views import MethodView

    pages = Blueprint("pages", __name__, url_prefix="/not-this")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    part = Blueprint("part", __name__, url_prefix="/part/<org>")
    third = Blueprint("third", __name__)
    pages.register_blueprint(inner)

    @pages.route("/<int:id>", methods=["GET", "POST"])
    def page(id):
        return request.args.get("limit")

    @inner.get("/files/<path:rest>")
    def files(rest): ...

    class Things(MethodView):
        def get(self): ...
        def delete(self): ...

    part.add_url_rule("/things", view_func=Things.as_view("things"))

    @third.route("x")
    def x(): ...

    def made():
        return [(third, "/one"), (third, "/two")]
    """
    assert routes_of(text) == {
        "GET /", "GET,POST /p/{id}", "GET /p/inner/files/{rest:path}", "GET /part/{org}/things",
        "DELETE /part/{org}/things", "GET /made/one/x", "GET /made/two/x",
    }  # fmt: skip
    (app,) = apps_of(text)
    params = {p.name: p.where for route in app.routes for p in route.params if route.path == "/p/{id}"}
    assert params == {"id": "path", "limit": "query"}


def test_resources_of_flask_restful_and_namespaces_of_restx():
    text = """
    from flask import Blueprint, Flask
    from flask_restful import Api, Resource
    from flask_restx import Api as XApi, Namespace, Resource as XResource

    app = Flask(__name__)
    api = Api(app, prefix="/api")

    class Users(Resource):
        def get(self): ...
        def post(self): ...

    api.add_resource(Users, "/users", "/people")

    bp = Blueprint("x", __name__, url_prefix="/x")
    xapi = XApi(bp)
    ns = xapi.namespace("orders")
    other = Namespace("other", path="/o")
    xapi.add_namespace(other)
    app.register_blueprint(bp)

    @ns.route("/<int:id>")
    class Order(XResource):
        def get(self, id): ...

    @other.route("/a")
    class A(XResource):
        def put(self): ...
    """
    assert routes_of(text) == {
        "GET /api/users", "POST /api/users", "GET /api/people", "POST /api/people", "GET /x/orders/{id}", "PUT /x/o/a",
    }  # fmt: skip


def test_starlette_lists_and_mounted_applications():
    text = """
    from fastapi import FastAPI
    from starlette.applications import Starlette
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    def home(request): ...

    inner = FastAPI()

    @inner.get("/deep")
    def deep(): ...

    app = Starlette(routes=[
        Route("/", home),
        Mount("/v1", routes=[Route("/a", home, methods=["POST"])]),
        Mount("/sub", app=inner),
        Mount("/static", StaticFiles(directory="static")),
    ])
    """
    (app,) = apps_of(text)
    assert {f"{','.join(route.methods)} {route.path}" for route in app.routes} == {
        "GET /", "POST /v1/a", "GET /sub/deep",
    }  # fmt: skip
    assert app.mounts == ("/static",)
    assert app.complete


def test_an_application_under_a_host_of_its_own_is_none_by_itself():
    text = """
    from fastapi import FastAPI, Request
    links = FastAPI()
    app = FastAPI()
    app.host("links.example.com", links)
    @app.get("/x")
    def x(r: Request):
        return r.query_params["limit"]
    """
    (app,) = apps_of(text)
    assert (app.name, app.complete) == ("app", True)
    assert [(p.name, p.where, p.required) for p in app.routes[0].params] == [("limit", "query", True)]


def test_folder_of_a_service():
    files = {
        "services/api/setup.py": "",
        "services/api/src/app/__init__.py": "",
        "services/api/src/app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
        "services/web/app/__init__.py": "",
        "services/web/app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    }
    found = applications(project_from(files))
    assert [app.folder for app in found] == ["services/api", "services/web"]


def test_own_classes_and_helpers_in_objects():
    text = """
    from fastapi import APIRouter, FastAPI

    class Service(FastAPI):
        def __init__(self):
            super().__init__()
            self.add_api_route("/ready", self.ready, methods=["GET"])

        def ready(self): ...

    class Setup:
        def __init__(self, app: FastAPI):
            self.app = app

        def run(self):
            self.app.include_router(router)

    router = APIRouter()

    @router.get("/a")
    def a(): ...

    app = Service()
    Setup(app).run()
    """
    assert routes_of(text) == {"GET /ready", "GET /a"}


EXPRESS = """
import express from 'express'
import cors from 'cors'
import { orgs } from './orgs'
import { setUp } from './setup'
import type { Request } from 'express'

const app = express()
app.use(cors(), express.json())
app.use(function identify(req, res, next) { next() })
setUp(app)
app.use('/api', orgs)
app.get('/health', (req, res) => res.json({ ok: true }))
app.use('/files', express.static('public'))
export default app

// file: orgs.ts
import { Router } from 'express'
import { members } from './members'

export const orgs = Router()
orgs.get('/orgs/:org', load)
orgs.route('/orgs').get(list).post(check, create)
orgs.use('/orgs/:org/members', members)

// file: members.ts
import express = require('express')
export const members = express.Router()
members.delete('/:id(\\\\d+)', remove)
members.all('/', any)

// file: setup.ts
import { Express } from 'express'
export function setUp(app: Express) {
  app.get('/ready', (req, res) => { res.send('ok') })
}
"""


def test_express_routers_helpers_and_middleware():
    (app,) = applications(project_from(files_of(EXPRESS, "app.ts")))
    assert {f"{','.join(sorted(route.methods))} {route.path}" for route in app.routes} == {
        "GET /health", "GET /ready", "GET /api/orgs/{org}", "GET /api/orgs", "POST /api/orgs",
        "* /api/orgs/{org}/members", "DELETE /api/orgs/{org}/members/{id}",
    }  # fmt: skip
    assert [item.name for item in app.middlewares] == ["cors", "json", "identify"]
    assert app.mounts == ("/files",)
    assert (app.framework, app.complete) == ("express", True)


def test_express_patterns_and_unknown_routers_are_gaps():
    text = """
    import express from 'express'
    import { plugins } from './plugins'
    const app = express()
    app.get(/^\\/x/, answer)
    for (const plugin of plugins()) app.use(plugin.router)
    """
    (app,) = applications(project_from(files_of(text, "app.ts")))
    assert app.routes == ()
    assert not app.complete


ODD = """
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI, Header
from starlette.applications import Starlette

app = FastAPI(*args, **options)
app = wrap(app)
router = APIRouter(**options)
A = B
B = A

def again(app, depth=0):
    again(app)
    app.include_router(router)

def circle(c=Depends(circle), d: A = None): ...

class Itself:
    def __init__(self, other: "Itself" = Depends(), more: Annotated[A, Depends()] = None): ...

@app.get()
@app.get
@app.api_route("/x", methods=methods())
@router.websocket("/ws")
@app.middleware
@app.exception_handler()
def odd(c=Depends(circle), i: Itself = Depends(), j: Annotated = 1, k: Annotated[int] = 2, l: Header = Header): ...

app.include_router()
app.include_router(app)
app.include_router(router, prefix=1)
app.mount()
app.mount("/y", app)
app.add_middleware()
app.add_middleware(*args)
app.add_api_route()
app.add_exception_handler()
again(app)
for a, (b, c) in [(1, 2), 3, (router, ("/a", "/b"))]:
    app.include_router(a, prefix=b)
for x in {**options}:
    app.include_router(x)
star = Starlette(routes=[*routes, 1, Mount(), Route()])
"""


def test_odd_code_ends_without_an_error():
    found = apps_of(ODD)
    assert found
    assert not any(app.complete for app in found)


def test_routers_included_again_and_again_end():
    chain = ["from fastapi import APIRouter, FastAPI", "app = FastAPI()", "r0 = APIRouter()"]
    for number in range(1, 30):
        chain += [f"r{number} = APIRouter()", f"r{number - 1}.include_router(r{number}, prefix='/{number}')"] * 1
        chain += [f"r{number - 1}.include_router(r{number}, prefix='/b{number}')"]
    chain += ["app.include_router(r0)", "@r29.get('/x')", "def x(): ..."]
    (app,) = apps_of("\n".join(chain))
    assert not app.routes
    assert not app.complete
