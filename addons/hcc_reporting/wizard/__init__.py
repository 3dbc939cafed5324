from . import hcc_pilot_override
from . import hcc_ward_clone_form
from . import hcc_ward_clone_line
from . import hcc_public_publish
from . import hcc_scale_up
from . import hcc_scale_up_line
