extension FDivergences {
  public static let derivation = """
    Let f be convex on u > 0. The f-divergence of p and q is

        D_f(p, q) = ∫ q(x) f(p(x) / q(x)) dx = E_q f(p / q).

    By Jensen's inequality E_q f(p / q) >= f(E_q p / q) = f(1): it is least where p = q, and 0 there if f(1) = 0.

    **The bound.** The convex conjugate of f is f*(t) = sup over u >= 0 of u t - f(u). By its definition
    u t <= f(u) + f*(t) for all u and t (Fenchel's inequality), so f(u) >= u t - f*(t). Take u = p(x) / q(x) and any
    number T(x) for t, multiply by q(x) and integrate:

        D_f(p, q) >= E_p T(x) - E_q f*(T(x)).

    The right side needs no density, only samples of both, and T can be a network: it is a game in which T raises the
    bound and the generator, which makes q, lowers it. How much is lost? The supremum in f* is attained where the
    derivative of u t - f(u) vanishes, t = f'(u). There u t - f(u) = f*(t), Fenchel's inequality is an equality, and so

        D_f(p, q) = E_p T* - E_q f*(T*),    T* = f'(p / q).

    The checks named after a member compute the right side by quadrature for p = N(0, 1) and q = N(1/2, (5/4)²), and the
    divergence in a way that knows nothing of f. For most this is a closed form. The product of powers of Gaussians is a
    Gaussian again: with s² and r² the variances of p and q and d the distance of their means,

        ∫ p^a q^(1 - a) = s^(1 - a) r^a / sqrt(w) · exp(-a (1 - a) d² / (2 w)),    w = a r² + (1 - a) s²,

    which at a = 2, -1 and 1/2 gives Pearson's, Neyman's and Hellinger's, and all alpha divergences.
    KL(p, q) = log(r / s) + (s² + d²) / (2 r²) - 1/2 is a Gaussian's moments. Total variation is the difference of the
    masses of p and q between the two points where p = q. The Jensen-Shannon family is integrated from its definition.

    **Outputs.** T must stay where f* is finite, but a network gives any number v. So T = g_f(v) with g_f increasing
    (more means more real), inside the domain of f*, and reaching every value of f', or T* could not be attained. The
    natural choice is g_f(v) = f'(exp v): then v is log(p / q) at the optimum, and since f*(f'(u)) = u f'(u) - f(u), both
    terms of the game are short formulas. For the Jensen-Shannon family v is the logit of the probability that x is
    real, and for the GAN divergence the game is that of the first paper: g_f(v) = -softplus(-v) = log D,
    f*(g_f(v)) = softplus(v) = -log(1 - D).

    The critic holds real and generated for equally likely at T = f'(1). That is the output v = 0 for all members but two:
    v = 1 for Kullback-Leibler, whose T* is 1 + log(p / q) and whose activation is v itself; and v = log(π / (1 - π)) for
    the weighted Jensen-Shannon divergence, the logit of the share of real samples in the mixture m.

    Exponentials of outputs beyond 20 would not fit into float32 for long. There v counts as 20 + log(1 + v - 20), which
    is increasing and goes on without end: the activation still reaches all that it should, the bound remains one.

    **Where this differs from the published tables.** All of it follows from u >= 0 and from f as it stands.

    - Below all values of f' the supremum is at u = 0, and f*(t) = -f(0). So Pearson's conjugate is t² / 4 + t only for
      t >= -2 and -1 below; the published one turns up again (0 at t = -4, where the supremum is -1). It still gives a
      bound, a looser one, and T* is never below -2. Total variation's is -1/2 below t = -1/2, where the published
      domain ends.
    - f(u) = (u - 1)² gives ∫ (p - q)² / q, and f(u) = (1 - u)² / u gives ∫ (p - q)² / p; the published list has them
      exchanged, and likewise p and q in the integral of the alpha divergences.
    - u log u - (u + 1) log((1 + u) / 2) gives 2 JS, and u log u - (u + 1) log(u + 1) gives 2 JS - log 4, so that
      f(1) = -log 4 there.
    - The published activations -exp(v), for KL(q, p), and 1 - exp(v), for Neyman and Hellinger, decrease. With -v for v
      they increase.
    - For Jeffreys the published activation is v, for which f* needs Lambert's W: with W e^W = e^(1 - t), u = 1 / W at the
      supremum and f*(t) = W + 1 / W + t - 2. With g_f(v) = v + 1 - exp(-v) = f'(exp v) nothing but an exponential is
      needed. For weighted Jensen-Shannon, g_f(v) = -π log π - π softplus(-v), where the published one lacks the last π
      and leaves f*(g_f(v)) without a form that is stable for great v.
    """
}
