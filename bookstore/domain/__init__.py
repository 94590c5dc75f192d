"""What the shop means: pure values and functions, without I/O, clock, randomness or framework."""
