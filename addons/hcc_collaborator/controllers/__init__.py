from . import front
from . import app
from . import brand
from . import equipment
from . import errors
from . import join
from . import badge
from . import inclusion
