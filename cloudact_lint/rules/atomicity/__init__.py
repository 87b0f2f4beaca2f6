"""CA3: atomicity and idempotency."""
