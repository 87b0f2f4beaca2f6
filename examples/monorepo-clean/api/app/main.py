"""The API service, on port 8000."""

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from prometheus_fastapi_instrumentator import Instrumentator

from app.routers import budgets, costs, exports, organisations, payments
from app.settings import get_settings

app = FastAPI(title="Costpilot API")
app.add_middleware(
    CORSMiddleware,
    allow_origins=[get_settings().frontend_url],
    allow_credentials=True,
    allow_methods=["GET", "POST", "PUT"],
)
app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")
Instrumentator().instrument(app).expose(app)
app.include_router(costs.router, prefix="/v1/costs", tags=["costs"])
app.include_router(budgets.router, prefix="/v1/budgets", tags=["budgets"])
app.include_router(exports.router, prefix="/v1/exports", tags=["exports"])
app.include_router(organisations.router, prefix="/v1/organisations", tags=["organisations"])
app.include_router(payments.router, prefix="/v1/payments", tags=["payments"])


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
