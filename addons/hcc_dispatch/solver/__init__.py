"""Plain Python: plans of a day and rosters of a week, values in and values out."""
