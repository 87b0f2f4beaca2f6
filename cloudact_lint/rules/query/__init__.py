"""CA2: what queries cost, and how their text is made."""
