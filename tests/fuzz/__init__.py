"""Fuzzers: whatever is typed or read from a file, the program answers, soon, in little memory, and in words."""
