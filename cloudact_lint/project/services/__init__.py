"""Services: applications, their routes, and which expressions in code stand for which service."""
