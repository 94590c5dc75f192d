"""Functions and classes that return Reflex components; they read states and decide nothing."""
