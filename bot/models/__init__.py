"""Models: their weights, vocabularies and templates, and the native libraries that run them."""
