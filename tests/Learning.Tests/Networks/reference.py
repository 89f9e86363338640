"""Makes reference.json: weights of small networks after 30 steps of Adam, in double precision, without any library.

Gradients are complex-step derivatives of the loss as it is written down here, so they share nothing with the engine's backward pass.
Run once: python3 reference.py > reference.json
"""

import cmath
import json

STEP = 1e-30


def numbers(count, seed):
    """Repeatable numbers in [-1, 1), exact in single precision."""
    state, made = seed, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        made.append((state >> 8) / 2**22 - 1)
    return made


def layer_norm(row, gains, shifts):
    mean = sum(row) / len(row)
    variance = sum((x - mean) ** 2 for x in row) / len(row)
    scale = 1 / cmath.sqrt(variance + 1e-5)
    return [(x - mean) * scale * g + s for x, g, s in zip(row, gains, shifts)]


def forward(widths, weights, row, kind):
    at, last = 0, len(widths) - 2
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        matrix = [weights[at + k * outputs: at + (k + 1) * outputs] for k in range(inputs)]
        at += inputs * outputs
        row = [weights[at + j] + sum(row[k] * matrix[k][j] for k in range(inputs)) for j in range(outputs)]
        at += outputs
        if i == last:
            return row
        if kind == "relu_norm":
            row = layer_norm(row, weights[at: at + outputs], weights[at + outputs: at + 2 * outputs])
            at += 2 * outputs
            row = [x if x.real > 0 else 0 for x in row]
        else:
            row = [cmath.tanh(x) for x in row]


def loss(widths, weights, inputs, targets, kind):
    total = 0
    for row, target in zip(inputs, targets):
        total += sum((y - t) ** 2 for y, t in zip(forward(widths, weights, row, kind), target))
    return total / 2 / len(inputs)


def train(kind, widths, rows, rate, steps):
    count = sum(
        i * o + o + (2 * o if kind == "relu_norm" and n < len(widths) - 2 else 0)
        for n, (i, o) in enumerate(zip(widths, widths[1:])))
    first = [x / 2 for x in numbers(count, 7)]
    flat = numbers(rows * (widths[0] + widths[-1]), 11)
    inputs = [flat[r * widths[0]: (r + 1) * widths[0]] for r in range(rows)]
    rest = flat[rows * widths[0]:]
    targets = [rest[r * widths[-1]: (r + 1) * widths[-1]] for r in range(rows)]
    weights, mean, square, losses = list(first), [0.0] * count, [0.0] * count, []
    for step in range(1, steps + 1):
        losses.append(loss(widths, weights, inputs, targets, kind).real)
        gradient = []
        for i in range(count):
            moved = list(weights)
            moved[i] = complex(moved[i], STEP)
            gradient.append(loss(widths, moved, inputs, targets, kind).imag / STEP)
        for i in range(count):
            mean[i] = 0.9 * mean[i] + 0.1 * gradient[i]
            square[i] = 0.999 * square[i] + 0.001 * gradient[i] ** 2
            corrected = mean[i] / (1 - 0.9 ** step)
            weights[i] -= rate * corrected / ((square[i] / (1 - 0.999 ** step)) ** 0.5 + 1e-8)
    return {
        "kind": kind, "widths": widths, "rate": rate, "steps": steps, "inputs": inputs, "targets": targets,
        "first": first, "last": weights, "losses": losses,
    }


print(json.dumps([train("tanh", [5, 19, 8, 3], 11, 0.003, 30), train("relu_norm", [6, 17, 9, 2], 10, 0.003, 30)]))
