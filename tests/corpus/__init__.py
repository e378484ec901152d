"""Small cases of what goes wrong in reports, and of what only looks as if it did."""
