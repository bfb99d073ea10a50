"""Bytes to papers: one file a format, and one that recognises which."""
