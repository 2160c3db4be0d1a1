import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist'

/** Pixels of one picture inside of a PDF; larger ones are left out. */
const MOST_PIXELS = 100_000_000
const MOST_CANVAS_BYTES = 256 * 2 ** 20

const ours = (folder: string): string => new URL(`pdf/${folder}/`, document.baseURI).href

export interface OpeningPdf extends Disposable {
  readonly file: Promise<PDFDocumentProxy>
}

/**
 * Open a PDF piece by piece: only what the pages in sight need is fetched. Whatever it needs of ours
 * lies beside the app; scripts in it are never run, for nobody here knows how.
 *
 * Each has a worker of its own, so that one that never ends keeps no other from being shown.
 *
 * @param onPassword it has one: `answer` tries what the person typed, `isWrong` after the first time
 */
export function openPdf(
  url: string,
  onPassword: (answer: (password: string) => void, isWrong: boolean) => void,
): OpeningPdf {
  const worker = spare ?? makeWorker()
  spare = makeWorker()
  const task = getDocument({
    url: new URL(url, document.baseURI).href,
    worker,
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
  task.onPassword = (answer: (password: string) => void, reason: number) =>
    onPassword(answer, reason === WRONG_PASSWORD)
  return {
    file: task.promise,
    [Symbol.dispose]() {
      void task
        .destroy()
        .catch(() => undefined)
        .finally(() => worker.destroy())
    },
  }
}

const WRONG_PASSWORD = 2
/** The worker of the next one, at work already: it takes longer to come than a page to be drawn. */
let spare: PDFWorker | undefined = makeWorker()

function makeWorker(): PDFWorker {
  GlobalWorkerOptions.workerSrc = `${ours('build')}pdf.worker.min.mjs`
  return new PDFWorker({ verbosity: 0 })
}
