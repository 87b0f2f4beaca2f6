"""Addresses in code: those that one environment owns, and those that are something else."""

import logging
import os
from dataclasses import dataclass

import requests

logger = logging.getLogger(__name__)

# ruleid: hardcoded-service-url
ORDERS_URL = "http://localhost:8000"
# ruleid: hardcoded-service-url
REPORTS_API = "https://reports-x3k2vq-ew.a.run.app"
# ruleid: hardcoded-service-url
BILLING_BASE: str = "http://billing-service:8001/api"
# ok: hardcoded-service-url
PAYMENTS_URL = "https://api.stripe.com/v1"
# ok: hardcoded-service-url
STOCK_URL = os.getenv("STOCK_URL", "http://localhost:8002")
# ok: hardcoded-service-url
MAIL_URL = os.environ.get("MAIL_URL") or "http://localhost:8003"
# ok: hardcoded-service-url
DEFAULT_SEARCH_URL = "http://localhost:8004"
# ok: hardcoded-service-url
ALLOWED_ORIGINS = ["http://localhost:3000"]


def place(order: dict) -> dict:
    # ruleid: hardcoded-service-url
    return requests.post("http://127.0.0.1:8000/orders", json=order, timeout=10).json()


def read(order_id: str) -> dict:
    # ruleid: hardcoded-service-url
    return requests.get(f"http://localhost:8000/orders/{order_id}", timeout=10).json()


def by_keyword() -> dict:
    # ruleid: hardcoded-service-url
    return requests.get(url="http://orders-service:8000/orders", timeout=10).json()


def address() -> str:
    # ruleid: hardcoded-service-url
    return "http://localhost:8000"


def chosen(environment: str) -> str:
    if environment == "development":
        # ok: hardcoded-service-url
        return "http://localhost:8000"
    return os.environ["ORDERS_URL"]


def told(url: str) -> None:
    # ok: hardcoded-service-url
    logger.info("http://localhost:8000")
    # ok: hardcoded-service-url
    print("http://localhost:8000/docs")
    # ok: hardcoded-service-url
    if url.startswith("http://localhost:"):
        # ok: hardcoded-service-url
        raise ValueError("http://localhost:8000")


@dataclass
class ServiceSettings:
    # ok: hardcoded-service-url
    orders_url: str = "http://localhost:8000"
