"""What queries cost: an export of INFORMATION_SCHEMA.JOBS, matched to the SQL of the code."""
