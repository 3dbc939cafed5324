"""Makers of who read what."""

from .access_factory import maker


@maker("hcc.read.log")
def _read_log(scope):
    log = scope.env["hcc.read.log"]
    reader = scope.env.ref("base.user_admin")
    citizen = scope.get("hcc.citizen")
    scope.env.cr.flush()
    citizen.with_user(reader)._note_read((), "open")
    scope.env.cr.flush()
    return log.search(
        [("res_id", "=", citizen.id), ("user_id", "=", reader.id)], limit=1
    )
