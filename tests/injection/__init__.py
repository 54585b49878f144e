"""What stands in a file is data, wherever it is shown."""
