"""What the payment provider tells us."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.services.subscriptions import change_plan

router = APIRouter()


class PaymentEvent(BaseModel):
    org: str
    plan: str


@router.post("/webhook", status_code=204)
def payment_event(event: PaymentEvent) -> None:
    change_plan(event.org, event.plan)
