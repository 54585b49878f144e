"""Notations: how quantities are called, in keys, in text, in LaTeX and in words."""

from bptrace.later import later

_HOMES = {
    "CONSTANTS": "letters",
    "GREEK": "letters",
    "Matrix": "matrix",
    "NOTATIONS": "catalogue",
    "Notation": "mazur",
    "RATES": "letters",
    "TARGETS": "letters",
    "Terms": "terms",
    "Whole": "whole",
    "greek_name": "letters",
    "latex_name": "letters",
}

__getattr__ = later(__name__, _HOMES)
