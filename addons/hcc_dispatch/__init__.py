from . import models, solver, tools
