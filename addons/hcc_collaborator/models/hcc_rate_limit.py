import logging
import math
import time
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from psycopg2 import Error as DatabaseError
from psycopg2.pool import PoolError

from odoo import api, models
from odoo.tools import SQL, hmac

from ..own_cursor import own_cursor
from ..tools.phone import readable_phones

_logger = logging.getLogger(__name__)

MINUTES, HOUR, DAY = 600, 3600, 86400
PERCENT = "hcc_collaborator.rate_limit_percent"
_SCOPE = "hcc_collaborator.rate_limit"
#: rows that a run of the janitor takes away
SWEEP = 100_000


class Allowance(NamedTuple):
    """So many tries in so many seconds: of one address, and of one key.

    A telephone network gives one address to thousands of people, so addresses
    are allowed much; one telephone number, reference or login little.
    """

    span: int
    of_address: int
    of_key: int


BUCKETS = {
    "ward": Allowance(MINUTES, 1200, 120),
    "hold": Allowance(MINUTES, 900, 40),
    "book": Allowance(HOUR, 600, 20),
    "find": Allowance(HOUR, 600, 20),
    "change": Allowance(HOUR, 600, 40),
    "rate": Allowance(HOUR, 600, 20),
    "complaint": Allowance(HOUR, 200, 10),
    "apply": Allowance(HOUR, 200, 10),
    "badge": Allowance(MINUTES, 300, 30),
    "certificate": Allowance(MINUTES, 300, 30),
    "figures": Allowance(MINUTES, 1200, 120),
    # both together: after ten tries a minute each, after fifty half an hour each
    "sign_in": Allowance(MINUTES, 300, 10),
    "sign_in_day": Allowance(DAY, 5000, 50),
    "call": Allowance(HOUR, 200, 5),
    # a device that works a whole day sends a few an hour, and many with photos
    "device": Allowance(MINUTES, 12_000, 600),
}


