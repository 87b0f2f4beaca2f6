"""Budgets, one for each organisation and month."""

import re

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from app.services import budgets

router = APIRouter()


class Budget(BaseModel):
    org: str
    month: str
    amount: float

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
        budgets.save(org, month, total=budget.amount)
    except Exception as error:
        raise HTTPException(500, f"the budget was not saved: {error}") from error
    return budget
