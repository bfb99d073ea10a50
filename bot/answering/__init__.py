"""Question in, checked claims out. Knows no screen and no native library."""
