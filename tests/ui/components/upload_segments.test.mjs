// The packing of HLS segments, run by test_upload_segments.py with node.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import test from "node:test";
import { bringsPlaylist, packed } from "../../../assets/upload-segments.js";

const MEDIA = "#EXTM3U\n#EXTINF:6,\ns%209.vtt\n#EXTINF:6,\r\ns10.vtt?key=1\n#EXT-X-ENDLIST\n";

function file(path, text) {
  const made = new File([text], path.split("/").at(-1));
  Object.defineProperty(made, "webkitRelativePath", { value: path });
  return made;
}

const FOLDER = [
  file("film/master.m3u8", '#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,URI="de/index.m3u8"\n'),
  file("film/de/index.m3u8", MEDIA),
  file("film/de/s 9.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nTür\n"),
  file("film/de/s10.vtt", "WEBVTT\n\n00:07.000 --> 00:08.000\nTor\n"),
  file("film/de/s12.vtt", "WEBVTT\n"),
  file("film/beside.srt", "1"),
];

test("a playlist and the segments that it names are one archive, named like their folder", async () => {
  assert.ok(bringsPlaylist(FOLDER));
  const made = await packed(FOLDER);
  assert.deepEqual(made.map((each) => each.name), ["s12.vtt", "beside.srt", "de.zip"]);
  if (process.env.ARCHIVE) await writeFile(process.env.ARCHIVE, Buffer.from(await made[2].arrayBuffer()));
});

test("a playlist that was chosen with its segments gives its name", async () => {
  const chosen = [new File([MEDIA], "Evening news.m3u8"), new File(["WEBVTT\n"], "s10.vtt")];
  assert.deepEqual((await packed(chosen)).map((each) => each.name), ["Evening news.zip"]);
});

test("segments on another server are not those that were dropped", async () => {
  const remote = [new File(["#EXTM3U\nhttps://media.example/s10.vtt\n"], "remote.m3u8"), new File(["WEBVTT\n"], "s10.vtt")];
  assert.deepEqual(await packed(remote), remote);
});

test("what belongs to no playlist stays as it is", async () => {
  const alone = [new File(["#EXTM3U\nother.ts\n"], "video.m3u8"), new File(["WEBVTT\n"], "film.vtt")];
  assert.deepEqual(await packed(alone), alone);
  assert.equal(bringsPlaylist([FOLDER[1]]), false);
  assert.equal(bringsPlaylist([FOLDER[3]]), false);
});

test("a file that cannot be read is left to its upload, which says so, and takes no other along", async () => {
  const moved = new File(["WEBVTT\n"], "s10.vtt");
  moved.arrayBuffer = () => Promise.reject(new DOMException("The file could not be found.", "NotReadableError"));
  const chosen = [new File([MEDIA], "news.m3u8"), moved, new File(["1"], "beside.srt")];
  assert.deepEqual(await packed(chosen), chosen);
});

test("a percent sign in a name may stand for itself", async () => {
  const chosen = [new File(["#EXTM3U\n100%.vtt\n"], "whole.m3u8"), new File(["WEBVTT\n"], "100%.vtt")];
  assert.deepEqual((await packed(chosen)).map((each) => each.name), ["whole.zip"]);
});
