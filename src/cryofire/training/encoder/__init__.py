"""An encoder that learns to read poses and conformations off images, from volumes that a search has found."""
