"""Names of hosts that nobody can have."""

import socket

import pytest

from scrapers.addresses import check_host


@pytest.mark.parametrize("host", ["ex..org", f"{'a' * 64}.org", "пример..рф"])
def test_a_name_that_no_host_can_have_is_not_found(host):
    with pytest.raises(socket.gaierror):
        check_host(host, 443)
