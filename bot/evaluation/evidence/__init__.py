"""`paperbot eval`: question sets asked of a library, and every answer judged apart from bot."""
