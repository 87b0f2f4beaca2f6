"""What functions and classes of the repository accept when they are called."""
