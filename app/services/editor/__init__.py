"""The caption editor's rules: drafts of finished outputs, checks and fixes, versions, source captions."""
