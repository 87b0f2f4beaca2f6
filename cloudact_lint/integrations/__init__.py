"""Other tools that show what this one finds."""
