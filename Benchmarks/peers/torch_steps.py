"""Times the games' training steps in PyTorch, one JSON line each. Needs torch from PyPI.

A step is one update of the critic and one of the generator, which leaves the critic's weights out of its derivatives.
The real batch is fixed. `channels-last` is for images; `compiled` compiles both networks, and images are channels-last
there too. A compiled network has no second derivatives, so the gradient penalty is of the critic as it is.
"""
from collections import namedtuple

import torch
from torch import nn
from torch.nn import functional

import timing

Game = namedtuple("Game", "generator critic latent row batch rate penalty")


def perceptron(widths, hidden):
    """Linear layers, with what `hidden` makes of a width between them."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), *hidden(outputs)]
    return layers[: len(layers) - len(hidden(1))]


def leaky(_):
    return [nn.LeakyReLU(0.2, inplace=True)]


def w1(chosen):
    width, latent = chosen.width or 128, 16
    generator = perceptron([latent, width, width, 2], lambda _: [nn.ReLU(inplace=True)])
    critic = perceptron([2, width, width, 1], leaky)
    return Game(nn.Sequential(*generator), nn.Sequential(*critic), latent, (2,), chosen.batch or 256, 1e-3, 0)


def w2(chosen):
    width, latent, columns = chosen.width or 256, 128, 100
    normalized = lambda width: [nn.BatchNorm1d(width), nn.ReLU(inplace=True)]
    generator = perceptron([latent, width, width, columns], normalized) + [nn.Tanh()]
    critic = perceptron([columns, width, width, 1], leaky)
    return Game(nn.Sequential(*generator), nn.Sequential(*critic), latent, (columns,), chosen.batch or 500, 2e-4, 10)


def images(chosen, critic_is_normalized, penalty):
    size, latent = chosen.size, 100
    widths = [64 << place for place in reversed(range((size // 4).bit_length() - 1))] + [3]
    generator = [nn.Linear(latent, 16 * widths[0], bias=False), Seed(widths[0])]
    generator += [nn.BatchNorm2d(widths[0]), nn.ReLU(inplace=True)]
    critic = []
    for wide, narrow in zip(widths, widths[1:]):
        last = narrow == 3
        generator.append(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=last))
        generator += [nn.Tanh()] if last else [nn.BatchNorm2d(narrow), nn.ReLU(inplace=True)]
        normalized = critic_is_normalized and not last
        layers = [nn.Conv2d(narrow, wide, 4, 2, 1, bias=not normalized)]
        layers += [nn.BatchNorm2d(wide)] if normalized else []
        critic = layers + leaky(wide) + critic
    critic += [nn.Flatten(), nn.Linear(16 * widths[0], 1)]
    row = (3, size, size)
    return Game(nn.Sequential(*generator), nn.Sequential(*critic), latent, row, chosen.batch or 64, 2e-4, penalty)


def w3(chosen):
    return images(chosen, critic_is_normalized=True, penalty=0)


def w4(chosen):
    return images(chosen, critic_is_normalized=False, penalty=10)


class Seed(nn.Module):
    """Rows as images of 4 x 4 places, in the order of memory that the network works in."""

    channels_last = False

    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, x):
        if Seed.channels_last:
            return x.view(-1, 4, 4, self.channels).permute(0, 3, 1, 2)
        return x.view(-1, self.channels, 4, 4)


def penalty(critic, real, fake, weight):
    share = torch.rand(len(real), *[1] * (real.dim() - 1))
    mixed = torch.lerp(fake, real, share).requires_grad_()
    (slope,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    return weight * (slope.flatten(1).norm(dim=1) - 1).square().mean()


def steps_of(game, setting):
    torch.manual_seed(0)
    generator, critic, real = game.generator, game.critic, torch.randn(game.batch, *game.row)
    if setting != "default" and len(game.row) == 3:
        Seed.channels_last = True
        generator, critic, real = (part.to(memory_format=torch.channels_last) for part in (generator, critic, real))
    plain_critic, weights = critic, list(critic.parameters())
    adam = lambda network: torch.optim.Adam(network.parameters(), game.rate, (0.5, 0.9), fused=True)
    generator_adam, critic_adam = adam(generator), adam(critic)
    if setting == "compiled":
        generator, critic = torch.compile(generator), torch.compile(critic)

    def step():
        with torch.no_grad():
            fake = generator(torch.randn(game.batch, game.latent))
        if game.penalty:
            loss = critic(fake).mean() - critic(real).mean() + penalty(plain_critic, real, fake, game.penalty)
        else:
            loss = functional.softplus(critic(fake)).mean() + functional.softplus(-critic(real)).mean()
        critic_adam.zero_grad()
        loss.backward()
        critic_adam.step()

        for weight in weights:
            weight.requires_grad_(False)
        logits = critic(generator(torch.randn(game.batch, game.latent)))
        loss = -logits.mean() if game.penalty else functional.softplus(-logits).mean()
        generator_adam.zero_grad()
        loss.backward()
        generator_adam.step()
        for weight in weights:
            weight.requires_grad_(True)

    def run(count):
        for _ in range(count):
            step()

    return run


if __name__ == "__main__":
    games = dict(w1=w1, w2=w2, w3=w3, w4=w4)
    chosen = timing.options(__doc__, games, ("default", "channels-last", "compiled"))
    torch.set_num_threads(chosen.threads)
    for name in chosen.steps:
        timing.report(f"torch {torch.__version__}", chosen, name, steps_of(games[name](chosen), chosen.setting))
