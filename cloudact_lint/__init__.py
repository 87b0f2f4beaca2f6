"""Static analysis for data platforms on BigQuery."""

__version__ = "0.1.0"
