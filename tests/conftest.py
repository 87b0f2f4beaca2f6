"""Being here puts this folder on the path: tests in any folder can import ``support``."""
