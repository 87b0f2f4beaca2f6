"""Examples of CA606."""

from __future__ import annotations

from cloudact_lint.rule import Example

_FIELD = '  {{"name": "{}", "type": "{}", "mode": "NULLABLE", "description": "{}"}}'


def _schema(*fields: tuple[str, str, str]) -> str:
    return "[\n" + ",\n".join(_FIELD.format(*field) for field in fields) + "\n]\n"


INVALID: tuple[Example, ...] = (
    Example(
        _schema(
            ("key_id", "STRING", "Public id of the key"),
            ("api_key_hash", "STRING", "SHA-256 of the key"),
            ("created_at", "TIMESTAMP", "When it was issued"),
        ),
        path="schemas/api_keys.json",
        rows=(("schemas/api_keys.json", 3),),
        kind="advice",
        title="Keys without an end",
    ),
    Example(
        "CREATE TABLE core.integrations (\n"
        "  provider STRING,\n"
        "  encrypted_credential BYTES, -- <- CA606\n"
        "  validation_status STRING\n"
        ");\n",
        path="integrations.sql",
    ),
    Example(
        "CREATE TABLE org_keys (\n"
        "  org_slug TEXT PRIMARY KEY,\n"
        "  api_key_encrypted BYTEA NOT NULL, -- <- CA606\n"
        "  created_at TIMESTAMPTZ DEFAULT NOW()\n"
        ");\n",
        path="migrations/001.sql",
        title="A table of another database",
    ),
    Example(
        "from django.db import models\n"
        "\n"
        "\n"
        "class Integration(models.Model):\n"
        "    provider = models.CharField(max_length=40)\n"
        '    client_secret = models.TextField(help_text="Encrypted by Cloud KMS")  # <- CA606\n',
        title="A model",
    ),
    Example(
        "from google.cloud import bigquery\n"
        "\n"
        "\n"
        "def make(client):\n"
        "    fields = [\n"
        '        bigquery.SchemaField("provider", "STRING"),\n'
        '        bigquery.SchemaField("encrypted_access_token", "BYTES"),  # <- CA606\n'
        "    ]\n"
        '    client.create_table(bigquery.Table("northwind.core.connections", schema=fields))\n',
        docs=False,
    ),
)
VALID: tuple[Example, ...] = (
    Example(
        _schema(
            ("key_id", "STRING", "Public id of the key"),
            ("api_key_hash", "STRING", "SHA-256 of the key"),
            ("expires_at", "TIMESTAMP", "From then on it is refused"),
        ),
        path="schemas/api_keys.json",
        title="Keys with an end",
    ),
    Example(
        _schema(("provider", "STRING", "Provider"), ("credential_id", "STRING", "Key of integration_credentials")),
        path="schemas/usage.json",
        title="A table that only names a credential",
    ),
    Example(
        _schema(
            ("org_slug", "STRING", "Organisation"),
            ("api_key_fingerprint", "STRING", "First characters of the hash, to show"),
            ("client_secret", "STRING", "Name of the secret in Secret Manager"),
        ),
        path="schemas/organisations.json",
        docs=False,
    ),
    Example(
        "CREATE TABLE core.members (\n  email STRING,\n  password_hash STRING\n);\n",
        path="members.sql",
        title="Passwords of people",
    ),
    Example(
        files=(
            (
                "migrations/001.sql",
                "CREATE TABLE org_keys (\n  org_slug TEXT PRIMARY KEY,\n  api_key_hash TEXT NOT NULL\n);\n",
            ),
            ("migrations/002.sql", "ALTER TABLE org_keys ADD COLUMN IF NOT EXISTS rotated_at TIMESTAMPTZ;\n"),
        ),
        title="A later migration adds it",
    ),
    Example(
        _schema(("api_key_hash", "STRING", "SHA-256 of the key"), ("good_for", "INT64", "Days")),
        path="schemas/api_keys.json",
        options=(("columns", ("good_*",)),),
        docs=False,
    ),
)
