"""A plugin for runs in which every call takes three: the bound on how deep calls may lie within one another is raised."""

import sys

sys.setrecursionlimit(10_000)
