"""Metrics by protocol, instances, rigid polish, tables."""
