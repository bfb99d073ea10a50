"""The page: its layout, its handlers, and how an event becomes what a reader sees."""
