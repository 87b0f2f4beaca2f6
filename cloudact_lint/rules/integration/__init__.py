"""Rules about integrations and APIs (CA6)."""
