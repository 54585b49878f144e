"""The functions a network is made of: activations, losses and optimizers, one record each, found by name."""

from bptrace.later import later

__getattr__ = later(__name__, {}, ("custom",))
