"""What the payment provider tells us."""

import hashlib
import hmac

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel

from app.services.subscriptions import change_plan
from app.settings import get_settings

router = APIRouter()


class PaymentEvent(BaseModel):
    org: str
    plan: str


async def signed_event(request: Request) -> PaymentEvent:
    """The event, if the provider signed it."""
    body = await request.body()
    secret = get_settings().payment_webhook_secret.encode()
    given = request.headers.get("X-Payment-Signature", "")
    if not hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).hexdigest(), given):
        raise HTTPException(status_code=401, detail="signature_mismatch")
    return PaymentEvent.model_validate_json(body)


@router.post("/webhook", status_code=204)
def payment_event(event: PaymentEvent = Depends(signed_event)) -> None:
    change_plan(event.org, event.plan)
