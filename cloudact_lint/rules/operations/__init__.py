"""Rules about pipelines and operations (CA7)."""
