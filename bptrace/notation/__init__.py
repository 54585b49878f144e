"""How quantities are called: their ASCII keys, their names in text and in LaTeX, and what they are in words."""

from bptrace.notation.lecture import Lecture
from bptrace.notation.letters import CONSTANTS, GREEK, RATES, TARGETS, greek_name, latex_name
from bptrace.notation.matrix import Matrix, Whole
from bptrace.notation.mazur import Notation, Terms

NOTATIONS: dict[str, type[Notation]] = {"mazur": Notation, "lecture": Lecture, "matrix": Matrix}
"""The notations, by the name that is given on the command line."""

__all__ = [
    "CONSTANTS",
    "GREEK",
    "NOTATIONS",
    "RATES",
    "TARGETS",
    "Matrix",
    "Notation",
    "Terms",
    "Whole",
    "greek_name",
    "latex_name",
]
