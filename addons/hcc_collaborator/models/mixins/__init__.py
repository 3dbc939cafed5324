from . import hcc_about_mixin
from . import hcc_account_mixin
from . import hcc_guard_mixin
from . import hcc_import_mixin
from . import hcc_journal_mixin
from . import hcc_person_mixin
from . import hcc_settings_mixin
from . import hcc_ward_scoped_mixin
