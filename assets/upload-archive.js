// Files as one ZIP archive without compression (APPNOTE.TXT 6.3.10, 4.3): captions are small, and the server reads it once.

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// Numbers of two or four bytes, least first: [[value, bytes], …].
function record(...numbers) {
  const bytes = new Uint8Array(numbers.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of numbers) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

const UTF8_NAMES = 0x0800;
const FIRST_OF_1980 = 0x0021; // a date has to stand there

// What a file's own header and the directory at the end say alike.
function described(name, bytes) {
  const [sum, size] = [checksum(bytes), bytes.length];
  return [[20, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [FIRST_OF_1980, 2], [sum, 4], [size, 4], [size, 4], [name.length, 2], [0, 2]];
}

// A blob of [[path, file], …].
export async function archive(files) {
  const [parts, directory] = [[], []];
  let at = 0;
  for (const [path, file] of files) {
    const name = new TextEncoder().encode(path);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const said = described(name, bytes);
    const header = record([0x04034b50, 4], ...said);
    directory.push(record([0x02014b50, 4], [20, 2], ...said, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name);
    parts.push(header, name, bytes);
    at += header.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = record([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2]);
  return new Blob([...parts, ...directory, end]);
}
