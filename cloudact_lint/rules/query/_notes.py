"""What the end of a report says of CA201: the few places where one change cures many findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cloudact_lint.findings import Finding

BUILT = "the client is built here, without a default limit"
"""Said of the related place at which a default configuration would cure a finding."""
MOST = 3
"""How many clients are named."""


def notes(reported: Iterable[Finding]) -> Iterator[str]:
    """Which default configurations would cure several of the findings at once, the most first."""
    cures = Counter(
        (related.location.path, related.location.span.row)
        for finding in reported
        for related in finding.related
        if related.message == BUILT and finding.kind == "on"
    )
    places = [(place, count) for place, count in cures.most_common() if count > 1]
    for (path, row), count in places[:MOST]:
        yield f"a default config at {path}:{row} cures {count} of these"
    if len(places) > MOST:
        rest = sum(count for _, count in places[MOST:])
        yield f"default configs at {len(places) - MOST} more clients cure {rest} of these"
