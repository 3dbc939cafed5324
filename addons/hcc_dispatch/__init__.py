from . import models, solver, wizard
from . import models, solver, tools
