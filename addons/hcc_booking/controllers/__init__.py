from . import app
from . import booking
from . import details
from . import my_request
from . import portal
from . import rating
from . import brand
