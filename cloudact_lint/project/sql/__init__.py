"""SQL in the light of the whole project: where it is written, which tables and columns it means."""
