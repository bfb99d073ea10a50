"""One paper read for a reader: summaries at three levels."""
