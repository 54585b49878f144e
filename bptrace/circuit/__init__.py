"""Circuits: an expression of named inputs, computed gate by gate, and its gradients, gate by gate backwards."""
