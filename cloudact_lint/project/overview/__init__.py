"""What a project consists of, for people: services, routes and their callers, pipelines, tables."""
