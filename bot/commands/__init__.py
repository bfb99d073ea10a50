"""The commands of `paperbot`, one file each: flags in, one JSON object or a readable page out."""
