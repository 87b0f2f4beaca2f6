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
