"""Printers: one expression tree, many notations of mathematics.

Every printer is given the names of the symbols, so that it prints a formula as well as the same formula with numbers.
"""
