"""Checks of values: a value in → the problems found in it out; nothing is ever changed."""
