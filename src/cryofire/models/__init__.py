"""The network: encoders, pose and latent heads, decoders, and the image formation between them."""
