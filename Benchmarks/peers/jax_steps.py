"""Times the games' training steps in JAX, one JSON line each. Needs jax from PyPI.

A step is one update of the critic and one of the generator, compiled as a whole; its state is handed from step to step
without a copy. The real batch is fixed.
"""
import timing

chosen = timing.options(__doc__, ("w1", "w2", "w3"))

import jax  # after the options, since it takes a thread for each core that it may use
from jax import lax, nn, numpy, random

FORMAT = ("NHWC", "HWIO", "NHWC")


def dense(key, inputs, outputs, bias=True):
    weights = random.normal(key, (inputs, outputs)) / inputs**0.5
    return dict(w=weights, b=numpy.zeros(outputs)) if bias else dict(w=weights)


def linear(layer, x):
    return x @ layer["w"] + layer.get("b", 0)


def norm(width):
    return dict(scale=numpy.ones(width), shift=numpy.zeros(width))


def normalized(layer, x):
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axes), x.var(axes)
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * layer["scale"]) + layer["shift"]


def leaky(x):
    return nn.leaky_relu(x, 0.2)


def perceptron(activation):
    def network(layers, x):
        for layer in layers[:-1]:
            x = activation(linear(layer, x))
        return linear(layers[-1], x)

    return network


def widths_of(keys, widths):
    return [dense(next(keys), inputs, outputs) for inputs, outputs in zip(widths, widths[1:])]


def logistic(critic, weights, real, fake, _):
    return nn.softplus(-critic(weights, real)).mean() + nn.softplus(critic(weights, fake)).mean()


def wasserstein(critic, weights, real, fake, key):
    share = random.uniform(key, (len(real), 1))
    slope = jax.grad(lambda x: critic(weights, x).sum())(share * real + (1 - share) * fake)
    penalty = numpy.square(numpy.sqrt(numpy.square(slope).sum(1)) - 1).mean()
    return critic(weights, fake).mean() - critic(weights, real).mean() + 10 * penalty


def w1(keys):
    width, latent = chosen.width or 128, 16
    weights = widths_of(keys, [latent, width, width, 2]), widths_of(keys, [2, width, width, 1])
    losses = logistic, lambda logits: nn.softplus(-logits).mean()
    return weights, perceptron(nn.relu), perceptron(leaky), losses, latent, (2,), chosen.batch or 256, 1e-3


def w2(keys):
    width, latent, columns = chosen.width or 256, 128, 100
    layers = widths_of(keys, [latent, width, width, columns])
    weights = dict(layers=layers, norms=[norm(width), norm(width)]), widths_of(keys, [columns, width, width, 1])

    def generator(weights, x):
        for layer, scaling in zip(weights["layers"], weights["norms"]):
            x = nn.relu(normalized(scaling, linear(layer, x)))
        return numpy.tanh(linear(weights["layers"][-1], x))

    losses = wasserstein, lambda logits: -logits.mean()
    return weights, generator, perceptron(leaky), losses, latent, (columns,), chosen.batch or 500, 2e-4


def w3(keys):
    size, latent = chosen.size, 100
    widths = [64 << place for place in reversed(range((size // 4).bit_length() - 1))] + [3]
    kernel = lambda inputs, outputs: random.normal(next(keys), (4, 4, inputs, outputs)) * 0.02
    pairs = list(zip(widths, widths[1:]))
    upward = dict(
        first=dense(next(keys), latent, 16 * widths[0], bias=False), kernels=[kernel(*pair) for pair in pairs],
        norms=[norm(width) for width in widths[:-1]], bias=numpy.zeros(3))
    downward = dict(
        kernels=[kernel(narrow, wide) for wide, narrow in reversed(pairs)], bias=numpy.zeros(widths[-2]),
        norms=[norm(wide) for wide in reversed(widths[:-2])], last=dense(next(keys), 16 * widths[0], 1))

    def generator(weights, x):
        x = linear(weights["first"], x).reshape(-1, 4, 4, widths[0])
        for kernel, scaling in zip(weights["kernels"], weights["norms"]):
            x = nn.relu(normalized(scaling, x))
            x = lax.conv_transpose(x, kernel, (2, 2), "SAME", dimension_numbers=FORMAT)
        return numpy.tanh(x + weights["bias"])

    def critic(weights, x):
        for place, kernel in enumerate(weights["kernels"]):
            x = lax.conv_general_dilated(x, kernel, (2, 2), ((1, 1), (1, 1)), dimension_numbers=FORMAT)
            x = leaky(normalized(weights["norms"][place - 1], x) if place else x + weights["bias"])
        return linear(weights["last"], x.reshape(len(x), -1))

    losses = logistic, lambda logits: nn.softplus(-logits).mean()
    return (upward, downward), generator, critic, losses, latent, (size, size, 3), chosen.batch or 64, 2e-4


def adam(weights, gradients, state, rate, beta1=0.5, beta2=0.9):
    means, squares, count = state
    count = count + 1
    means = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, means, gradients)
    squares = jax.tree.map(lambda s, g: beta2 * s + (1 - beta2) * g * g, squares, gradients)
    first, second = 1 / (1 - beta1**count), 1 / (1 - beta2**count)
    move = lambda w, m, s: w - rate * m * first / (numpy.sqrt(s * second) + 1e-8)
    return jax.tree.map(move, weights, means, squares), (means, squares, count)


def steps_of(game):
    keys = (random.key(place) for place in range(1000))
    weights, generator, critic, (critic_loss, generator_loss), latent, row, batch, rate = game(keys)
    real = random.normal(next(keys), (batch, *row))
    fresh = lambda weights: (*(jax.tree.map(numpy.zeros_like, weights) for _ in range(2)), numpy.float32(0))

    def step(state):
        (up, down), (up_adam, down_adam), key = state
        key, first, second, third = random.split(key, 4)
        fake = generator(up, random.normal(first, (batch, latent)))
        gradients = jax.grad(lambda down: critic_loss(critic, down, real, fake, second))(down)
        down, down_adam = adam(down, gradients, down_adam, rate)
        noise = random.normal(third, (batch, latent))
        gradients = jax.grad(lambda up: generator_loss(critic(down, generator(up, noise))))(up)
        up, up_adam = adam(up, gradients, up_adam, rate)
        return (up, down), (up_adam, down_adam), key

    compiled = jax.jit(step, donate_argnums=0)
    state = weights, tuple(map(fresh, weights)), random.key(0)

    def run(count):
        nonlocal state
        for _ in range(count):
            state = compiled(state)
        jax.block_until_ready(state)

    return run


if __name__ == "__main__":
    for name in chosen.steps:
        timing.report(f"jax {jax.__version__}", chosen, name, steps_of(dict(w1=w1, w2=w2, w3=w3)[name]))
