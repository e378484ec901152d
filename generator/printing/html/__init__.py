"""html: see docs/architecture.md."""
