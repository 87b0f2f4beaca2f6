"""What a lookup falls back to."""

import os

# ruleid: cross-environment-default
PROJECT_ID = os.getenv("GCP_PROJECT_ID", "acme-testing-1")
# ruleid: cross-environment-default
BILLING_PROJECT = os.environ.get("BILLING_PROJECT_ID", "acme-prod-4711")
# ruleid: cross-environment-default
REPORT_PROJECT = os.getenv("REPORT_PROJECT_ID") or "acme-staging-2"
# ruleid: cross-environment-default
ORDERS_URL = os.getenv("ORDERS_URL", "https://orders-staging.a.run.app")

# ok: cross-environment-default
REQUIRED = os.environ["GCP_PROJECT_ID"]
# ok: cross-environment-default
NONE = os.getenv("GCP_PROJECT_ID", "")
# ok: cross-environment-default
PLACEHOLDER = os.getenv("GCP_PROJECT_ID", "your-project-dev")
# ok: cross-environment-default
LOCAL = os.getenv("ORDERS_URL", "http://localhost:8000")
# ok: cross-environment-default
NEUTRAL = os.getenv("GCP_PROJECT_ID", "acme-analytics")
# ok: cross-environment-default
VENDOR = os.getenv("PAYMENTS_URL", "https://sandbox.vendor.com")
# ok: cross-environment-default
REGION = os.getenv("GCP_REGION", "europe-west1")
# ok: cross-environment-default
STAGING_PROJECT = os.getenv("STAGING_PROJECT_ID", "acme-staging-2")
# ruleid: cross-environment-default
PROD_PROJECT = os.getenv("PROD_PROJECT_ID", "acme-testing-1")
