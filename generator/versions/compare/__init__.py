"""Two versions of a period or of a document: what differs, listed, printed and marked."""
