"""Measurements: how fast the engine is, against what, and models made to measure with."""
