"""bptrace: step-by-step worked examples of backpropagation.

    trace = bptrace.run(bptrace.load("configs/mazur.yaml"))
    trace.value("w5+")

A name is imported when it is first used, so that asking for one does not load the rest; their types are in `__init__.pyi`.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "BptraceError": "errors",
    "SpecError": "spec",
    "Trace": "trace",
    "compile_trainer": "compiled",
    "load": "spec",
    "loads": "spec",
    "run": "training",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
