"""The use cases: load, ask the domain, save. They know ports, never adapters."""
