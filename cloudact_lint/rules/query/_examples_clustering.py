"""Examples of CA206."""

from __future__ import annotations

from cloudact_lint.rule import Example

_TICKETS = """{
  "fields": [
    {"name": "ticket_id", "type": "STRING", "mode": "REQUIRED"},
    {"name": "venue", "type": "STRING"},
    {"name": "holder", "type": "STRING"},
    {"name": "used", "type": "BOOL"},
    {"name": "sold_on", "type": "DATE"}
  ],
  "timePartitioning": {"type": "DAY", "field": "sold_on"},
  "clustering": {"fields": ["venue"]}
}
"""
_PLAIN = '[{"name": "ticket_id", "type": "STRING"}, {"name": "holder", "type": "STRING"}]\n'
_LOOKUPS = (
    "SELECT ticket_id FROM hall.tickets WHERE sold_on = @day AND holder = @holder;\n"
    "UPDATE hall.tickets SET venue = 'north' WHERE sold_on = @day AND holder = @holder;\n"
    "SELECT COUNT(*) AS n FROM hall.tickets WHERE sold_on = @day AND holder IN ('a', 'b');\n"
)


def _files(schema: str, *queries: str) -> tuple[tuple[str, str], ...]:
    return (("schemas/tickets.json", schema), *((f"q{n}.sql", text) for n, text in enumerate(queries)))


INVALID = (
    Example(
        title="Three queries look tickets up by their holder",
        files=_files(_TICKETS, _LOOKUPS),
        rows=(("schemas/tickets.json", 10),),
        kind="advice",
    ),
    Example(
        title="In several files",
        files=_files(_TICKETS, *_LOOKUPS.splitlines()),
        rows=(("schemas/tickets.json", 10),),
        docs=False,
    ),
)
VALID = (
    Example(
        title="The clustering column, the partition column and a BOOL",
        files=_files(
            _TICKETS,
            "SELECT ticket_id FROM hall.tickets WHERE sold_on = @day AND venue = 'a' AND used = TRUE;\n"
            "SELECT holder FROM hall.tickets WHERE sold_on = @day AND venue = 'b' AND used = TRUE;\n"
            "SELECT holder, used FROM hall.tickets WHERE sold_on = @day AND venue = 'c' AND used = TRUE;\n",
        ),
    ),
    Example(
        title="Two queries only",
        files=_files(_TICKETS, "".join(_LOOKUPS.splitlines(keepends=True)[:2])),
    ),
    Example(
        title="A table whose clustering nothing states",
        files=_files(_PLAIN, _LOOKUPS.replace("sold_on = @day AND ", "")),
    ),
    Example(
        title="Joins are no look-ups",
        files=_files(
            _TICKETS,
            *(
                f"SELECT t.ticket_id FROM hall.tickets AS t JOIN hall.p{n} AS p ON t.holder = p.holder WHERE "
                "t.sold_on = @day\n"
                for n in range(4)
            ),
        ),
        docs=False,
    ),
)
