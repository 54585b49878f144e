"""The networks that are measured, as spec files, and sheets of the small one."""

from pathlib import Path

import bptrace
from bptrace import examples

CHECKED = (
    "net_h1 out_h1 net_h2 out_h2 net_o1 out_o1 net_o2 out_o2 E_o1 E_o2 E_total delta_o1 delta_o2 dE/dw5 w5+ w6+ w7+ w8+ "
    "dE/dout_h1 delta_h1 dE/dw1 w1+ w2+ w3+ w4+"
)


def network(sizes: tuple[int, ...], samples: int = 1, batch: str | int = "full", activation: str = "logistic") -> str:
    """Return the spec of layers with drawn weights and drawn samples."""
    layers = "".join(
        f"  - {{neurons: {size}, activation: {activation}, weights: {{init: xavier}}, bias: {{init: constant}}}}\n"
        for size in sizes[1:]
    )
    targets = ", ".join(["x1"] * sizes[-1])
    names = ", ".join(f"x{number}" for number in range(1, sizes[0] + 1))
    return (
        f"title: Measured\nseed: 1\nlearning_rate: 0.0001\nloss: half_squared_error\nbatch: {batch}\n"
        f"data: {{generate: uniform, low: 0, high: 1, count: {samples}, inputs: [{names}], targets: [{targets}]}}\n"
        f"layers:\n{layers}"
    )


def written(folder: Path, name: str, text: str) -> str:
    """Write a file into a folder, and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def sheet(folder: Path, name: str, wrong: dict[str, str]) -> str:
    """Write a sheet of Mazur's network with some keys wrong, each as what another key should be; return its path."""
    trace = bptrace.run(bptrace.load(examples.find("mazur")))
    figures = {key: trace.value(wrong.get(key, key)) for key in CHECKED.split()}
    return written(folder, name, "key,value\n" + "".join(f"{key},{figure:.9f}\n" for key, figure in figures.items()))
