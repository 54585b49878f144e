"""The functions a network is made of: activations, losses and optimizers, one record each, found by name."""
