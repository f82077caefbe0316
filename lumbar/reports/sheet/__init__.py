"""The sheet: a person's report on one page of paper, for the clinician."""
