"""What is done to the program while it writes: disks that are full, readers that go away, signals at any moment."""
