"""bptrace: step-by-step worked examples of backpropagation."""
