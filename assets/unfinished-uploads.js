// Uploads that are not finished, kept in the browser (IndexedDB) so that a reload does not end them.
// An entry: {key, tab, owner, name, size, at, file, url}; `url` is where the upload is on the server. A
// file above KEEP_BYTES, or one that the browser has no room for, is kept by its name only: a person chooses it again.

const [FILES, ADDRESSES] = ["files", "addresses"]; // apart, for another address must not copy the file again
const KEEP_BYTES = 1_000_000_000;
const LONGEST = 24 * 3600 * 1000;

let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("cuedeck-uploads", 1);
    request.onupgradeneeded = () =>
      [FILES, ADDRESSES].forEach((name) => request.result.createObjectStore(name, { keyPath: "key" }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function within(mode, act) {
  const transaction = (await database()).transaction([FILES, ADDRESSES], mode);
  const requests = act(transaction.objectStore(FILES), transaction.objectStore(ADDRESSES));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(requests.map((request) => request.result));
    transaction.onabort = () => reject(transaction.error);
  });
}

// A browser that keeps nothing loses an upload with the page: the upload itself goes on.
function warn(error) {
  console.warn("Unfinished uploads cannot be kept over a reload:", error);
}

// One tab's own uploads outlive its reload; those of another tab are that tab's business.
function tabName() {
  const kept = sessionStorage.getItem("cuedeck-tab") ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  sessionStorage.setItem("cuedeck-tab", kept);
  return kept;
}

export async function keep({ key, file }, owner) {
  const { name, size } = file;
  const entry = { key, tab: tabName(), owner, name, size, at: Date.now() };
  const put = (value) => within("readwrite", (files) => [files.put(value)]);
  await put(size <= KEEP_BYTES ? { ...entry, file } : entry).catch(() => put(entry)).catch(warn);
}

export async function keepAddress(key, url) {
  await within("readwrite", (_, addresses) => [addresses.put({ key, url })]).catch(warn);
}

export async function forget(key) {
  await within("readwrite", (files, addresses) => [files.delete(key), addresses.delete(key)]).catch(warn);
}

// This tab's entries, oldest first; what is too old for the server, or another person's, goes.
export async function unfinished(owner) {
  try {
    const [all, places] = await within("readonly", (files, addresses) => [files.getAll(), addresses.getAll()]);
    const urls = new Map(places.map(({ key, url }) => [key, url]));
    const isOld = (entry) => entry.owner !== owner || Date.now() - entry.at > LONGEST;
    all.filter(isOld).forEach((entry) => forget(entry.key));
    const mine = all.filter((entry) => !isOld(entry) && entry.tab === tabName());
    return mine.map((entry) => ({ ...entry, url: urls.get(entry.key) ?? "" }));
  } catch (error) {
    warn(error);
    return [];
  }
}
