"""The page of the second factor: who comes back in a known browser is noted too."""

from odoo.http import request, route

from odoo.addons.auth_totp.controllers.home import Home


class HccSecondFactor(Home):
    @route()
    def web_totp(self, redirect=None, **kwargs):
        agent = request.httprequest.user_agent
        if not (agent.browser and agent.platform):
            # core names the browser by these, and fails without them
            kwargs.pop("remember", None)
        waiting = not request.session.uid and request.session.get("pre_uid")
        response = super().web_totp(redirect=redirect, **kwargs)
        # a code is noted where it is checked; a browser that is known types none
        if (
            waiting
            and request.httprequest.method == "GET"
            and request.session.uid == waiting
        ):
            user = request.env["res.users"].browse(waiting)
            request.env["hcc.sign.in"]._note(user, "device", "in")
        return response
