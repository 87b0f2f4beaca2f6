"""Examples of CA416, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_SCHEMAS = tuple(
    (f"db/schemas/{table}.json", '[{"name": "id", "type": "STRING", "mode": "REQUIRED"}]\n')
    for table in ("baskets", "customers", "orders")
)
_FIRST = (("db/schemas/baskets.json", 1),)

INVALID = (
    Example(title="Schemas, and nothing else", files=_SCHEMAS, rows=_FIRST, kind="advice"),
    Example(
        title="A configuration without a version; a package's version is another one",
        files=(
            *_SCHEMAS,
            ("db/config.yml", "tables:\n  orders:\n    clustering: [id]\n"),
            ("db/package.json", '{\n  "version": "1.2.0"\n}\n'),
        ),
        rows=_FIRST,
    ),
    Example(
        title="A version two folders up is not theirs",
        files=(*_SCHEMAS, ("VERSION", "2.1.0\n")),
        rows=_FIRST,
        docs=False,
    ),
)

VALID = (
    Example(title="A version file", files=(*_SCHEMAS, ("db/schemas/version.yaml", "schema: 12\n"))),
    Example(title="A version file above", files=(*_SCHEMAS, ("db/VERSION", "2.1.0\n"))),
    Example(
        title="A configuration with a version",
        files=(*_SCHEMAS, ("db/config.yml", 'name: shop\nversion: "1.4.0"\ntables: {}\n')),
    ),
    Example(
        title="The same as JSON",
        files=(*_SCHEMAS, ("db/setup.json", '{\n  "name": "shop",\n  "schema_version": 7\n}\n')),
        docs=False,
    ),
    Example(
        title="Migrations",
        files=(*_SCHEMAS, ("db/migrations/0001_orders.sql", "ALTER TABLE shop.orders ADD COLUMN note STRING;\n")),
    ),
    Example(
        title="Numbered files in the folder",
        files=(*_SCHEMAS, ("db/V2__orders.sql", "ALTER TABLE shop.orders ADD COLUMN note STRING;\n")),
        docs=False,
    ),
    Example(
        title="The version is in the names",
        files=tuple((path.replace(".json", "_v1.json"), text) for path, text in _SCHEMAS),
    ),
    Example(title="Two files are no folder of schemas", files=_SCHEMAS[:2]),
    Example(title="Test data", files=tuple((f"tests/{path}", text) for path, text in _SCHEMAS), docs=False),
)
