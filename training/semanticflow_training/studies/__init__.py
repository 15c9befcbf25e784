"""Ablation and sensitivity on a small preset."""
