"""Numbers at the ends of what float64 can hold: the stable value, or a sentence, never nan or a warning."""
