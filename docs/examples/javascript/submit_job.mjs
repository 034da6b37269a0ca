// Sends film.srt to become WebVTT; prints the job's id.
import { openAsBlob } from "node:fs";

const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;

const form = new FormData();
form.append("source", await openAsBlob("film.srt"), "film.srt");
form.append("config", JSON.stringify({ target_profile: "WebVTT" }));

const answer = await fetch(`${url}/v1/jobs`, {
  method: "POST",
  headers: { Authorization: `Bearer ${key}` },
  body: form,
});
if (!answer.ok) throw new Error(await answer.text());
const job = await answer.json();
console.log(job.job_id);
