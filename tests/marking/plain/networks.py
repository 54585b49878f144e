"""Ten networks, as plain dicts in the form of the YAML file; odd-looking numbers, so that no two lines agree by chance."""

from typing import Any

Spec = dict[str, Any]

MAZUR: Spec = {
    "inputs": [0.05, 0.1],
    "targets": [0.01, 0.99],
    "learning_rate": 0.5,
    "loss": "half_squared_error",
    "layers": [
        {"activation": "logistic", "weights": [[0.15, 0.2], [0.25, 0.3]], "bias": 0.35, "train_bias": False},
        {"activation": "logistic", "weights": [[0.4, 0.45], [0.5, 0.55]], "bias": 0.6, "train_bias": False},
    ],
}

MAZUR_SHARED: Spec = {
    **MAZUR,
    "layers": [{k: v for k, v in layer.items() if k != "train_bias"} for layer in MAZUR["layers"]],
}

TANH: Spec = {
    "inputs": [0.62, -0.37, 0.81],
    "targets": [0.15, 0.85],
    "learning_rate": 0.7,
    "loss": "half_squared_error",
    "layers": [
        {
            "activation": "tanh",
            "weights": [[0.31, -0.46, 0.57], [-0.73, 0.22, 0.64], [0.48, 0.91, -0.29]],
            "bias": [0.17, -0.11, 0.23],
        },
        {"activation": "logistic", "weights": [[0.83, -0.52, 0.36], [-0.44, 0.67, 0.95]], "bias": [-0.19, 0.27]},
    ],
}

TWO_HIDDEN: Spec = {
    "inputs": [0.53, -0.34],
    "targets": [0.86],
    "learning_rate": 0.6,
    "loss": "half_squared_error",
    "layers": [
        {
            "activation": "logistic",
            "weights": [[0.37, -0.62], [0.71, 0.28], [-0.43, 0.56]],
            "bias": [0.12, -0.24, 0.31],
        },
        {"activation": "tanh", "weights": [[0.66, -0.51, 0.33], [0.29, 0.84, -0.77]], "bias": [0.07, 0.16]},
        {"activation": "logistic", "weights": [[0.94, -0.68]], "bias": [0.26]},
    ],
}

SOFTMAX: Spec = {
    "inputs": [0.74, -0.58],
    "targets": [0, 1, 0],
    "learning_rate": 0.4,
    "loss": "categorical_cross_entropy",
    "layers": [
        {
            "activation": "logistic",
            "weights": [[0.33, -0.27], [-0.46, 0.52], [0.13, 0.64]],
            "bias": [0.11, 0.05, -0.14],
        },
        {
            "activation": "softmax",
            "weights": [[0.57, -0.36, 0.22], [-0.28, 0.41, 0.19], [0.34, 0.15, -0.63]],
            "bias": [0.08, -0.13, 0.21],
        },
    ],
}

CROSS_ENTROPY: Spec = {
    "inputs": [0.72, -0.43],
    "targets": [1],
    "learning_rate": 0.3,
    "loss": "binary_cross_entropy",
    "layers": [
        {"activation": "logistic", "weights": [[0.35, -0.62], [0.81, 0.27]], "bias": [0.13, -0.24]},
        {"activation": "logistic", "weights": [[0.58, -0.93]], "bias": [0.19]},
    ],
}

RELU: Spec = {
    "inputs": [0.63, 0.47],
    "targets": [0.9],
    "learning_rate": 0.2,
    "loss": "squared_error",
    "layers": [
        {"activation": "relu", "weights": [[0.72, -0.38], [-0.85, 0.26], [0.41, 0.59]], "bias": [0.15, 0.04, -0.12]},
        {"activation": "identity", "weights": [[0.67, 0.54, -0.31]], "bias": [0.23]},
    ],
}

BATCH: Spec = {
    "samples": [
        {"inputs": [0.31, -0.76], "targets": [0.2]},
        {"inputs": [-0.52, 0.44], "targets": [0.9]},
        {"inputs": [0.87, 0.63], "targets": [0.4]},
    ],
    "over_samples": "mean",
    "learning_rate": 0.8,
    "loss": "half_squared_error",
    "layers": [
        {"activation": "logistic", "weights": [[0.64, -0.39], [-0.27, 0.83]], "bias": [0.18, -0.33]},
        {"activation": "logistic", "weights": [[0.76, -0.58]], "bias": [0.14]},
    ],
}

MOMENTUM: Spec = {
    "samples": [
        {"inputs": [0.66, -0.29], "targets": [0.7, 0.1]},
        {"inputs": [-0.38, 0.91], "targets": [-0.2, 0.6]},
    ],
    "over_samples": "sum",
    "learning_rate": 0.3,
    "loss": "mean_squared_error",
    "optimizer": {"name": "momentum", "momentum": 0.8},
    "epochs": 2,
    "layers": [
        {"activation": "tanh", "weights": [[0.42, -0.67], [0.88, 0.25]], "bias": [0.16, -0.21]},
        {"activation": "tanh", "weights": [[0.53, 0.34], [-0.71, 0.46]], "bias": [-0.09, 0.28]},
    ],
}

ADAM: Spec = {
    "inputs": [0.57, -0.83],
    "targets": [0.25],
    "learning_rate": 0.15,
    "loss": "half_squared_error",
    "optimizer": {"name": "adam", "beta1": 0.9, "beta2": 0.99, "epsilon": 0.01},
    "penalty": {"l2": 0.2},
    "layers": [
        {"activation": "logistic", "weights": [[0.36, -0.61], [0.79, 0.24]], "bias": [0.12, -0.23]},
        {"activation": "logistic", "weights": [[0.59, 0.92]], "bias": [0.17]},
    ],
}

NETWORKS: dict[str, Spec] = {
    "mazur": MAZUR,
    "mazur-shared": MAZUR_SHARED,
    "tanh": TANH,
    "two-hidden": TWO_HIDDEN,
    "softmax": SOFTMAX,
    "cross-entropy": CROSS_ENTROPY,
    "relu": RELU,
    "batch": BATCH,
    "momentum": MOMENTUM,
    "adam": ADAM,
}
