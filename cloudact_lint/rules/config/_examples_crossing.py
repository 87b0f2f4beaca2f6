"""x"""
from cloudact_lint.rule import Example
VALID=()
INVALID=()
