"""Examples of CA605.

Tokens are put together here, and shown on no page, so that no scanner of secrets takes one for a live one.
"""

from __future__ import annotations

import base64
import json

from cloudact_lint.rule import Example

_STRIPE = "sk_" + "live_" + "51Hq8ZtKw3RmVn7Xb2LcPy9DfGs4"
_STRIPE_TEST = "sk_" + "test_" + "51Hq8ZtKw3RmVn7Xb2LcPy9DfGs4"
_GITHUB = "gh" + "p_" + "q7RzW3kXv9TnB2mLc8YdF4sHj6Pg1aUe5oZi"
_AWS = "AK" + "IA" + "Q7RZW3KXV9TNB2ML"
_GOOGLE = "AI" + "za" + "SyQ7RzW3kXv9TnB2mLc8YdF4sHj6Pg1aUe5"
_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7Vz0qk3Rt9XwLmPd5"
_PEM = "-----BEGIN " + "PRIVATE KEY-----\\n" + _BODY + "\\n" + _BODY[::-1] + "\\n-----END PRIVATE KEY-----\\n"


def _jwt(**claims: str) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "ref": "northwind", **claims}]
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.q7RzW3kXv9TnB2mLc8YdF4sHj6Pg1aUe5oZi0Kx"


INVALID: tuple[Example, ...] = (
    Example(
        "import requests\n"
        "\n"
        'PARTNER_API_KEY = "b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"  # <- CA605\n'
        "\n"
        "\n"
        "def prices():\n"
        '    return requests.get("https://partner.invalid/prices", headers={"X-Api-Key": PARTNER_API_KEY}, timeout=10)\n',
        title="A key as a constant",
    ),
    Example(
        "import os\n"
        "\n"
        'JWT_SECRET = os.getenv("JWT_SECRET", "kP3vX8rT1nQ6wZ9mB4yL7cJ2")  # <- CA605\n',
        title="A fallback that everybody knows",
    ),
    Example(
        f'STRIPE_KEY = "{_STRIPE}"  # <- CA605\n'
        f'# clone = "https://x-access-token:{_GITHUB}@github.com/northwind/pipeline.git"  # <- CA605\n',
        docs=False,
    ),
    Example(
        'import { createClient } from "@supabase/supabase-js"\n'
        "\n"
        f'const serviceKey = "{_jwt(role="service_role")}" // <- CA605\n'
        f'const anonKey = "{_jwt(role="anon")}"\n'
        "\n"
        'export const admin = createClient("https://northwind.supabase.co", serviceKey)\n'
        'export const session = { secret: process.env.SESSION_SECRET || "f3Kq9Zt2Wm7Xv4Bn8Lc1Pd6Rs" } // <- CA605\n',
        path="lib/admin.ts",
        docs=False,
    ),
    Example(
        "from sqlalchemy import create_engine\n"
        "\n"
        'engine = create_engine("postgresql://billing:Gr8-harvest@db.northwind.io:5432/billing")  # <- CA605\n',
        title="A password in an address",
    ),
    Example(
        "DECLARE partner_api_key STRING DEFAULT 'b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1'; -- <- CA605\n"
        "\n"
        "INSERT INTO core.integrations (name, client_secret) VALUES ('northwind', 'v8Lm3Qx7Tz2Wn9Kp4Rb6'); -- <- CA605\n"
        "SELECT AEAD.ENCRYPT(FROM_BASE64('CMKIrNYJEmQKWAowdHlwZS5nb29nbGVhcGlz'), email, '') FROM core.members; -- <- CA605\n",
        path="seed.sql",
        title="Secrets in SQL",
    ),
    Example(
        "[\n"
        '  {"name": "integration_id", "type": "STRING", "mode": "REQUIRED", "description": "Key of the integration"},\n'
        '  {"name": "api_key", "type": "STRING", "mode": "NULLABLE", "description": "API key of the provider"},\n'
        '  {"name": "refresh_token", "type": "STRING", "mode": "NULLABLE", "description": "OAuth refresh token"}\n'
        "]\n",
        path="schemas/integrations.json",
        rows=(("schemas/integrations.json", 3), ("schemas/integrations.json", 4)),
        title="Columns that hold secrets as they are",
    ),
    Example(
        "CREATE TABLE core.members (\n"
        "  member_id STRING NOT NULL,\n"
        "  email STRING,\n"
        "  password STRING -- <- CA605\n"
        ");\n",
        path="members.sql",
    ),
    Example(
        "create extension if not exists pgcrypto;\n"
        "CREATE TABLE public.org_keys (\n"
        "  org_slug TEXT PRIMARY KEY,\n"
        "  api_key TEXT NOT NULL, -- <- CA605\n"
        "  webhook_secret VARCHAR(80), -- sha256 of the secret\n"
        "  created_at TIMESTAMPTZ DEFAULT NOW()\n"
        ");\n"
        "ALTER TABLE public.org_keys ENABLE ROW LEVEL SECURITY;\n",
        path="migrations/001_keys.sql",
        title="A table of another database",
    ),
    Example(
        "from sqlalchemy import Column, String\n"
        "from sqlalchemy.orm import declarative_base\n"
        "\n"
        "Base = declarative_base()\n"
        "\n"
        "\n"
        "class Integration(Base):\n"
        '    __tablename__ = "integrations"\n'
        "    id = Column(String, primary_key=True)\n"
        "    access_token = Column(String)  # <- CA605\n"
        "    refresh_token_encrypted = Column(String)\n"
        '    api_key = Column(String, comment="Resource name of the secret in Secret Manager")\n',
        docs=False,
    ),
    Example(
        "CREATE TABLE core.invites (\n"
        "  email STRING,\n"
        "  invite_token STRING, -- <- CA605\n"
        "  expires_at TIMESTAMP\n"
        ");\n",
        path="invites.sql",
        kind="advice",
        docs=False,
    ),
    Example(
        "import requests\n"
        "\n"
        'requests.get("https://partner.invalid", auth=("billing", "Gr8-harvest!7"))  # <- CA605\n'
        'requests.get("https://partner.invalid", headers={"Authorization": "Bearer b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"})  # <- CA605\n'
        "\n"
        "\n"
        'def connect(host, password="Gr8-harvest!7"):  # <- CA605\n'
        "    ...\n"
        "\n"
        "\n"
        "def is_admin(password):\n"
        '    return password == "Gr8-harvest!7"  # <- CA605\n'
        "\n"
        "\n"
        'SECRETS = {"stripe": "q7RzW3kXv9TnB2mLc8YdF4sHj6", "region": "europe-west1"}  # <- CA605\n',
        docs=False,
    ),
    Example(
        "import os\n"
        "from pydantic import SecretStr\n"
        "from pydantic_settings import BaseSettings\n"
        "\n"
        "\n"
        "class Settings(BaseSettings):\n"
        '    signing_key: SecretStr = SecretStr("q7RzW3kXv9TnB2mLc8YdF4sHj6")  # <- CA605\n'
        "\n"
        "\n"
        'os.environ["DB_PASSWORD"] = "Gr8-harvest!7"  # <- CA605\n'
        'KEY = b"x"\n'
        'ENCRYPTION_KEY = b"q7RzW3kXv9TnB2mLc8YdF4sHj6"  # <- CA605\n',
        docs=False,
    ),
    Example(
        f'key_id = "{_AWS}"  # <- CA605\n'
        f'maps = "{_GOOGLE}"  # <- CA605\n'
        f'test = "{_STRIPE_TEST}"  # <- CA605\n'
        f'account = {{"type": "service_account", "private_key": "{_PEM}"}}  # <- CA605\n',
        docs=False,
    ),
    Example(
        "services:\n"
        "  api:\n"
        "    environment:\n"
        "      - SESSION_SECRET=f3Kq9Zt2Wm7Xv4Bn8Lc1Pd6Rs\n"
        "      - DB_PASSWORD=${DB_PASSWORD}\n"
        "      - TOKEN_TYPE=bearer\n",
        path="docker-compose.yaml",
        rows=(("docker-compose.yaml", 4),),
        docs=False,
    ),
    Example(
        "def seed(client):\n"
        "    client.query(\n"
        '        "INSERT INTO core.integrations (name, api_key) VALUES (\'northwind\', \'b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1\')"  # <- CA605\n'
        "    ).result()\n",
        docs=False,
    ),
    Example(
        f'{{"type": "service_account", "private_key": "{_PEM}"}}\n',
        path="deploy/key.json",
        rows=(("deploy/key.json", 1),),
        docs=False,
    ),
)

