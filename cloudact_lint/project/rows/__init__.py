"""Rows on their way through code: from the query that gives them to where a column is read, and into tables."""
