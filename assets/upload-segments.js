// A playlist of captions (HLS) that comes with its segments, as a folder or chosen together, becomes one archive: what
// is in them is one file of captions, which the server puts together.

import { archive } from "./upload-archive.js";

const PLAYLIST = /\.m3u8?$/i;
const SEGMENT = /\.(vtt|webvtt)$/i;
const COMMON = /^(playlist|index|prog_index|prog|master|main|manifest|chunklist|subtitles?)\.m3u8?$/i;
const LONGEST_PLAYLIST = 5_000_000;

// Where a file is in what was dropped: "film/en/seg1.vtt"; its name, where it came alone.
function pathOf(file) {
  return (file.webkitRelativePath || file.path || file.name).replace(/^(\.?\/)+/, "");
}

// The paths that a playlist names, seen from where it is; others than those in the same place cannot be meant.
function namedIn(text, path) {
  const addresses = text.split(/\r?\n/).map((line) => line.trim());
  const lines = addresses.filter((line) => line && !line.startsWith("#"));
  const renditions = [...text.matchAll(/URI="([^"]+)"/g)].map((match) => match[1]);
  const base = new URL(path.split("/").map(encodeURIComponent).join("/"), "file:///");
  return [...lines, ...renditions].flatMap((address) => {
    if (!URL.canParse(address, base)) return [];
    const found = new URL(address, base);
    return found.protocol === "file:" && !found.host ? [decoded(found.pathname.slice(1))] : [];
  });
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a "%" that stands for itself: "100%.vtt"
  }
}

// A name for people: that of the folder, where the playlist's own says nothing.
function nameOf(path) {
  const parts = path.split("/");
  const own = parts.at(-1);
  const said = COMMON.test(own) && parts.length > 1 ? parts.at(-2) : own.replace(PLAYLIST, "");
  return `${said}.zip`;
}

export function bringsPlaylist(files) {
  return files.some((file) => PLAYLIST.test(file.name)) && files.some((file) => SEGMENT.test(file.name));
}

// The files as they are sent: one archive in place of each playlist and its segments.
export async function packed(files) {
  try {
    return await withArchives(files);
  } catch {
    return files; // one cannot be read (moved, or its disk is gone): its upload says so
  }
}

// A playlist of such playlists goes with them.
async function withArchives(files) {
  const byPath = new Map(files.map((file) => [pathOf(file), file]));
  const gone = new Set();
  const made = [];
  const others = [];
  for (const [path, playlist] of byPath) {
    if (!PLAYLIST.test(playlist.name) || playlist.size > LONGEST_PLAYLIST) continue;
    const named = [...new Set(namedIn(await playlist.text(), path))].filter((one) => byPath.has(one));
    const segments = named.filter((one) => SEGMENT.test(one));
    if (segments.length) {
      const inside = [path, ...segments].map((one) => [one, byPath.get(one)]);
      made.push(new File([await archive(inside)], nameOf(path), { type: "application/zip" }));
      for (const one of [path, ...segments]) gone.add(byPath.get(one));
    } else {
      others.push([playlist, named.filter((one) => PLAYLIST.test(one)).map((one) => byPath.get(one))]);
    }
  }
  for (const [playlist, inner] of others) {
    if (inner.length && inner.every((one) => gone.has(one))) gone.add(playlist);
  }
  return [...files.filter((file) => !gone.has(file)), ...made];
}