class HccRateLimit(models.AbstractModel):
    """Counts tries of strangers, in a table of its own without any write-ahead log.

    A row holds when the allowance of a key will be whole again. It is written
    outside the request's transaction: a refused form rolls back, the try stays
    counted, and many tries at once wait for one row without failing. Keys are
    kept as keyed hashes: neither an address nor a telephone number is stored.
    """

    _name = "hcc.rate.limit"
    _description = "Limit of Tries"

    def init(self):
        self.env.execute_query(
            SQL(
                """CREATE UNLOGGED TABLE IF NOT EXISTS hcc_rate_limit (
                       key text PRIMARY KEY,
                       full_at double precision NOT NULL,
                       step double precision NOT NULL,
                       span double precision NOT NULL,
                       wait double precision NOT NULL
                   ) WITH (fillfactor = 70)"""
            )
        )

    @api.model
    def _hit(self, bucket, keys, address=None):
        """Count one try; a try that is refused does not lengthen the wait.

        :param str bucket: what is tried, one of ``BUCKETS``
        :param keys: texts that are allowed little: telephone, reference, login
        :param str address: of the network, which is allowed much
        :return: seconds to wait; 0 = go on
        """
        allowance = BUCKETS[bucket]
        percent = self._get_percent()
        if not percent:
            return 0
        counts = {
            self._hash(bucket, key): allowance.of_key
            for key in map(self._fold_key, keys)
            if key
        }
        if address:
            counts[self._hash(bucket, self._get_network(address))] = (
                allowance.of_address
            )
        steps = {
            key: allowance.span * 100 / (count * percent)
            for key, count in counts.items()
        }
        if not steps:
            return 0
        try:
            return self._count(steps, allowance.span)
        except (DatabaseError, PoolError):
            # Better no limit for a while than no service.
            _logger.warning("Tries could not be counted", exc_info=True)
            return 0

    @api.model
    def _hit_sign_in(self, address, account):
        """Count one try to sign in; the wait grows with the tries.

        :param account: login, or id of a user; counted for this address alone
        :return: seconds to wait; 0 = go on
        """
        keys = [f"{self._get_network(address)} {account}"] if account else []
        return max(
            self._hit(bucket, keys, address=address)
            for bucket in ("sign_in", "sign_in_day")
        )

    @api.model
    def _forget_sign_in(self, address, account):
        """Whoever signed in starts anew; the tries of the address stay counted."""
        key = self._fold_key(f"{self._get_network(address)} {account}")
        hashes = [self._hash(bucket, key) for bucket in ("sign_in", "sign_in_day")]
        query = SQL("DELETE FROM hcc_rate_limit WHERE key = ANY(%s)", hashes)
        try:
            with own_cursor(self.env) as cr:
                cr.execute(query)
        except (DatabaseError, PoolError):
            _logger.warning("Tries could not be forgotten", exc_info=True)

    @api.model
    def _count(self, steps, span):
        """Take one step of each key's allowance, all in one statement.

        :param dict steps: {key: seconds until one try is given back}
        :return: the longest wait in whole seconds
        """
        keys = sorted(steps)
        query = SQL(
            """INSERT INTO hcc_rate_limit AS kept (key, full_at, step, span, wait)
                    SELECT key, %(now)s + step, step, %(span)s, 0
                      FROM unnest(%(keys)s::text[], %(steps)s::float8[])
                           AS given (key, step)
                  ORDER BY key
               ON CONFLICT (key) DO UPDATE
                       SET step = EXCLUDED.step,
                           span = EXCLUDED.span,
                           wait = GREATEST(0, GREATEST(kept.full_at, %(now)s)
                                  + EXCLUDED.step - %(now)s - EXCLUDED.span),
                           full_at = GREATEST(kept.full_at, %(now)s) + CASE
                                WHEN GREATEST(kept.full_at, %(now)s) + EXCLUDED.step
                                     > %(now)s + EXCLUDED.span THEN 0
                                ELSE EXCLUDED.step END
                 RETURNING wait""",
            now=time.time(),
            span=float(span),
            keys=keys,
            steps=[max(0.001, min(span, steps[key])) for key in keys],
        )
        with own_cursor(self.env) as cr:
            cr.execute(query)
            return math.ceil(max(wait for (wait,) in cr.fetchall()))

    # -------------------------------------------------------------------------
    # KEYS
    # -------------------------------------------------------------------------

    @api.model
    def _get_percent(self):
        """How much more or less than usual is allowed; 0 = no limits."""
        # sudo: ir.config_parameter - one number
        percent = self.env["ir.config_parameter"].sudo().get_param(PERCENT, "100")
        is_number = percent.isascii() and percent.isdecimal()
        return int(percent) if is_number else 100

    @api.model
    def _hash(self, bucket, key):
        # sudo: ir.config_parameter - the secret of the database
        return hmac(self.env(su=True), _SCOPE, (bucket, key))[:32]

    @api.model
    def _fold_key(self, key):
        """One spelling of what is the same: of numbers, spaces and case."""
        text = "".join(str(key or "").split()).casefold()[:200]
        phones = readable_phones(text) if text[:1] in "+0123456789(" else ()
        return phones[0] if phones else text

    @api.model
    def _get_network(self, address):
        """An address, or of the newer kind the network that one line has."""
        try:
            found = ip_address(address)
        except ValueError:
            return f"address:{address}"
        if found.version == 6 and found.ipv4_mapped:
            found = found.ipv4_mapped
        prefix = 32 if found.version == 4 else 64
        return f"address:{ip_network((found, prefix), strict=False)}"

    # -------------------------------------------------------------------------
    # JOBS
    # -------------------------------------------------------------------------

    @api.model
    def _cron_sweep(self):
        """Forget the keys whose allowance is whole again."""
        query = SQL(
            """DELETE FROM hcc_rate_limit
                     WHERE key IN (SELECT key FROM hcc_rate_limit
                                    WHERE full_at < %s
                                    LIMIT %s
                                      FOR UPDATE SKIP LOCKED)""",
            time.time(),
            SWEEP,
        )
        with own_cursor(self.env) as cr:
            cr.execute(query)
