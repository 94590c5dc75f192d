"""The demo app's package."""
