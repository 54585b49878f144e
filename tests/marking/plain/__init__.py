"""Students of paper and pencil, right and wrong, whose sheets the marker is tried on; plain Python, without the program."""
