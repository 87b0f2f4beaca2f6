"""Budgets, one for each organisation and month."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from app.services import budgets

router = APIRouter()


class Budget(BaseModel):
    org: str
    month: str
    amount: float


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
