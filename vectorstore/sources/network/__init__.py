"""Papers by address: what a reader types, politely fetched. Nothing here acts unless asked to."""
