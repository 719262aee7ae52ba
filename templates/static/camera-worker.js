// Reads the codes in pictures of the camera, apart from the page: by the browser's own BarcodeDetector where it has one
// for QR codes, else by zxing, which is served by us. First it is told where zxing lies, then it is given pictures.

const FORMATS = ["qr_code"];
let detector = null;

self.addEventListener("message", async ({ data }) => {
  if (!data.picture) {
    detector = detectorOf(data);
    detector.catch(() => null); // told with the first picture
    return;
  }
  try {
    const codes = await (await detector).detect(data.picture);
    self.postMessage({ codes: codes.map(placed) });
  } catch (error) {
    self.postMessage({ codes: [], failed: await detector.then(() => null, () => String(error)) });
  } finally {
    data.picture.close();
  }
});

/** Give a detector; { script, wasm } are the addresses of zxing. Rejects where there is none, as without the network. */
async function detectorOf({ script, wasm }) {
  const own = self.BarcodeDetector;
  if (own && (await own.getSupportedFormats().catch(() => [])).includes(FORMATS[0])) {
    return new own({ formats: FORMATS });
  }
  self.importScripts(script);
  const { BarcodeDetector, prepareZXingModule } = self.BarcodeDetectionAPI;
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return new BarcodeDetector({ formats: FORMATS });
}

function placed({ rawValue, boundingBox }) {
  return { text: rawValue, x: boundingBox.x + boundingBox.width / 2, y: boundingBox.y + boundingBox.height / 2 };
}
