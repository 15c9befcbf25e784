"""From HDF5 files to batches of crops."""
