"""Pipelines described in YAML: steps, and what they name."""
