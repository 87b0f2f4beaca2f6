"""What is known of values and functions without running them."""

from __future__ import annotations

from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_tokens import word_set

AGGREGATES = word_set(
    "ANY_VALUE APPROX_COUNT_DISTINCT APPROX_QUANTILES APPROX_TOP_COUNT APPROX_TOP_SUM ARRAY_AGG ARRAY_CONCAT_AGG AVG "
    "BIT_AND BIT_OR BIT_XOR CORR COUNT COUNTIF COVAR_POP COVAR_SAMP GROUPING HLL_COUNT.INIT HLL_COUNT.MERGE "
    "LOGICAL_AND LOGICAL_OR MAX MAX_BY MIN MIN_BY STDDEV STDDEV_POP STDDEV_SAMP STRING_AGG SUM VAR_POP VAR_SAMP "
    "VARIANCE"
)
VOLATILE = word_set("RAND GENERATE_UUID")
"""Functions that give another value at each call."""
_LITERALS = frozenset(("string", "number", "bool", "bytes", "null", "param", "sysvar"))


def literal(expr: Sx) -> bool:
    """Whether an expression is one literal or parameter, perhaps cast."""
    if expr.kind in ("cast", "safe_cast") and expr.args:
        return literal(expr.args[0])
    return expr.kind in _LITERALS


def mentions_column(expr: Sx) -> bool:
    """Whether any column stands in an expression, its subqueries left aside."""
    stack = [expr]
    while stack:
        node = stack.pop()
        if node.kind == "column":
            return True
        stack.extend(node.args)
    return False
