from . import models, solver, tools, wizard
