// Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
import { writeFile } from "node:fs/promises";

const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;
const id = process.argv[2];

const answer = await fetch(`${url}/v1/jobs/${id}/download-result`, {
  method: "POST",
  headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
  body: JSON.stringify({ expirationSeconds: 600 }),
});
if (!answer.ok) throw new Error(await answer.text());
const [first] = (await answer.json()).outputs;
const file = await fetch(first.url);
await writeFile("result.vtt", Buffer.from(await file.arrayBuffer()));
console.log(`Saved ${first.sizeBytes} bytes.`);
