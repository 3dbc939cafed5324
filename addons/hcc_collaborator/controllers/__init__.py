from . import front
from . import app
from . import brand
from . import errors
