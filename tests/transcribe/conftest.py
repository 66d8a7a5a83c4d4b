"""One thread for torch: on a shared machine, waiting threads cost more than they bring."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)
