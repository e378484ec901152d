"""correct: see docs/architecture.md."""
