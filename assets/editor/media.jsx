// The film or recording of the job beside its cues: what is being edited is drawn over the picture, and the cues near
// the chosen one lie on the waveform with edges that can be dragged.

import { useEffect, useMemo, useRef, useState } from "react";
import { useShown } from "../player/cues.js";
import { usePlayback } from "../player/playback.js";
import { Player } from "../player/player.jsx";
import { Waveform } from "../player/waveform.jsx";
import { TICKS } from "./document.js";
import { ask } from "./server.js";
import { Words } from "./cue-rows.jsx";
import { t } from "../translate.js";

const ZOOM = 80;
const NEAR = 12;
const NONE = [];

// The source of the job, or else the first result that can be heard; null without one.
export function useMedia(jobId) {
  const { playback } = usePlayback(jobId);
  const known = useRef(null);
  return useMemo(() => {
    const heard = playback?.media.filter((each) => each.kind !== "image") ?? [];
    const found = heard.find((each) => each.role === "source") ?? heard[0] ?? null;
    if (JSON.stringify(found) !== JSON.stringify(known.current)) known.current = found; // or the player begins anew
    return known.current;
  }, [playback]);
}

// Where the picture cuts, in ticks; none until a worker has looked.
export function useCuts(url) {
  const [cuts, setCuts] = useState(NONE);
  useEffect(() => {
    let gone = false;
    setCuts(NONE);
    if (url) ask("GET", url).then(({ ok, body }) => !gone && ok && setCuts(body.cuts.map((at) => Math.round(at * TICKS))));
    return () => { gone = true; };
  }, [url]);
  return cuts;
}

export function EditorMedia({ transport, media, cues, at, edge, cuts }) {
  const [wave, setWave] = useState(null);
  const shown = useMemo(() => cues.map((cue) => ({ start: cue.start / TICKS, end: cue.end / TICKS, cue })), [cues]);
  useRegions(wave, cues, at, edge, cuts);
  const player = useMemo(() => ({ kind: media.kind, url: media.url, label: media.file_name }), [media]);
  return (
    <div className="ed-media" data-kind={media.kind}>
      <Player transport={transport} media={player} cues={NONE} captionsOn={false}>
        <Over transport={transport} cues={shown} />
        {!media.url && <p className="player-message" role="status">{media.problem || t("Preparing a version that browsers play")}</p>}
      </Player>
      {media.peaks_url && <Waveform transport={transport} peaksUrl={media.peaks_url} zoom={wave ? ZOOM : 0} onReady={setWave} />}
    </div>
  );
}

function Over({ transport, cues }) {
  const shown = useShown(transport, cues);
  return (
    <div className="player-captions" data-testid="captions-overlay">
      {shown.map(({ cue }) => (
        <p key={cue.key} data-top={cue.placement?.anchor === "top" || undefined}><Words cue={cue} /></p>
      ))}
    </div>
  );
}

// The cues near the chosen one as regions of the waveform, and the cuts between them as lines.
function useRegions(wave, cues, at, edge, cuts) {
  const [plugin, setPlugin] = useState(null);
  const latest = useRef({});
  latest.current = { cues, edge };
  useEffect(() => {
    let gone = false;
    setPlugin(null);
    if (wave) {
      import("wavesurfer.js/plugins/regions").then(({ default: Regions }) => {
        if (gone) return;
        const made = wave.registerPlugin(Regions.create());
        made.on("region-updated", (region) => {
          const index = latest.current.cues.findIndex((cue) => String(cue.key) === region.id);
          if (index >= 0) latest.current.edge(index, Math.round(region.start * TICKS), Math.round(region.end * TICKS));
        });
        setPlugin(made);
      });
    }
    return () => { gone = true; };
  }, [wave]);
  useEffect(() => {
    if (!plugin) return;
    const from = Math.max(0, at - NEAR);
    const near = cues.slice(from, at + NEAR + 1);
    const color = getComputedStyle(document.documentElement).getPropertyValue("--accent-a4").trim();
    plugin.clearRegions();
    near.forEach((cue, index) => {
      const chosen = from + index === at;
      plugin.addRegion({
        id: String(cue.key),
        start: cue.start / TICKS,
        end: cue.end / TICKS,
        color: chosen ? color : "rgb(128 128 128 / 12%)",
        drag: chosen,
        resize: true,
      });
    });
    const [begin, end] = [near[0]?.start ?? 0, near.at(-1)?.end ?? 0];
    cuts.filter((cut) => cut >= begin && cut <= end).forEach((cut) => {
      plugin.addRegion({ id: `cut-${cut}`, start: cut / TICKS, color: "rgb(128 128 128 / 80%)", drag: false, resize: false });
    });
  }, [plugin, cues, at, cuts]);
}

// The playhead as the editor's keys use it.
export function playerOf(transport, media) {
  let stop = () => {};
  return {
    here: () => (media ? Math.round(transport.time * TICKS) : null),
    show: (cue) => media && transport.paused && transport.seek(cue.start / TICKS),
    // Plays or pauses; with a cue, from its start to its end.
    play: (cue) => {
      stop();
      if (!media) return;
      if (!cue) {
        transport.toggle();
        return;
      }
      const end = cue.end / TICKS;
      transport.seek(cue.start / TICKS);
      transport.play();
      const leave = transport.on("time", () => {
        if (transport.time >= end || transport.paused) {
          transport.pause();
          stop();
        }
      });
      stop = () => {
        leave();
        stop = () => {};
      };
    },
  };
}
