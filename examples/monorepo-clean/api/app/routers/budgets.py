"""Budgets, one for each organisation and month."""

import re

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, field_validator

from app.services import budgets

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
    budgets.save(org, month, amount=budget.amount)
    return budget
