"""editing: see docs/architecture.md."""
