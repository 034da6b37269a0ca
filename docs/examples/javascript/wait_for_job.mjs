// Asks every second until the job whose id is given has ended; prints how.
import { setTimeout as pause } from "node:timers/promises";

const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;
const id = process.argv[2];

async function ask() {
  const answer = await fetch(`${url}/v1/jobs/${id}`, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

let job = await ask();
while (job.status !== "completed" && job.status !== "failed") {
  await pause(1000);
  job = await ask();
}
console.log(job.status, job.error_message ?? "");
