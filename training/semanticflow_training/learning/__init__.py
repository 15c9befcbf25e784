"""Fitting: Lightning module, presets, resuming."""
