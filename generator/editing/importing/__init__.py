"""Figures of a source → the edits that write them in a table: what fits, what does not, and the control total."""
