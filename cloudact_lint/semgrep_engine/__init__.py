"""Running Semgrep: where it is, which rule files there are, what its core engine answers."""
