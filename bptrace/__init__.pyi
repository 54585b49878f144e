from bptrace.compiled import compile_trainer
from bptrace.errors import BptraceError
from bptrace.spec import SpecError, load, loads
from bptrace.trace import Trace
from bptrace.training import run

__all__ = [
    "BptraceError",
    "SpecError",
    "Trace",
    "__version__",
    "compile_trainer",
    "load",
    "loads",
    "run",
]

__version__: str
