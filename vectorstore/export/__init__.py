"""Papers out: one writer a format, each readable by other programs and by our own readers."""
