"""What it takes to bring BigQuery tables to what is wanted of them, and the script that does it."""
