from bptrace.circuit.model import Circuit as Circuit
from bptrace.circuit.signal import Signal as Signal
from bptrace.circuit.trace import CircuitTrace as CircuitTrace
