"""Laws that hold for every problem."""
