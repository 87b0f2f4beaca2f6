"""Fixes: which can be applied together, and what files are with them."""
