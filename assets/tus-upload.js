// One file on its way to the server with the tus protocol, in pieces that every proxy takes. The client of the
// protocol (tus-js-client) is loaded with the first file.

import { t } from "./translate.js";

const PIECE = 32_000_000;
const IN_ONE = 1_000_000;
export const STALLED = 60_000;

const UNREADABLE = {
  detail: t("The server gave an answer that could not be understood."),
  hint: t("Retry. If it happens again, look at the server's log."),
};
const GONE = [404, 410];
const LATER = [401, 429];
const BUSY = [409, 423]; // the request before still holds the upload, or has brought more than we know of

function problem(text) {
  try {
    const body = JSON.parse(text);
    const detail = typeof body.detail === "string" ? body.detail : body.title;
    return { detail: detail || UNREADABLE.detail, hint: body.hint || "" };
  } catch {
    return UNREADABLE;
  }
}

// What an error means: {lost} to be sent again, {gone} to be begun again, or {error} for a person to read, which is
// `final` when the same request would be refused again.
export function meaningOf(status, body, address) {
  if (status === 0 || status >= 500 || BUSY.includes(status)) {
    return { lost: true };
  }
  if (address && GONE.includes(status)) {
    return { gone: true };
  }
  return { error: problem(body), final: !LATER.includes(status) };
}

function meaning({ originalResponse: response }, address) {
  return meaningOf(response?.getStatus() ?? 0, response?.getBody(), address);
}

// The last part of the address the server gave is the id of the upload; where this page came from is where we send.
function placed(url, address) {
  return `${url}/${address.split("/").pop()}`;
}

// Starts or goes on; returns {stop(end)}, which ends the sending, and with `end` the upload on the server too.
export function send({ file, url, address }, { onAddress, onProgress, onEnd }) {
  let [upload, stopped, timer] = [null, false, null];
  const finish = (answer) => {
    clearTimeout(timer);
    if (!stopped) onEnd(answer);
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      upload?.abort();
      finish({ lost: true });
    }, STALLED);
  };
  const begin = async () => {
    const tus = await import("tus-js-client");
    if (stopped) return;
    upload = new tus.Upload(file, {
      // To a known address nothing is created: the answer of a proxy whose server is away would begin it anew.
      endpoint: address ? null : url,
      uploadUrl: address || null,
      metadata: { filename: file.name },
      chunkSize: PIECE,
      uploadDataDuringCreation: file.size <= IN_ONE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        upload.url = placed(url, upload.url);
        onAddress(upload.url);
      },
      onProgress: (sent) => {
        if (sent < file.size) {
          watch();
        } else {
          clearTimeout(timer); // all is there; the server looks at it, which may take a while
        }
        onProgress(sent);
      },
      onError: (error) => finish(meaning(error, address)),
      onSuccess: () => finish({ uploadId: upload.url.split("/").pop() }),
    });
    watch();
    upload.start();
  };
  begin().catch(() => finish({ lost: true })); // the client itself could not be loaded
  return {
    stop: async (end) => {
      stopped = true;
      clearTimeout(timer);
      await upload?.abort(end).catch(() => undefined); // out of reach: the server removes it by itself
    },
  };
}

// How much of an upload has arrived; null when the server no longer has it, or cannot be asked.
export async function arrived(address) {
  try {
    const answer = await fetch(address, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
    return answer.ok ? Number(answer.headers.get("Upload-Offset")) : null;
  } catch {
    return null;
  }
}

// Removes what is on the server of an upload that is not being sent.
export async function remove(address) {
  await fetch(address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => undefined);
}
