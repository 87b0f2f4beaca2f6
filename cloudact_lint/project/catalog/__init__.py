"""The tables of a project: what schema files, CREATE statements and code say of them, together."""
