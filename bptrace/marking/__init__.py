"""Marking: sheets of hand calculations, what a written figure may stand for, and which mistakes explain a wrong one."""
