"""compose: see docs/architecture.md."""
