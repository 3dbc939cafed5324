"""Tells open boards that a ward's day has changed.

Odoo's bus opens a connection for each transaction that notifies, which takes longer
than most bookings. So a worker waits a moment, and tells of all wards at once.
"""

import logging
import threading

import psycopg2

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)

#: how a client names the news of a ward: ``hcc_dispatch.board:7``
CHANNEL = "hcc_dispatch.board"
#: the part of a ward's news that coordinators listen to
SUBCHANNEL = "hcc_board"
#: seconds in which changes are gathered
MOMENT = 0.3

_lock = threading.Lock()
_waiting = {}
_tellers = set()


def tell_soon(registry, ward_ids):
    """Let the boards of some wards be read anew in a moment.

    :param registry: of the database in which a transaction was committed
    """
    with _lock:
        is_first = registry.db_name not in _waiting
        _waiting.setdefault(registry.db_name, set()).update(ward_ids)
    if is_first:
        teller = threading.Timer(MOMENT, _tell, [registry])
        # whoever stops the server does not wait for it: boards look by themselves
        teller.daemon = True
        with _lock:
            _tellers.add(teller)
        teller.start()


def finish():
    """Wait until all is told: for whoever takes the database away."""
    with _lock:
        tellers = list(_tellers)
    for teller in tellers:
        teller.join(timeout=10)


def _tell(registry):
    with _lock:
        ward_ids = _waiting.pop(registry.db_name, ())
    try:
        with registry.cursor() as cr:
            # a note that is lost in a crash is made up for by the next look
            cr.execute("SET LOCAL synchronous_commit TO off")
            env = api.Environment(cr, SUPERUSER_ID, {})
            for ward in env["hcc.ward"].browse(sorted(ward_ids)):
                env["bus.bus"]._sendone(
                    (ward, SUBCHANNEL), CHANNEL, {"ward_id": ward.id}
                )
    except psycopg2.Error:
        # what happened has happened; boards look by themselves now and then
        _logger.info("Boards were not told of a change", exc_info=True)
    finally:
        with _lock:
            _tellers.discard(threading.current_thread())
