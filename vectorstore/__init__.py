"""Papers in, ranked sentences out. Knows no language model, no prompt and no chat."""
