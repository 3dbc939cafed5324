"""Limits of tries: counted across workers, kept when the request rolls back."""


def hit(bucket, *keys, address=None, fail=False):
    def call(env):
        # what a request does before it counts: its snapshot is taken
        env["hcc.ward"].search([], limit=1)
        wait = env["hcc.rate.limit"]._hit(bucket, keys, address=address)
        if fail:
            raise ValueError("the request fails")
        return wait

    return call


def count_rows(rush):
    with rush.registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM hcc_rate_limit")
        return cr.fetchone()[0]


def test_many_at_once_get_no_more_than_allowed(rush):
    from odoo.addons.hcc_collaborator.models.hcc_rate_limit import BUCKETS

    allowed = BUCKETS["find"].of_key
    waits = []
    for _round in range(allowed // 16 + 2):
        waits += rush.run([hit("find", "HN-1")] * 16)
    assert all(isinstance(wait, int) for wait in waits), waits
    # a try comes back every few minutes: at most one while this runs
    assert allowed <= waits.count(0) <= allowed + 1
    assert min(wait for wait in waits if wait) > 0
    assert rush.deadlocks == 0


def test_keys_that_cross_do_not_deadlock(rush):
    before = rush.count_deadlocks()
    pairs = [("HN-1", "0912345678"), ("0912345678", "HN-1")]
    for _round in range(4):
        outcomes = rush.run(
            [hit("change", *pairs[n % 2], address="203.0.113.1") for n in range(16)]
        )
        assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    assert rush.count_deadlocks() == before
    assert count_rows(rush) == 3


def test_a_failed_request_stays_counted(rush):
    outcomes = rush.run([hit("complaint", "HN-9", fail=True)])
    assert isinstance(outcomes[0], ValueError)
    assert count_rows(rush) == 1


def test_an_upgrade_keeps_the_counts(rush):
    def again(env):
        env["hcc.rate.limit"].init()
        return 1

    rush.run([hit("badge", "HCC-1")])
    assert rush.run([again]) == [1]
    assert count_rows(rush) == 1
