import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from 'pdfjs-dist'

/** Pixels of one picture inside of a PDF; larger ones are left out. */
const MOST_PIXELS = 100_000_000
const MOST_CANVAS_BYTES = 256 * 2 ** 20

/**
 * Open a PDF piece by piece: only what the pages in sight need is fetched. Whatever it needs of ours
 * lies beside the app; scripts in it are never run, for nobody here knows how.
 */
export function openPdf(url: string): PDFDocumentLoadingTask {
  const ours = (folder: string): string => new URL(`pdf/${folder}/`, document.baseURI).href
  GlobalWorkerOptions.workerSrc = `${ours('build')}pdf.worker.min.mjs`
  return getDocument({
    url: new URL(url, document.baseURI).href,
    rangeChunkSize: 2 ** 18,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    cMapUrl: ours('cmaps'),
    iccUrl: ours('iccs'),
    standardFontDataUrl: ours('standard_fonts'),
    wasmUrl: ours('wasm'),
    maxImageSize: MOST_PIXELS,
    canvasMaxAreaInBytes: MOST_CANVAS_BYTES,
    verbosity: 0,
  })
}
