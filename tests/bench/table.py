"""The rows of the benchmark's output: what was measured, beside what, and whether it is as it has to be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_WIDTHS = (46, 10, 34, 10, 7, 8)
_HEAD = ("", "bptrace", "beside it", "", "ratio", "at most")


@dataclass(frozen=True)
class Peer:
    """What a figure stands beside, with the ratio that is required, if one is."""

    name: str
    value: float
    at_most: float | None = None


@dataclass(frozen=True)
class Row:
    """A figure of bptrace.

    Attributes
    ----------
    what
        What was measured.
    value
        Seconds, or bytes.
    peers
        What it stands beside.
    at_most
        A figure that is required by itself.
    unit
        `s` or `B`.
    """

    what: str
    value: float
    peers: tuple[Peer, ...] = ()
    at_most: float | None = None
    unit: str = "s"

    @property
    def met(self) -> bool:
        """Whether all that is required of it holds."""
        by_itself = self.at_most is None or self.value <= self.at_most
        return by_itself and all(one.at_most is None or self.value <= one.at_most * one.value for one in self.peers)


def beside(what: str, figures: Mapping[str, float], at_most: Mapping[str, float]) -> Row:
    """Return a row of figures, the first of them that of bptrace."""
    (_, ours), *others = figures.items()
    return Row(what, ours, tuple(Peer(name, value, at_most.get(name)) for name, value in others))


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield _line(_HEAD)
    for row in rows:
        first = (row.what, scaled(row.value, row.unit))
        if row.at_most is not None or not row.peers:
            limit = "" if row.at_most is None else scaled(row.at_most, row.unit)
            yield _line((*first, "", "", "", limit, _verdict(row.value, row.at_most)))
            first = ("", "")
        for peer in row.peers:
            ratio, limit = _ratio(row.value / peer.value), "" if peer.at_most is None else f"{peer.at_most:.2f}"
            beside_it = (peer.name, scaled(peer.value, row.unit), ratio, limit)
            verdict = _verdict(row.value, None if peer.at_most is None else peer.at_most * peer.value)
            yield _line((*first, *beside_it, verdict))
            first = ("", "")


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:.0f}"


def _verdict(value: float, limit: float | None) -> str:
    return "" if limit is None else "met" if value <= limit else "NOT MET"


def _line(cells: Iterable[str]) -> str:
    what, ours, peer, theirs, ratio, limit, *verdict = cells
    widths = _WIDTHS
    parts = f"{what:{widths[0]}}{ours:>{widths[1]}}   {peer:{widths[2]}}{theirs:>{widths[3]}}{ratio:>{widths[4]}}{limit:>10}"
    return f"{parts}  {verdict[0] if verdict else ''}".rstrip()


def scaled(value: float, unit: str) -> str:
    """Return a figure with three digits and a unit of its size."""
    steps = {"s": (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)), "B": (("MB", 1e6), ("kB", 1e3), ("B", 1.0))}[unit]
    name, size = next(((name, size) for name, size in steps if value >= 0.9995 * size), steps[-1])
    return f"{value / size:.3g} {name}"
