"""An honest self-experiment: what a person's own nights say. Pure."""
