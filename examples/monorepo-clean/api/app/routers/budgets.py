"""Budgets, one for each organisation and month."""

import re

import logging

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, field_validator

from app.services import budgets

logger = logging.getLogger(__name__)
router = APIRouter()


class Budget(BaseModel):
    org: str
    month: str
    amount: float

    @field_validator("month")
    @classmethod
    def validate_month(cls, value: str) -> str:
        if not re.fullmatch(r"\d{4}-\d{2}", value):
            raise ValueError("a month is written 2026-01")
        return value


@router.get("/{org}/{month}")
def read_budget(org: str, month: str) -> Budget:
    amount = budgets.find(org, month)
    if amount is None:
        raise HTTPException(404, "no budget for this month")
    return Budget(org=org, month=month, amount=amount)


@router.put("/{org}/{month}")
def write_budget(org: str, month: str, budget: Budget) -> Budget:
    try:
        budgets.save(org, month, amount=budget.amount)
    except Exception as error:
        logger.exception("the budget of %s for %s", org, month)
        raise HTTPException(500, {"code": "budget_not_saved", "message": "The budget was not saved"}) from error
    return budget
