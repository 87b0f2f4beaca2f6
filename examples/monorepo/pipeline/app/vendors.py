"""Usage that vendors offer over their own APIs."""

import os
from typing import Any

import httpx

_token = ""


def usage(day: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token()}"}
    response = httpx.get(f"{os.environ['VENDOR_API']}/usage", params={"day": day}, headers=headers, timeout=30)
    response.raise_for_status()
    return response.json()["rows"]


def token() -> str:
    global _token
    if not _token:
        form = {"grant_type": "client_credentials", "client_id": os.environ["VENDOR_ID"], "client_secret": os.environ["VENDOR_SECRET"]}
        response = httpx.post(f"{os.environ['VENDOR_API']}/oauth/token", data=form, timeout=10)
        response.raise_for_status()
        _token = response.json()["access_token"]
    return _token
