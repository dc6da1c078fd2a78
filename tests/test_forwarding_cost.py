"""The guard of the packet path: what it counts, and what it leaves out because machines differ in it."""

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts/forwarding-cost"

PROFILE = """
events: Ir
ob=(1) /box/forwarding_count
fl=(1) sfu/src/node.rs
fn=(1) rapat_sfu::node::Node::handle_datagram
10 100
fi=(2) /rustc/library/core/src/option.rs
+3 20
cob=(2) /usr/lib/libc.so.6
cfi=(3) string/memmove.S
cfn=(2) __memcpy_avx_unaligned_erms
calls=4 12
10 4000
fe=(1)
-1 3

ob=(2)
fl=(3)
fn=(2)
12 4000

ob=(1)
fl=(4) /aws-lc/crypto/gcm.c
fn=(3) aws_lc_gcm_encrypt
5 9000

fl=(5) /registry/aws-lc-rs/src/aead.rs
fn=(4) rapat_wire::srtp::sealer::Sealer::seal_rtp
* 7
"""


@pytest.fixture(scope="module")
def guard() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("forwarding_cost", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_only_our_own_instructions_count_each_where_it_is_spent(guard: ModuleType) -> None:
    assert guard.own_instructions(PROFILE) == 100 + 20 + 3 + 7


def test_baselines_of_other_compilers_stay_when_one_is_written(
    guard: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BASELINE", tmp_path / "cost.txt")
    guard.write("rustc 1.85.0 x86_64", {"video": 2000.0})
    guard.write("rustc 1.95.0 x86_64", {"video": 1700.04})
    assert guard.baseline() == {("rustc 1.85.0 x86_64", "video"): 2000.0, ("rustc 1.95.0 x86_64", "video"): 1700.0}


@pytest.mark.parametrize(("now", "code"), [(1029.0, 0), (1031.0, 1)])
def test_three_percent_above_the_baseline_fail(
    guard: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: float, code: int
) -> None:
    monkeypatch.setattr(guard, "BASELINE", tmp_path / "cost.txt")
    guard.write("rustc 1.95.0 x86_64", dict.fromkeys(guard.KINDS, 1000.0))
    assert guard.judge("rustc 1.95.0 x86_64", dict.fromkeys(guard.KINDS, now)) == code
    assert guard.judge("rustc 9.99.9 x86_64", dict.fromkeys(guard.KINDS, now)) == 0


def test_without_valgrind_it_says_so_and_skips(
    guard: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(guard, "have_valgrind", lambda: False)
    assert guard.main() == guard.SKIPPED
    assert "valgrind is not installed" in capsys.readouterr().out
