"""What a written figure may stand for, and what marking makes of it."""
