"""Which address of the box is told to people first."""

from ipaddress import ip_address

from rapat.identity.addresses import in_order, local_addresses

FOUND = [
    (ip_address("2001:db8::5"), "eth0"),
    (ip_address("172.17.0.1"), "docker0"),
    (ip_address("203.0.113.9"), "eth1"),
    (ip_address("192.168.1.5"), "eth0"),
]


def test_the_address_towards_the_others_comes_first_and_containers_last() -> None:
    assert in_order(FOUND, {"192.168.1.5", "2001:db8::5"})[0] == "192.168.1.5"
    assert in_order(FOUND, {"203.0.113.9"})[0] == "203.0.113.9"


def test_on_an_island_a_private_address_of_a_real_interface_comes_first() -> None:
    assert in_order(FOUND, set()) == ("192.168.1.5", "203.0.113.9", "172.17.0.1", "2001:db8::5")


def test_this_machine_has_names_and_no_loopback_among_its_addresses() -> None:
    here = local_addresses()
    assert "localhost" in here.names
    assert "127.0.0.1" not in here.lan
    assert here.all[-1] == "127.0.0.1"
