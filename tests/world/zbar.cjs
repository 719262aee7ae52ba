// Prints what ZBar reads in each picture that is named, a grey PGM file: one JSON list of texts a line.
const { readFileSync } = require("node:fs");
const { scanGrayBuffer } = require("@undecaf/zbar-wasm");

(async () => {
  for (const file of process.argv.slice(2)) {
    const picture = readFileSync(file);
    const [header, width, height] = /^P5\s(\d+)\s(\d+)\s255\s/.exec(picture.toString("latin1"));
    const grey = new Uint8Array(picture.subarray(header.length));
    const found = await scanGrayBuffer(grey.buffer, Number(width), Number(height));
    console.log(JSON.stringify(found.map((symbol) => symbol.decode())));
  }
})();
