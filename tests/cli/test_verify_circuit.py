"""`bptrace verify` of a circuit, whose gradients the lecture prints: -4, -4 and 3."""

from __future__ import annotations

from click.testing import CliRunner

from bptrace.cli import main


def test_the_gradients_of_a_circuit_are_verified_too():
    result = CliRunner().invoke(main, ["verify", "circuit"])
    rows = {line.split()[0]: line.split()[1] for line in result.output.splitlines() if line.startswith("  df/d")}

    assert result.exit_code == 0
    assert rows == {"df/dx": "−4", "df/dy": "−4", "df/dz": "3"}
    assert "3 gradients: none differs" in result.output
