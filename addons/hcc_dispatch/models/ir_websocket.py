from odoo import models

from ..board_news import CHANNEL, SUBCHANNEL


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Coordinators hear of the wards that they coordinate, and nobody else.

        A client asks for ``hcc_dispatch.board:7``; what it gets is a channel whose
        name no client can send.
        """
        prefix = f"{CHANNEL}:"
        asked = {
            int(number)
            for channel in channels
            if isinstance(channel, str)
            and channel.startswith(prefix)
            and (number := channel.removeprefix(prefix)).isdecimal()
        }
        channels = [
            channel
            for channel in channels
            if not (isinstance(channel, str) and channel.startswith(prefix))
        ]
        if asked and self.env.user._is_internal():
            channels += [
                (ward, SUBCHANNEL)
                for ward in self.env.user.hcc_coordinator_ward_ids
                if ward.id in asked
            ]
        return super()._build_bus_channel_list(channels)
