"""A moving body: joint angles in, pictures out. Pure: no Django, no database, no clock."""
