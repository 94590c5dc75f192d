"""One page per file: a function that composes components. Nothing is decided here."""
