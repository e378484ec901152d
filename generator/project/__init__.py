"""project: see docs/architecture.md."""
