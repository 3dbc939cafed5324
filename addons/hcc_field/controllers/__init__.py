from . import mandate
from . import my_mandates
from . import field_page
from . import field_sync
from . import session
