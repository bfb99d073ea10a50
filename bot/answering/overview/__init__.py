"""Questions over the whole library, computed from the index and never by a model."""
