"""`paperbot bench library`: how fast a library is written and searched, and what it takes."""