VALID: tuple[Example, ...] = (
    Example(
        "import os\n"
        "\n"
        "from google.cloud import secretmanager\n"
        "\n"
        'PARTNER_API_KEY = os.environ["PARTNER_API_KEY"]\n'
        'SIGNING_KEY_NAME = "projects/northwind/secrets/signing-key/versions/latest"\n'
        "\n"
        "\n"
        "def signing_key():\n"
        "    client = secretmanager.SecretManagerServiceClient()\n"
        '    return client.access_secret_version(name=SIGNING_KEY_NAME).payload.data.decode("utf-8")\n',
        title="From the environment, and from Secret Manager",
    ),
    Example(
        'API_KEY = "your-api-key"\n'
        'OPENAI_API_KEY = "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n'
        'password = "changeme"\n'
        'token = "<paste the token here>"\n'
        'SECRET_KEY = "dummy-secret-for-the-build-1234"\n'
        'secret = "abcdefghijklmnop1234567890"\n'
        'AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"\n'
        'api_key = "ck_live_abc123xyz..."\n',
        title="Placeholders",
    ),
    Example(
        'API_KEY_HEADER = "X-Partner-Api-Key"\n'
        'TOKEN_URL = "https://oauth2.googleapis.com/token"\n'
        'SECRET_NAME = "partner-api-key-prod-2024"\n'
        'API_KEY = "partner_sendgrid_api_key"\n'
        'password_field = "user[password_2]"\n'
        'token_type = "bearer"\n'
        'page_token = "CAoQAg3f8kZ1x9Lp4Tn8Rv3Ws6"\n'
        'pad_token = "<|endoftext|>"\n'
        'RESET_PASSWORD = "/reset-password/v2"\n'
        'PASSWORD = "password"\n'
        'messages = {"password": "At least 8 characters, 1 digit"}\n',
        title="Names of things",
    ),
    Example(
        f'export const anon = "{_jwt(role="anon")}"\n'
        'export const publishable = "pk_live_51Hq8ZtKw3RmVn7Xb2LcPy9DfGs4"\n'
        "export const firebase = {\n"
        f'  apiKey: "{_GOOGLE}",\n'
        '  authDomain: "northwind.firebaseapp.com",\n'
        '  projectId: "northwind",\n'
        "}\n",
        path="lib/public.ts",
        docs=False,
    ),
    Example('API_KEY = "b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"\n', path="tests/test_billing.py", title="Tests"),
    Example(
        'export const publishableKey = "pk_live_51Hq8ZtKw3RmVn7Xb2LcPy9DfGs4"\n'
        'export const posthogApiKey = "phc_q7RzW3kXv9TnB2mLc8YdF4sHj6Pg1aUe5oZi"\n',
        path="lib/public.ts",
        title="Keys that are made to be public",
    ),
    Example(
        "[\n"
        '  {"name": "api_key_hash", "type": "STRING", "mode": "REQUIRED", "description": "SHA-256 of the key"},\n'
        '  {"name": "encrypted_api_key", "type": "BYTES", "mode": "NULLABLE", "description": "Key, encrypted by Cloud KMS"},\n'
        '  {"name": "refresh_token", "type": "STRING", "mode": "NULLABLE", "description": "Encrypted by Cloud KMS, base64"},\n'
        '  {"name": "api_key_id", "type": "STRING", "mode": "NULLABLE", "description": "Public id of the key"},\n'
        '  {"name": "client_secret", "type": "STRING", "mode": "NULLABLE", "description": "Name of the secret in Secret Manager"},\n'
        '  {"name": "input_tokens", "type": "INT64", "mode": "NULLABLE", "description": "Tokens read"},\n'
        '  {"name": "token_type", "type": "STRING", "mode": "NULLABLE", "description": "Kind of token"},\n'
        '  {"name": "subscription_key", "type": "STRING", "mode": "NULLABLE", "description": "Key of the subscription"},\n'
        '  {"name": "key_version", "type": "STRING", "mode": "NULLABLE", "description": "Version of the KMS key"}\n'
        "]\n",
        path="schemas/integrations.json",
        title="Columns that hold a hash, what is encrypted, or a reference",
    ),
    Example(
        "from sqlalchemy import create_engine\n"
        "\n"
        'local = create_engine("postgresql://postgres:postgres@localhost:5432/app")\n'
        'compose = create_engine("postgresql://app:app-dev@db:5432/app")\n'
        'made = create_engine(f"postgresql://{user}:{password}@{host}/app")\n'
        'docs = "https://user:password@example.com/feed"\n'
        'redis = "redis://:<password>@cache.northwind.io:6379"\n',
        docs=False,
    ),
    Example(
        'PASSWORD_HASH = "$2b$12$KIXQ4J1c3hO2v8n5mT9LxeZ7yWq0RbAaPdFgHjKlMnOpQrStUvWxY"\n'
        'password = "pbkdf2_sha256$260000$q7RzW3kXv9TnB2mL"\n'
        'api_key = "projects/northwind/secrets/partner/versions/3"\n'
        'secret = "ENC[AES256_GCM,data:Q7RzW3kXv9TnB2mLc8Yd]"\n'
        'SECRET = "op://vault/partner/q7RzW3kXv9"\n'
        'DB_PASSWORD = "SQLALCHEMY_DB_PASSWORD_2"\n'
        'api_key = get_secret("partner-key-b7Qk2mZx9Lp4Tn8R")\n'
        'example = {"api_key": "b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"}\n'
        'field = Field(..., json_schema_extra={"example": {"token": "b7Qk2mZx9Lp4Tn8Rv3Ws6Yd1"}})\n'
        'pattern = r"-----BEGIN PRIVATE KEY-----\\n..."\n'
        'if token == "undefined_or_null":\n    pass\n',
        docs=False,
    ),
    Example(
        "from pydantic import Field\n"
        "\n"
        f'signing = Field(description="Signs events.", examples=["{_STRIPE}"])\n'
        f"# A key looks like {_STRIPE}\n"
        'POSTHOG_API_KEY = "phc_q7RzW3kXv9TnB2mLc8YdF4sHj6Pg1aUe5oZi"\n'
        'password = text.encode("latin1")\n',
        docs=False,
    ),
    Example(
        "from sqlalchemy import Column, String\n"
        "\n"
        "\n"
        "class Checkout(Base):\n"
        '    __tablename__ = "checkouts"\n'
        "    client_secret = Column(String, unique=True)\n"
        "\n"
        "\n"
        "class VaultParameter(Base):\n"
        '    __tablename__ = "vault_parameters"\n'
        "    totp_secret_key = Column(String)\n"
        "\n"
        "\n"
        "class LoginParameter(Base):\n"
        '    __tablename__ = "login_parameters"\n'
        "    master_password_aws_secret_key = Column(String)\n",
        docs=False,
    ),
    Example(
        "services:\n"
        "  db:\n"
        "    environment:\n"
        "      POSTGRES_PASSWORD: postgres\n"
        "      STRIPE_SECRET_KEY: ${STRIPE_SECRET_KEY:-sk_test_placeholder}\n"
        "  api:\n"
        "    secrets: [partner-api-key]\n"
        "    env:\n"
        "      - name: SESSION_SECRET\n"
        "        valueFrom: {secretKeyRef: {name: app, key: session-secret-2024}}\n",
        path="deploy/compose.yaml",
        docs=False,
    ),
)
