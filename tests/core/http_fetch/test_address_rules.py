import ipaddress

import pytest

from app.core.http_fetch.address_rules import AddressRules, is_public

FORBIDDEN = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.9.9.9", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
    "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::",
    "3ffe::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
    "198.17.0.1", "198.20.0.1", "223.255.255.255", "93.184.216.34", "2001:4860:4860::8888",
    "2606:4700::1111", "2a00:1450::1", "2400:cb00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_special_addresses_are_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not AddressRules().allows("example.com", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert AddressRules().allows("example.com", address)


def test_link_local_with_a_scope_is_refused() -> None:
    assert not AddressRules().allows("x", "fe80::1%eth0")


def test_something_that_is_no_address_is_refused() -> None:
    assert not AddressRules(["10.0.0.0/8"]).allows("x", "not-an-address")


def test_allowed_networks_open_only_themselves() -> None:
    rules = AddressRules(["192.168.1.0/24", "fd00::/8", "127.0.0.1"])
    assert rules.allows("x", "192.168.1.77")
    assert rules.allows("x", "::ffff:192.168.1.77")
    assert rules.allows("x", "fd12::1")
    assert rules.allows("x", "127.0.0.1")
    assert not rules.allows("x", "192.168.2.1")
    assert not rules.allows("x", "127.0.0.2")
    assert not rules.allows("x", "::1")


def test_allowed_names_match_whole_labels_in_any_case() -> None:
    rules = AddressRules(["nas.lan", "*.media.example", ""])
    assert rules.allows("NAS.lan.", "10.0.0.5")
    assert rules.allows("a.b.media.example", "10.0.0.5")
    assert not rules.allows("evil-nas.lan", "10.0.0.5")
    assert not rules.allows("evilmedia.example", "10.0.0.5")
    assert not rules.allows("", "10.0.0.5")
