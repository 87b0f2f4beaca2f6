"""The API service, on port 8000."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.routers import budgets, costs, organisations, payments

app = FastAPI(title="Costpilot API")
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["GET", "POST", "PUT"],
)
app.include_router(costs.router, prefix="/v1/costs", tags=["costs"])
app.include_router(budgets.router, prefix="/v1/budgets", tags=["budgets"])
app.include_router(organisations.router, prefix="/v1/organisations", tags=["organisations"])
app.include_router(payments.router, prefix="/v1/payments", tags=["payments"])


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
