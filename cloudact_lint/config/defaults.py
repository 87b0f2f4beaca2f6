"""What holds where nobody configured anything."""

from __future__ import annotations

EXCLUDE: tuple[str, ...] = (
    "*.bundle.js", "*.egg-info", "*.min.js", "*.min.mjs", ".bzr", ".cache", ".cloudact-lint-baseline.json", ".direnv",
    ".eggs", ".git", ".hg",
    ".ipynb_checkpoints", ".mypy_cache", ".next", ".nox", ".nuxt", ".output", ".pnpm-store", ".pytest_cache",
    ".ruff_cache", ".serverless", ".svelte-kit", ".svn", ".terraform", ".tox", ".turbo", ".venv", ".vercel",
    ".yarn", "__pycache__", "__pypackages__", "bower_components", "build", "coverage", "dist", "node_modules",
    "package-lock.json", "pnpm-lock.yaml", "site-packages", "storybook-static", "vendor", "venv",
)
"""Code that nobody here wrote, or that is made from other code."""

TEST_PATHS: tuple[str, ...] = (
    "*.spec.js", "*.spec.jsx", "*.spec.mjs", "*.spec.ts", "*.spec.tsx",
    "*.test.js", "*.test.jsx", "*.test.mjs", "*.test.ts", "*.test.tsx",
    "*_test.py", "__mocks__/", "__tests__/", "conftest.py", "cypress.config.*", "cypress/", "e2e/",
    "jest.config.*", "jest.setup.*", "playwright.config.*", "test/", "test_*.py", "testdata/", "tests/", "unittests/",
    "vitest.config.*", "vitest.setup.*",
)
"""Test code and the configuration of test runners."""

APPEND_ONLY_TABLES: tuple[str, ...] = (
    "*_event", "*_events", "*_log", "*_log_*", "*_logs", "*_transitions", "*audit*", "*changelog*", "*history*",
    "events", "events_*", "log", "log_*", "logs",
)
"""Tables in which the same thing happening twice is two rows on purpose."""

CHANGE_TIME_COLUMNS: tuple[str, ...] = (
    "*changed_at", "*last_changed", "*last_modified", "*last_modified_time", "*last_updated", "*modification_time",
    "*modified", "*modified_at", "*modified_date", "*modified_on", "*modified_time", "*update_time", "*updated",
    "*updated_at", "*updated_date", "*updated_on", "*updated_time", "*updatedat",
)
"""Columns that tell when a row was last changed."""
