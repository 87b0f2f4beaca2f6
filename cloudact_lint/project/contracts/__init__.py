"""Contracts: the shapes that responses have on either side of a route."""
