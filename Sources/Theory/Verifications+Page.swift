extension Verifications {
  /// The page that derives every statement and shows what its command printed: Documentation/Theory.md.
  ///
  /// - Parameter checks: those of all verifications.
  public static func page(_ checks: [Check]) -> String {
    let sections = all.map { verification in
      let own = checks.filter { $0.name.hasPrefix("\(verification.name)/") }
      return """
        ## \(verification.title)

        \(verification.derivation.trimmingLines)

        ```console
        $ saddle verify \(verification.name)
        \(own.map(\.summary).joined(separator: "\n"))
        \(own.headline)
        ```

        """
    }
    return ([introduction] + sections).joined(separator: "\n")
  }

  private static let introduction = """
    # The theory, and the commands that check it

    This page is written by `saddle verify --document Documentation/Theory.md`: each section derives a result, and ends
    with the command that checks it and what the command printed. `saddle verify` runs all of them.

    | symbol | meaning | dimension |
    |---|---|---|
    | x | a point of data space | d |
    | z | latent noise, drawn from p_z: N(0, I) or uniform on [-1, 1]^r | r |
    | G(z) | the generator: latent space to data space | d |
    | D(x) | the discriminator: the probability that x is real; C(x) for a critic, whose outputs are any real number | 1 |
    | p_data, p | the density of the data | |
    | p_g, q | the density of G(z): the push-forward of p_z by G | |
    | m | (p + q) / 2 | |
    | V(D, G) | E_p log D(x) + E_q log(1 - D(x)): the value of the game | 1 |
    | D* | the discriminator that maximises V(D, G) for a fixed G | |
    | KL(p, q) | E_p log(p / q): the Kullback-Leibler divergence, in nats | 1 |
    | JS(p, q) | (KL(p, m) + KL(q, m)) / 2: the Jensen-Shannon divergence, at most log 2 | 1 |
    | TV(p, q) | half of the integral of \\|p - q\\|: total variation | 1 |
    | W1, W2 | Wasserstein distances of first and second order | |
    | sigmoid(t), softplus(t) | 1 / (1 + e^-t), log(1 + e^t) | |

    """
}

extension String {
  /// Without empty lines at either end.
  fileprivate var trimmingLines: String {
    var text = Substring(self)
    while text.first?.isNewline == true { text.removeFirst() }
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
