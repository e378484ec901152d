"""swedish: see docs/architecture.md."""
