// One file on its way straight to the bucket, in parts to signed addresses. Our server only says where each part goes,
// and looks at the file when it is whole. A bucket that this page may not send to (its CORS rules, a network that does
// not reach it, a key that it refuses) is left alone from then on: files go through the server.

import { t } from "./translate.js";
import { STALLED, meaningOf } from "./tus-upload.js";

const SMALLEST = 1_000_000; // a smaller file costs fewer requests through the server
const SIGNED_AT_ONCE = 20;
const REFUSED = [400, 403]; // an address that has ended; a new one may be good
const OFF = 409;
const REFUSAL = {
  detail: t("The file store refuses this file, although it has taken others."),
  hint: t("Retry. If it refuses again, the owner of the server has to check the key and the rules of the bucket."),
};
const UNREACHABLE = { status: 0, body: "" };

let usable = true; // until the bucket turns out to be out of reach
let proven = false; // since a part has arrived there

export function suits(file) {
  return usable && file.size > SMALLEST;
}

export function isDirect(address) {
  return address.includes("/v1/uploads/direct/");
}

async function ask(method, address, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  if (answer === null) throw UNREACHABLE;
  const text = await answer.text().catch(() => "");
  if (!answer.ok) throw { status: answer.status, body: text };
  return text ? JSON.parse(text) : null;
}

// Sends one part; resolves to the status of the answer, 0 when there is none.
function put({ url, body, onProgress, onRequest }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    onRequest(request);
    request.open("PUT", url);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onloadend = () => resolve(request.status);
    request.send(body);
  });
}

function sizeOf(state, number) {
  return number < state.part_count ? state.part_size : state.size - (state.part_count - 1) * state.part_size;
}

function bytesOf(state, numbers) {
  return numbers.reduce((sum, number) => sum + sizeOf(state, number), 0);
}

// Starts or goes on; returns {stop(end)}, which ends the sending, and with `end` the upload on the server too.
export function send({ file, url, address }, { onAddress, onProgress, onEnd }) {
  let [stopped, timer, request, place] = [false, null, null, address];
  const finish = (answer) => {
    clearTimeout(timer);
    if (!stopped) onEnd(answer);
    stopped = true;
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      finish({ lost: true });
      request?.abort();
    }, STALLED);
  };

  // What became of a part that has not arrived.
  const failed = async (status) => {
    const refused = REFUSED.includes(status);
    if (status !== 0 && !refused) {
      finish(status === 404 ? { gone: true } : { lost: true });
      return;
    }
    if (proven) {
      finish(refused ? { error: REFUSAL } : { lost: true });
      return;
    }
    await ask("GET", place); // throws when it is our own server that does not answer
    usable = false;
    await remove(place);
    finish({ gone: true });
  };

  const sendPart = async (state, { number, url: target }, before) => {
    const start = (number - 1) * state.part_size;
    const status = await put({
      url: target,
      body: file.slice(start, start + sizeOf(state, number)),
      onProgress: (loaded) => {
        watch();
        onProgress(before + loaded);
      },
      onRequest: (made) => (request = made),
    });
    proven ||= status === 200;
    return status;
  };

  const sendAll = async (state) => {
    let lacking = [];
    for (let number = 1; number <= state.part_count; number += 1) {
      if (!state.arrived.includes(number)) lacking.push(number);
    }
    let sent = bytesOf(state, state.arrived);
    let refusals = 0;
    while (lacking.length && !stopped) {
      watch();
      const { parts } = await ask("POST", `${place}/parts`, { numbers: lacking.slice(0, SIGNED_AT_ONCE) });
      for (const part of parts) {
        if (stopped) return;
        const status = await sendPart(state, part, sent);
        if (stopped) return;
        if (REFUSED.includes(status) && refusals === 0) {
          refusals += 1;
          break;
        }
        if (status !== 200) {
          await failed(status);
          return;
        }
        refusals = 0;
        sent += part.size;
        lacking = lacking.filter((number) => number !== part.number);
        onProgress(sent);
      }
    }
  };

  const run = async () => {
    watch();
    const state = place ? await ask("GET", place) : await ask("POST", url, { file_name: file.name, size: file.size });
    if (stopped) return;
    if (!place) {
      place = `${url}/${state.upload_id}`;
      onAddress(place);
    }
    await sendAll(state);
    if (stopped) return;
    clearTimeout(timer); // all is there; the server looks at it, which may take a while
    const { upload_id: uploadId } = await ask("POST", `${place}/complete`, {});
    finish({ uploadId });
  };

  run().catch(({ status = 0, body = "" }) => {
    if (status === OFF && !place) usable = false; // since this page was opened
    finish(status === OFF && !place ? { gone: true } : meaningOf(status, body, place));
  });
  return {
    stop: async (end) => {
      stopped = true;
      clearTimeout(timer);
      request?.abort();
      if (end && place) await remove(place);
    },
  };
}

// How much of an upload has arrived; null when the server no longer has it, or cannot be asked.
export async function arrived(address) {
  try {
    const state = await ask("GET", address);
    return bytesOf(state, state.arrived);
  } catch {
    return null;
  }
}

// Removes what has arrived of an upload that is not being sent.
export async function remove(address) {
  await ask("DELETE", address).catch(() => undefined); // out of reach: the server removes it by itself
}
