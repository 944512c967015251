"""The answers: loading runs, maps, latent space, errors against a known truth."""
