"""The one screen of the main job."""
