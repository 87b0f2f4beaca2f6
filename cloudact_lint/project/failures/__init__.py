"""Failures: what catches them, and what code does to make them known."""
