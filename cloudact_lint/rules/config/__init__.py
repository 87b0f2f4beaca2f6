"""CA1: configuration and environments."""
