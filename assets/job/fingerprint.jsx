// A fingerprint as pictures: the bits of its three hashes, and of its sound over time; and how alike another one is.

import { useEffect, useRef, useState } from "react";
import { local } from "../base-path.js";
import { ago } from "../relative-time.jsx";
import { readJob, useResult } from "./result.js";
import { decimal, t } from "../translate.js";

const HASHES = [["average", t("Average hash")], ["perceptual", t("Perceptual hash")], ["difference", t("Difference hash")]];
const SOUND_BITS = 32;

export function Fingerprint({ jobId, version }) {
  const result = useResult(jobId, version);
  const others = useOthers(jobId);
  const [otherId, setOtherId] = useState("");
  const { likeness, other, problem } = useLikeness(jobId, otherId);
  if (!result) return null;
  return (
    <section className="fingerprint" data-testid="fingerprint" aria-label={t("Fingerprint")}>
      <h2>{t("Fingerprint")}</h2>
      <Prints result={result} />
      <label className="job-choice">
        <span className="field-label">{t("Compare with")}</span>
        <select className="field" data-testid="compare-with" value={otherId} onChange={(event) => setOtherId(event.target.value)}>
          <option value="">{others.length ? t("Choose a job") : t("No other fingerprint yet")}</option>
          {others.map((job) => (
            <option key={job.job_id} value={job.job_id}>{nameOf(job)}</option>
          ))}
        </select>
      </label>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {likeness && (
        <div data-testid="likeness">
          <p className="likeness">{likeness.same ? t("It is the same picture or sound.") : t("They differ.")}</p>
          <Figures likeness={likeness} />
          <Prints result={other} />
        </div>
      )}
    </section>
  );
}

function nameOf(job) {
  const name = job.source_name || job.job_name || job.source_url || job.job_id;
  return `${name} · ${ago(Date.now(), Date.parse(job.created_at))}`;
}

function useOthers(jobId) {
  const [others, setOthers] = useState([]);
  useEffect(() => {
    let gone = false;
    fetch(local("/v1/jobs?job_type=fingerprint&status=completed&limit=100"))
      .then((answer) => answer.json())
      .then((page) => !gone && setOthers((page.items ?? []).filter((job) => job.job_id !== jobId)), () => {});
    return () => {
      gone = true;
    };
  }, [jobId]);
  return others;
}

const NOTHING = { likeness: null, other: null, problem: "" };

function useLikeness(jobId, otherId) {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    let gone = false;
    setFound(NOTHING);
    if (!otherId) return undefined;
    compare(jobId, otherId).then(
      (answer) => !gone && setFound({ ...NOTHING, ...answer }),
      (error) => !gone && setFound({ ...NOTHING, problem: error.message }),
    );
    return () => {
      gone = true;
    };
  }, [jobId, otherId]);
  return found;
}

async function compare(jobId, otherId) {
  const answer = await fetch(local(`/v1/fingerprints/compare?a=${jobId}&b=${otherId}`));
  const likeness = await answer.json();
  if (!answer.ok) throw new Error(`${likeness.detail} ${likeness.hint}`);
  return { likeness, other: (await readJob(otherId)).result_data };
}

function Figures({ likeness: { frame, audio } }) {
  const percent = (share) => `${Math.round(share * 1000) / 10} %`;
  const lines = [
    ...(frame ? HASHES.map(([name, label]) => [label, percent(frame[name])]) : []),
    ...(audio ? [[t("Sound"), percent(audio.similarity)], [t("Offset"), `${decimal(audio.offset_seconds, 1)} s`]] : []),
  ];
  return (
    <dl className="prices">
      {lines.map(([label, value]) => (
        <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

function Prints({ result: { frame, audio } }) {
  return (
    <div className="prints">
      {frame && HASHES.map(([name, label]) => (
        <Bits key={name} label={label} width={frame.hash_size} height={frame.hash_size} bits={hexBits(frame[name])} />
      ))}
      {audio && <Sound audio={audio} />}
      {!frame && !audio && <p className="hint">{t("There was neither a picture nor enough sound for a fingerprint.")}</p>}
    </div>
  );
}

function hexBits(text) {
  return [...text].flatMap((digit) => [8, 4, 2, 1].map((bit) => Boolean(Number.parseInt(digit, 16) & bit)));
}

function Sound({ audio }) {
  const bytes = Uint8Array.from(atob(audio.items), (character) => character.charCodeAt(0));
  const items = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  const bits = Array.from({ length: items.length * SOUND_BITS }, (_, place) => {
    const [row, column] = [Math.floor(place / items.length), place % items.length];
    return Boolean((items[column] >>> row) & 1);
  });
  return <Bits label={t("Sound over time")} width={items.length} height={SOUND_BITS} bits={bits} wide />;
}

// One pixel a bit, in the colour of text.
function Bits({ label, width, height, bits, wide }) {
  const canvas = useRef(null);
  useEffect(() => {
    const brush = canvas.current.getContext("2d");
    brush.clearRect(0, 0, width, height);
    brush.fillStyle = "#5b6cff";
    bits.forEach((on, place) => on && brush.fillRect(place % width, Math.floor(place / width), 1, 1));
  }, [width, height, bits]);
  return (
    <figure data-wide={wide || undefined}>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />
      <figcaption className="hint">{label}</figcaption>
    </figure>
  );
}
