"""`deploy/ha/try.sh FOLDER`: what three nodes lose when their primary is killed, or cut off. It should be nothing."""

import argparse
import asyncio
import contextlib
import secrets
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.failover.buyers import Buyers, Sold, read
from benchmarks.failover.nodes import Cluster, Node, start, stop
from benchmarks.failover.proof import Proof, prove
from benchmarks.failover.shop import OWNER, Shop

SELLING_AGAIN_WITHIN_SECONDS = 15.0
CUT_OFF_SECONDS = 20.0
_QUIET_SECONDS = 2.0
_GIVES_UP_SECONDS = 90.0


async def sells_again(buyers: Buyers, since: float) -> float:
    """Return the seconds until the first purchase that was begun after a moment was acknowledged."""
    while time.monotonic() < since + _GIVES_UP_SECONDS:
        for sold in reversed(buyers.sold):
            if sold.answered_at < since:
                break
            if sold.asked_at > since:
                return min(one.answered_at for one in buyers.sold if one.asked_at > since) - since
        await asyncio.sleep(0.05)
    msg = f"The shop does not sell again within {_GIVES_UP_SECONDS} s."
    raise RuntimeError(msg)


async def fail_over(cluster: Cluster, buyers: Buyers) -> tuple[Node, float]:
    """Kill the primary, wait until the shop sells, and bring the node back as a standby."""
    primary = await asyncio.to_thread(cluster.primary)
    await asyncio.to_thread(primary.kill)
    seconds = await sells_again(buyers, time.monotonic())
    await asyncio.sleep(_QUIET_SECONDS)
    primary.start_patroni()
    await asyncio.to_thread(cluster.wait_until_whole)
    await asyncio.sleep(_QUIET_SECONDS)
    return primary, seconds


async def run_failovers(cluster: Cluster, shop: Shop, number: int, times: int) -> tuple[list[float], Buyers]:
    """Fail over some times while buyers buy."""
    buyers = Buyers(shop.addresses, shop.token, shop.sweets)
    buying = asyncio.create_task(buyers.buy())
    await asyncio.sleep(_QUIET_SECONDS)
    seconds = []
    for turn in range(1, times + 1):
        before = len(buyers.sold)
        node, took = await fail_over(cluster, buyers)
        seconds.append(took)
        print(
            f"  run {number}, failover {turn:2}: {node.name} killed, selling again after {took:5.1f} s"
            f" ({len(buyers.sold) - before} sold until it was back)",
            flush=True,
        )
    buyers.stop()
    await buying
    return seconds, buyers


async def cut_off(cluster: Cluster, shop: Shop, buyers: Buyers) -> list[Sold]:
    """Cut the primary off, with a PgBouncer, a worker and buyers on it; return what was acknowledged there."""
    primary = await asyncio.to_thread(cluster.primary)
    address = await asyncio.to_thread(shop.open_on, primary)
    file = shop.folder / f"on-{primary.name}.jsonl"
    file.touch()
    command: list[str | Path] = ["ip", "netns", "exec", primary.namespace, sys.executable, "-m"]
    arguments = [address, shop.token, ",".join(map(str, shop.sweets)), str(file)]
    inside = start([*command, "benchmarks.failover.buyers", *arguments], shop.folder / "buyers.log", shop.environment())
    try:
        while len(read(file)) < 20:  # noqa: ASYNC110 - another process buys.
            await asyncio.sleep(0.1)
        primary.cut_off(is_cut=True)
        since = time.monotonic()
        demoted = asyncio.create_task(_demoted(primary, shop, since))
        seconds = await sells_again(buyers, since)
        print(f"  {primary.name} cut off: the others sell again after {seconds:.1f} s", flush=True)
        print(f"  it stopped being a primary after {await demoted:.1f} s", flush=True)
        await asyncio.sleep(max(0.0, since + CUT_OFF_SECONDS - time.monotonic()))
        there = read(file)
        late = [one for one in there if one.answered_at > since + 1]
        print(f"  acknowledged on it: {len(there)}, of these more than a second after it was cut off: {len(late)}")
    finally:
        primary.cut_off(is_cut=False)
        await asyncio.to_thread(stop, inside)
    await asyncio.to_thread(cluster.wait_until_whole)
    return read(file)


async def _demoted(node: Node, shop: Shop, since: float) -> float:
    """Return the seconds until a node's PostgreSQL is no primary any more, as who is on it sees."""
    psql: list[str | Path] = ["/usr/lib/postgresql/15/bin/psql", "-XAtc", "SELECT pg_is_in_recovery()"]
    command = [*node.inside, "env", "PGCONNECT_TIMEOUT=1", *psql, shop.url(OWNER, 5432)]
    while time.monotonic() < since + _GIVES_UP_SECONDS:
        said = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False, cwd="/")
        if said.stdout.strip() != "f":
            return time.monotonic() - since
        await asyncio.sleep(0.2)
    return float("inf")


async def run_partition(cluster: Cluster, shop: Shop, earlier: list[Buyers]) -> Proof:
    """Cut the primary off while others buy, and prove that nothing is lost."""
    buyers = Buyers(shop.addresses, shop.token, shop.sweets)
    buying = asyncio.create_task(buyers.buy())
    await asyncio.sleep(_QUIET_SECONDS)
    there = await cut_off(cluster, shop, buyers)
    await asyncio.sleep(_QUIET_SECONDS)
    buyers.stop()
    await buying
    return await prove(shop, [*earlier, buyers], there, are_all_known=False)


async def main() -> int:
    """Try it all, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--failovers", type=int, default=10)
    parser.add_argument("--no-partition", action="store_true")
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(mode=0o755)
    names = ("owner_password", "replication_password", "shop_password")
    passwords = {name: secrets.token_urlsafe(18) for name in names}
    proofs: list[Proof] = []
    slowest = 0.0
    with ExitStack() as stack:
        cluster = Cluster(folder, passwords)
        stack.callback(cluster.stop)
        cluster.start()
        shop = Shop(cluster, passwords, folder, stack)
        await shop.open()
        everyone: list[Buyers] = []
        for number in range(1, given.runs + 1):
            seconds, buyers = await run_failovers(cluster, shop, number, given.failovers)
            everyone.append(buyers)
            proofs.append(await prove(shop, everyone))
            slowest = max(slowest, *seconds)
            print(f"run {number}: selling again after {statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s")
            print(*(f"  {line}" for line in proofs[-1].lines()), sep="\n", flush=True)
        if not given.no_partition:
            proofs.append(await run_partition(cluster, shop, everyone))
            print("partition:", *proofs[-1].lines(), sep="\n  ", flush=True)
    good = all(proof.holds for proof in proofs) and slowest <= SELLING_AGAIN_WITHIN_SECONDS
    print("Nothing was lost." if good else "SOMETHING IS WRONG: see above.")
    return 0 if good else 1


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main()))
