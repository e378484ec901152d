"""Checks of the figures of tables and records against each other."""
