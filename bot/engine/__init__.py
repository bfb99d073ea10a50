"""Tokens in, tokens out for several readers at once; no native import and no text here."""
