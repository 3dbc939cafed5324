"""Sealing while others write: a row that commits late is sealed later, not lost."""

from contextlib import contextmanager


@contextmanager
def transaction(registry):
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def log(env, action):
    env["hcc.journal"]._log(env["hcc.branch"].search([], limit=1), action)
    env.flush_all()


def seal(registry):
    """Seal all that can be sealed; return the actions that are sealed now."""
    with transaction(registry) as env:
        Seal = env["hcc.journal.seal"]
        while Seal._seal_next():
            env.cr.commit()
        last = dict(Seal._read_group([], ["cluster"], ["xid_to:max"]))
        rows = env["hcc.journal"].search([("action", "like", "race_")])
        assert not Seal._verify()["broken"]
        return {row.action for row in rows if row.xid <= last.get(row.cluster, -1)}


def test_row_that_commits_late(quiet_registry):
    with transaction(quiet_registry) as slow:
        log(slow, "race_slow")  # the older number, the later commit
        with transaction(quiet_registry) as quick:
            log(quick, "race_quick")
        assert not seal(quiet_registry), "nothing passes a transaction that runs"
    assert seal(quiet_registry) == {"race_slow", "race_quick"}


def test_rolled_back_and_many_seals(quiet_registry):
    for number in range(3):
        with transaction(quiet_registry) as env:
            log(env, f"race_{number}")
            if number == 1:
                env.cr.rollback()
        seal(quiet_registry)
    assert seal(quiet_registry) == {"race_0", "race_2"}
    with transaction(quiet_registry) as env:
        assert env["hcc.journal.seal"].search_count([]) >= 2


def test_two_that_seal_at_the_same_moment(quiet_registry):
    """The hourly job and a check: the later one leaves it to the earlier one."""
    with transaction(quiet_registry) as env:
        log(env, "race_twice")
    with transaction(quiet_registry) as late:
        late["hcc.journal.seal"].search_count([])  # sees nothing that comes after
        assert seal(quiet_registry) == {"race_twice"}
        assert not late["hcc.journal.seal"]._seal_next()
    assert seal(quiet_registry) == {"race_twice"}
