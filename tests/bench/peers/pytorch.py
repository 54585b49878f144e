"""The same networks in PyTorch, as its tutorials have them; in float64, as here."""

import sys

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class Trained:
    """Two layers with an optimizer."""

    def __init__(self, sizes: tuple[int, int, int], activation: type[torch.nn.Module], rate: float) -> None:
        first, second = torch.nn.Linear(sizes[0], sizes[1]), torch.nn.Linear(sizes[1], sizes[2])
        self.network = torch.nn.Sequential(first, activation(), second, activation())
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=rate)

    def step(self, inputs: torch.Tensor, targets: torch.Tensor) -> float:
        """Do one round."""
        self.optimizer.zero_grad()
        error = 0.5 * (self.network(inputs) - targets).square().sum()
        error.backward()
        self.optimizer.step()
        return float(error.detach())


def rounds(sizes: tuple[int, int, int], samples: int, count: int) -> float:
    """Return the error after some rounds on the same samples."""
    trained, error = Trained(sizes, torch.nn.Sigmoid, 0.01), 0.0
    inputs, targets = torch.rand(samples, sizes[0]), torch.rand(samples, sizes[2])
    for _ in range(count):
        error = trained.step(inputs, targets)
    return error


def quadrants(steps: int) -> float:
    """Return the last error of some steps, one point each."""
    trained, points, error = Trained((2, 3, 2), torch.nn.LeakyReLU, 0.05), torch.rand(steps, 2) * 4 - 2, 0.0
    targets = torch.nn.functional.one_hot((points[:, 0] * points[:, 1] > 0).long(), 2).double()
    for point, target in zip(points, targets, strict=True):
        error = trained.step(point, target)
    return error


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2])
    sys.stdout.write(f"{rounds((2, 2, 2), 1, count) if what == 'mazur' else quadrants(count)}\n")
