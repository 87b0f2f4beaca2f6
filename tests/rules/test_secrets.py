"""Shapes of secrets, what is random, and what a name means. Tokens are made here, letter by letter."""

from __future__ import annotations

import random
import string

import pytest
from support import project_from

from cloudact_lint.rules.integration._other_sql import other_tables
from cloudact_lint.rules.integration._secret_names import secret_sort
from cloudact_lint.rules.integration._secret_shapes import may_hold, shaped
from cloudact_lint.rules.integration._secret_sql import in_sql
from cloudact_lint.rules.integration._secret_values import is_password, is_random, stands_for
from cloudact_lint.rules.integration._webhook_paths import is_incoming

MIXED = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"


def token(head, length, alphabet=MIXED, seed=7):
    return head + "".join(random.Random(seed).choices(alphabet, k=length))


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("AWS access key ID", token("AKIA", 16, UPPER)),
        ("Google API key", token("AIza", 35)),
        ("Google OAuth client secret", token("GOCSPX-", 28)),
        ("GitHub token", token("ghp_", 36)),
        ("GitHub token", token("gho_", 36)),
        ("GitHub token", token("github_pat_", 22) + token("_", 59)),
        ("GitLab token", token("glpat-", 20)),
        ("Slack token", token("xoxb-", 40)),
        ("Stripe live key", token("sk_live_", 24)),
        ("Stripe live key", token("rk_live_", 24)),
        ("Stripe test key", token("sk_test_", 24)),
        ("Anthropic API key", token("sk-ant-api03-", 90)),
        ("OpenAI API key", token("sk-proj-", 60)),
        ("OpenAI API key", token("sk-", 48)),
        ("SendGrid API key", token("SG.", 22) + token(".", 43)),
        ("npm token", token("npm_", 36)),
        ("Hugging Face token", token("hf_", 34)),
        ("Databricks token", token("dapi", 32, HEX)),
        ("Supabase access token", token("sbp_", 40, HEX)),
        ("Azure storage account key", token("AccountKey=", 86) + "=="),
        (
            "Slack webhook",
            "https://hooks.slack.com/services/"
            + token("T", 9, UPPER)
            + "/"
            + token("B", 9, UPPER)
            + "/"
            + token("", 24),
        ),
        ("password in a mysql address", "mysql://app:Gr8-harvest@db.northwind.io/app"),
    ],
)
def test_shapes(what, text):
    found = list(shaped(f'x = "{text}"'))
    assert [one.what for one in found] == [what]
    assert may_hold(f'x = "{text}"'.encode())
    assert all(text not in one.shown for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "sk-" + "x" * 48,
        "sk_live_" + "1234567890abcdefghijklmn",
        "task-" + token("sk-", 48)[3:],
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "postgres://user:password@db.northwind.io/app",
        "postgres://postgres:postgres@localhost/app",
        "https://user:pa55word-77@example.com/",
        "redis://:${REDIS_PASSWORD}@cache.northwind.io",
        "-----BEGIN " + "PRIVATE KEY-----\\n...",
    ],
)
def test_no_shapes(text):
    assert list(shaped(f'x = "{text}"')) == []


def test_a_twilio_key_needs_its_surroundings():
    key = token("SK", 32, HEX)
    assert not list(shaped(f'x = "{key}"'))
    assert [one.what for one in shaped(f'from twilio.rest import Client\nx = "{key}"')] == ["Twilio API key"]


@pytest.mark.parametrize(
    "value", [token("", 24), token("", 32, HEX), token("live-", 30), "5f0a3c1e-9b7d-4e2a-8c6f-1d3b5a7e9f02"]
)
def test_random(value):
    assert is_random(value)


@pytest.mark.parametrize(
    "value",
    [
        "partner-api-key-prod-2024",
        "X-Partner-Api-Key",
        "my_secret_value_v2",
        "2024-01-15T10:30:00Z",
        "VERY_LONG_CONSTANT_NAME_2",
        "00000000-0000-0000-0000-000000000000",
        "https://oauth2.googleapis.com/token",
        "createOAuth2TokenForUser",
        "sha256-abc",
        "projects/p/secrets/s/versions/1",
        "application/x-www-form-urlencoded",
    ],
)
def test_not_random(value):
    assert not is_random(value)


@pytest.mark.parametrize("value", ["Gr8-harvest", "hunter2x", "TempPassword2026!"])
def test_passwords(value):
    assert is_password(value)


@pytest.mark.parametrize(
    "value", ["password", "changeme1", "postgres", "/reset-password", "DB_PASSWORD_2", "auth.password", "secret123"]
)
def test_no_passwords(value):
    assert not is_password(value)


def test_placeholders():
    assert all(map(stands_for, ["your-key-here", "<token>", "${TOKEN}", "aaaaaaaaaa", "dummy-1", "test-key-123"]))


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("api_key", "key"),
        ("apiKey", "key"),
        ("STRIPE_SECRET_KEY", "key"),
        ("clientSecret", "key"),
        ("DB_PASSWORD", "password"),
        ("password_prod", "password"),
        ("access_token", "token"),
        ("credentials", "key"),
        ("ENCRYPTION_KEY", "key"),
        ("api_key_id", ""),
        ("token_type", ""),
        ("input_tokens", ""),
        ("page_token", ""),
        ("public_key", ""),
        ("cache_key", ""),
        ("secret_name", ""),
        ("password_hash", ""),
        ("csrf_token", ""),
        ("keyboard", ""),
        ("primary_key", ""),
        ("max_tokens", ""),
    ],
)
def test_names(name, sort):
    assert secret_sort(name) == sort


@pytest.mark.parametrize(
    "path",
    [
        "/webhook",
        "/webhooks/stripe",
        "/stripe/webhook",
        "/hooks/github",
        "/api/stripe-webhook",
        "/webhooks/{provider}",
        "/ipn",
    ],
)
def test_webhooks(path):
    assert is_incoming(path, "", ())


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks",
        "/webhooks/{id}",
        "/webhooks/{webhook_id}/test",
        "/notifications/channels/webhook",
        "/auth/callback",
        "/settings/webhook",
        "/webhook-secrets",
        "/webhooks/events",
        "/orders",
        "/{id}/webhooks",
        "/oauth/google/callback",
    ],
)
def test_no_webhooks(path):
    assert not is_incoming(path, "", ())


def test_handlers_tell_too():
    assert is_incoming("/stripe/events", "handle_stripe_webhook", ())
    assert not is_incoming("/events/{id}/redeliver", "redeliver_webhook_event", ())
    assert is_incoming("/pubsub/usage", "", ("/pubsub/*",))


@pytest.mark.parametrize(
    "text",
    ["CREATE TABLE a (x TEXT, ", "INSERT INTO t (api_key) VALUES (", "'x", "://a:b", "-----BEGIN PRIVATE KEY-----"],
)
def test_text_that_never_ends_is_read_once(text):
    long = text * 20_000
    assert list(in_sql(long)) == []
    assert list(shaped(long)) == []
    project = project_from({"a.sql": "CREATE EXTENSION x; CREATE TABLE b (id SERIAL);" + long})
    assert [table.name for table in other_tables(project)] == ["b"]
