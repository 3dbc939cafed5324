from . import hcc_board_settings
from . import hcc_demo_board
from . import hcc_dispatch_board_figures
from . import hcc_dispatch_board_read
from . import hcc_dispatch_board
from . import hcc_journal_mixin
from . import ir_websocket
from . import res_config_settings
