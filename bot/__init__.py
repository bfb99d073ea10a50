"""The assistant: everything between the library of papers and the person who reads."""
