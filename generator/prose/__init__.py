"""prose: see docs/architecture.md."""
