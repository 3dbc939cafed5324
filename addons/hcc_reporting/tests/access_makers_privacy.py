"""Makers of what citizens may ask for: their file, erasure, retention."""

from .access_factory import SCOPES, maker

KINDS = ("citizen", "message", "complaint")


@maker("hcc.erasure")
def _erasure(scope):
    return scope.env["hcc.erasure"]._prove(
        scope.collaborator, "asked", {"hcc.collaborator": 1}
    )


@maker("hcc.retention.rule")
def _retention_rule(scope):
    # one of each kind, all over the city
    kind = KINDS[SCOPES.index(scope.name)]
    return scope.env.ref(f"hcc_booking.hcc_retention_rule_{kind}")


def _form(name):
    # the form's own field is called like an argument of the scope's method
    return lambda scope: scope.env[name].create(
        {"model": "hcc.citizen", "res_id": scope.get("hcc.citizen").id}
    )


for form in ("hcc.person.file.form", "hcc.erasure.form"):
    maker(form)(_form(form))
