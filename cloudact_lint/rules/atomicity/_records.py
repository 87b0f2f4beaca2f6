"""Tables whose rows say what happened: doing it twice happened twice, mostly."""

from __future__ import annotations

from cloudact_lint.lazy import lazy_pattern

OUTCOMES = lazy_pattern(
    r"(?i)(?:^|_)(?:results?|metrics?|checks?|snapshots?|tracking|telemetry|measurements?|traces?|activity|errors?"
    r"|failures?|alerts?)$"
)
"""By the end of the table's name."""
RUNS = lazy_pattern(r"(?i)(?:^|_)(?:runs?|executions?)$")
"""Only with a row that is stamped with the time of its making: a table of runs may also be a plan of them."""
