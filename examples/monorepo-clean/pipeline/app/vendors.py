"""Usage that vendors offer over their own APIs."""

import os
import time
from typing import Any

import httpx
from tenacity import retry, stop_after_attempt, wait_exponential_jitter

_token = ""
_expires_at = 0.0


@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter())
def usage(day: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token()}"}
    response = httpx.get(f"{os.environ['VENDOR_API']}/usage", params={"day": day}, headers=headers, timeout=30)
    response.raise_for_status()
    return response.json()["rows"]


@retry(stop=stop_after_attempt(3), wait=wait_exponential_jitter())
def token() -> str:
    global _token, _expires_at
    if time.monotonic() > _expires_at:
        form = {"grant_type": "client_credentials", "client_id": os.environ["VENDOR_ID"], "client_secret": os.environ["VENDOR_SECRET"]}
        response = httpx.post(f"{os.environ['VENDOR_API']}/oauth/token", data=form, timeout=10)
        response.raise_for_status()
        answer = response.json()
        _token, _expires_at = answer["access_token"], time.monotonic() + answer["expires_in"] - 60
    return _token
