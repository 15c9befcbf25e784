"""Shared small data; one thread, so that a busy machine does not change how long tests take."""

import pytest
import torch
from street import write_street

from semanticflow_training.data.shards import pack_folder

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def streets(tmp_path_factory):
    """Folder with three made-up streets."""
    folder = tmp_path_factory.mktemp("streets")
    for seed in range(3):
        write_street(folder, f"street-{seed}", seed)
    return folder


@pytest.fixture(scope="session")
def shards(streets, tmp_path_factory):
    """The same, packed."""
    folder = tmp_path_factory.mktemp("shards")
    assert pack_folder(streets, folder, say=lambda text: None) == 3
    return folder
