"""One formula, many notations."""
