from bptrace.circuit.model import Circuit as Circuit
from bptrace.circuit.trace import CircuitTrace as CircuitTrace
