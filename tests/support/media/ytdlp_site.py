"""A yt-dlp extractor for a site of ours: a video with comments, as JSON from a local server."""

from yt_dlp.extractor.common import InfoExtractor


class LocalSiteIE(InfoExtractor):
    _VALID_URL = r"https?://[^/]+/watch/(?P<id>\w+)"

    def _real_extract(self, url):  # type: ignore[no-untyped-def]
        video = self._match_id(url)
        facts = self._download_json(url.replace("/watch/", "/api/"), video)
        found = {
            "id": video,
            "title": facts["title"],
            "url": facts["media"],
            "ext": "mp4",
            **facts.get("more", {}),
        }
        if "comments" in facts:
            found["__post_extractor"] = self.extract_comments(facts["comments"])
            found["comment_count"] = facts.get("count")
        return found

    def _get_comments(self, comments):  # type: ignore[no-untyped-def]
        yield from comments
